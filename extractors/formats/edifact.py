"""UN/EDIFACT (ISO 9735): INVOIC, ORDERS, ORDCHG, ORDRSP, DESADV and RECADV of any directory from D.93A on.

Envelopes are not insisted on: messages without UNB or UNZ are read, every message of an interchange is a
draft. Qualifiers are those of the UN directories: DTM 2005, RFF 1153, MOA 5025, NAD 3035, QTY 6063.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from documents.draft import Draft
from documents.errors import UnreadableError
from documents.kinds import Kind
from extractors.formats._codes import kind_of
from extractors.formats._edifact_header import gather_header
from extractors.formats._edifact_lines import gather_lines
from extractors.formats._gather import Gathering
from extractors.formats._segments import Segment, Separators, split
from extractors.sniff import decode
from extractors.source import Media, ReadOptions, Source

NAME = "edifact"
VERSION = "1"

_KINDS = {
    "INVOIC": Kind.INVOICE, "ORDERS": Kind.PURCHASE_ORDER, "ORDCHG": Kind.PURCHASE_ORDER,
    "ORDRSP": Kind.ORDER_CONFIRMATION, "DESADV": Kind.PACKING_SLIP, "RECADV": Kind.RECEIPT_ADVICE,
    "STATAC": Kind.STATEMENT, "QALITY": Kind.QUALITY_REPORT, "IFTMCS": Kind.BILL_OF_LADING,
}  # fmt: skip
_ENVELOPE = {"UNA", "UNB", "UNG", "UNH", "UNT", "UNE", "UNZ", "UNS", "CNT"}


def recognises(source: Source) -> bool:
    """True for an interchange or a bare message."""
    return source.media is Media.EDIFACT


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """Every message of the interchange. Raises UnreadableError (corrupt) if there is none."""
    del options
    text = (decode(source.data) or "").lstrip("\ufeff \t\r\n")
    by = _separators(text)
    segments = split(text[9:] if text.startswith("UNA") else text, by)
    drafts = [_read_message(message, by, number) for number, message in enumerate(_messages(segments), 1)]
    if not drafts:
        raise UnreadableError("The EDIFACT interchange holds no message; ask the sender for it again.")
    return drafts


def _separators(text: str) -> Separators:
    """The service string advice (UNA), or the defaults of ISO 9735."""
    if not text.startswith("UNA") or len(text) < 9:
        return Separators()
    return Separators(component=text[3], element=text[4], decimal=text[5], release=text[6].strip(), segment=text[8])


def _messages(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    message: list[Segment] = []
    for segment in segments:
        if segment.tag == "UNH":
            if message:
                yield message
            message = [segment]
        elif segment.tag == "UNT":
            if message:
                yield message
            message = []
        elif message:
            message.append(segment)
    if message:
        yield message


def _read_message(message: list[Segment], by: Separators, number: int) -> Draft:
    gathering = Gathering(f"{NAME}/{VERSION}")
    name = message[0].get(2, 1)
    otherwise = _KINDS.get(name, Kind.OTHER)
    begin = next((segment for segment in message if segment.tag == "BGM"), None)
    kind = kind_of(begin.get(1), otherwise) if begin is not None and name == "INVOIC" else otherwise
    head, lines, summary = _sections(message)
    gather_header(head, summary, gathering, kind, by.decimal)
    gather_lines(lines, gathering, kind, by.decimal)
    text = "\n".join(words for segment in message if segment.tag not in _ENVELOPE for words in _words(segment))
    return gathering.draft(kind, medium="edi", text=text, document=number)


def _sections(message: list[Segment]) -> tuple[list[Segment], list[list[Segment]], list[Segment]]:
    """Header, one group a LIN, and what follows UNS."""
    head: list[Segment] = []
    lines: list[list[Segment]] = []
    summary: list[Segment] = []
    place = head
    for segment in message:
        if segment.tag == "UNS":
            place = summary
        elif segment.tag == "LIN":
            place = []
            lines.append(place)
        place.append(segment)
    return head, lines, summary


def _words(segment: Segment) -> Iterator[str]:
    for index in range(1, len(segment.elements) + 1):
        if len(words := segment.all(index)) > 2:
            yield words


__all__ = ["NAME", "VERSION", "read", "recognises"]
