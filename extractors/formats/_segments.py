"""Segments of EDI interchanges: UN/EDIFACT (ISO 9735) and ANSI X12, which differ in their separators only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Separators:
    """The characters that part segments, elements and components; `release` makes the next one plain text."""

    segment: str = "'"
    element: str = "+"
    component: str = ":"
    release: str = "?"
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its tag, its elements with their components, and its place in the interchange from 1."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    place: int

    def get(self, element: int, component: int = 1) -> str:
        """A component by the numbers of the directories (both from 1); "" where it is not there.

        >>> Segment("QTY", (("47", "12.5", "KGM"),), 9).get(1, 2)
        '12.5'
        """
        if not 0 < element <= len(self.elements) or not 0 < component <= len(self.elements[element - 1]):
            return ""
        return self.elements[element - 1][component - 1].strip()

    def all(self, element: int) -> str:
        """The components of an element, joined by spaces."""
        parts = self.elements[element - 1] if 0 < element <= len(self.elements) else ()
        return " ".join(part.strip() for part in parts if part.strip())

    @property
    def path(self) -> str:
        """Where it stands, for provenance: tag and place."""
        return f"{self.tag}[{self.place}]"


def split(text: str, by: Separators) -> list[Segment]:
    """The segments of an interchange; what follows the last terminator counts if it is no white space.

    >>> [(s.tag, s.elements) for s in split("BGM+380+A?+1'DTM+137:20260305:102'", Separators())]
    [('BGM', (('380',), ('A+1',))), ('DTM', (('137', '20260305', '102'),))]
    """
    out: list[Segment] = []
    for raw in _parts(text, by.segment, by.release):
        elements = [tuple(_plain(part, by) for part in _parts(element, by.component, by.release))
                    for element in _parts(raw.strip("\r\n\t "), by.element, by.release)]  # fmt: skip
        if elements and elements[0][0].strip():
            out.append(Segment(elements[0][0].strip().upper(), tuple(elements[1:]), len(out) + 1))
        if len(out) >= _MOST:
            break
    return out


def _parts(text: str, separator: str, release: str) -> Iterator[str]:
    """Split at separators that no release character precedes; release characters are kept."""
    if not separator:
        yield text
        return
    held = ""
    for part in text.split(separator):
        whole = held + part
        if release and (len(whole) - len(whole.rstrip(release))) % 2:
            held = whole + separator
            continue
        held = ""
        yield whole
    if held:
        yield held.removesuffix(separator)


def _plain(text: str, by: Separators) -> str:
    if not by.release or by.release not in text:
        return text
    out, escaped = [], False
    for char in text:
        if char == by.release and not escaped:
            escaped = True
            continue
        out.append(char)
        escaped = False
    return "".join(out)


__all__ = ["Segment", "Separators", "split"]
