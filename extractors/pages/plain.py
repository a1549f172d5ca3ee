"""Plain text as pages: a typewriter's grid, where columns made of spaces stay columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from documents.errors import UnreadableError
from extractors.page import Page, Word
from extractors.pages.limits import cut_to, with_warnings

if TYPE_CHECKING:
    from extractors.source import ReadOptions

# Pica type: ten characters and six lines an inch.
_ACROSS, _DOWN = 6.0, 12.0
_LINES = 70
_MOST_CHARACTERS = 5_000_000
_MARGIN = 36.0
_CUT = f"Only the first {_MOST_CHARACTERS:,} characters of the text were read."


def read_pages(data: bytes, options: ReadOptions | None = None) -> tuple[Page, ...]:
    """The pages of a text file; a form feed or seventy lines end a page."""
    text = decoded(data)
    if not text.strip():
        raise UnreadableError("The text is empty; ask the sender for it again.", code="empty")
    sheets = [
        lines[start : start + _LINES]
        for lines in (part.splitlines() for part in text[:_MOST_CHARACTERS].split("\f"))
        for start in range(0, max(len(lines), 1), _LINES)
    ]
    filled = [sheet for sheet in sheets if any(line.strip() for line in sheet)]
    most = options.max_pages if options else 500
    pages = cut_to(most, [_page(sheet, number) for number, sheet in enumerate(filled[:most], 1)], len(filled))
    return with_warnings(pages, *([_CUT] if len(text) > _MOST_CHARACTERS else []))


def decoded(data: bytes) -> str:
    """Text in the encoding its mark or its bytes tell: UTF-8, UTF-16, else Windows-1252.

    >>> decoded("Größe".encode("utf-16")), decoded("Größe".encode("cp1252"))
    ('Größe', 'Größe')
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _page(lines: list[str], number: int) -> Page:
    words = [_word(found, row) for row, line in enumerate(lines) for found in re.finditer(r"\S+", line.expandtabs(8))]
    width = max(595.0, max((word.box[2] for word in words), default=0.0) + _MARGIN)
    return Page(number, width, 842.0 + max(0, len(lines) - 64) * _DOWN, tuple(words), "text")


def _word(found: re.Match[str], row: int) -> Word:
    left, top = _MARGIN + found.start() * _ACROSS, _MARGIN + row * _DOWN
    return Word(found[0], (left, top, left + len(found[0]) * _ACROSS, top + 10.0), 1.0, 10.0)


__all__ = ["decoded", "read_pages"]
