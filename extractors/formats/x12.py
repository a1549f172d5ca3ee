"""ANSI ASC X12: 810 invoice, 850 and 860 order, 855 confirmation, 856 ship notice, 861 receiving advice.

Every transaction set (ST … SE) of an interchange is a draft. The separators are those that the ISA segment
shows by its fixed shape; an interchange without one is corrupt, as its separators are unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.draft import Draft
from documents.errors import UnreadableError
from documents.kinds import Kind
from extractors.formats._gather import DERIVED, Gathering
from extractors.formats._segments import Segment, Separators, split
from extractors.formats._x12_lines import gather_lines
from extractors.formats._x12_totals import gather_totals
from extractors.sniff import decode
from extractors.source import Media, ReadOptions, Source

NAME = "x12"
VERSION = "1"

_KINDS = {
    "810": Kind.INVOICE, "812": Kind.CREDIT_NOTE, "850": Kind.PURCHASE_ORDER, "860": Kind.PURCHASE_ORDER,
    "855": Kind.ORDER_CONFIRMATION, "865": Kind.ORDER_CONFIRMATION, "856": Kind.PACKING_SLIP,
    "861": Kind.RECEIPT_ADVICE, "211": Kind.BILL_OF_LADING, "863": Kind.QUALITY_REPORT,
}  # fmt: skip
# The beginning segment of a set: where its number, date, order number and order date stand (0: nowhere).
_BEGINNINGS = {
    "BIG": (2, 1, 4, 3), "BEG": (3, 5, 3, 5), "BCH": (3, 6, 3, 6), "BAK": (3, 4, 3, 4), "BSN": (2, 3, 0, 0),
    "BRA": (1, 2, 0, 0), "BCD": (2, 1, 0, 0),
}  # fmt: skip
_NAMES = {
    Kind.PACKING_SLIP: ("delivery_note_number", "delivery_note_date"),
    Kind.RECEIPT_ADVICE: ("delivery_note_number", "delivery_note_date"),
    Kind.PURCHASE_ORDER: ("po_number", "order_date"), Kind.ORDER_CONFIRMATION: ("po_number", "order_date"),
}  # fmt: skip
_SUPPLIERS, _BUYERS = ("SU", "SE", "VN", "RI", "RE", "II", "SF"), ("BY", "BT", "PO", "ST")
_SPEAKING = {
    "BIG", "BEG", "BSN", "BRA", "N1", "N2", "N3", "N4", "PID", "IT1", "PO1", "LIN", "REF", "MSG", "PRF", "NTE",
}  # fmt: skip
_CREDIT_TYPES = ("CR", "CN", "CD")


def recognises(source: Source) -> bool:
    """True for an interchange, even one whose ISA is damaged."""
    return source.media is Media.X12


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """Every transaction set. Raises UnreadableError (corrupt) without an ISA or without a set."""
    del options
    text = (decode(source.data) or "").lstrip("\ufeff \t\r\n")
    segments = split(text, _separators(text))
    drafts = [_read_set(part, number) for number, part in enumerate(_sets(segments), 1)]
    if not drafts:
        raise UnreadableError("The X12 interchange holds no transaction set; ask the sender for it again.")
    return drafts


def _separators(text: str) -> Separators:
    element = text[3:4]
    places = [index for index, char in enumerate(text[:250]) if char == element]
    if not text.startswith("ISA") or element.isalnum() or len(places) < 16 or len(text) < places[15] + 3:
        raise UnreadableError("The X12 envelope (ISA) is damaged; ask the sender to send the interchange again.")
    end = places[15]
    return Separators(segment=text[end + 2], element=element, component=text[end + 1], release="")


def _sets(segments: list[Segment]) -> Iterator[list[Segment]]:
    current: list[Segment] = []
    for segment in segments:
        if segment.tag == "ST":
            if current:
                yield current
            current = [segment]
        elif segment.tag in ("SE", "GE", "IEA"):
            if current:
                yield current
            current = []
        elif current:
            current.append(segment)
    if current:
        yield current


def _read_set(segments: list[Segment], number: int) -> Draft:
    gathering = Gathering(f"{NAME}/{VERSION}")
    kind = _KINDS.get(segments[0].get(1), Kind.OTHER)
    for segment in segments:
        if segment.tag == "BIG" and segment.get(7) in _CREDIT_TYPES:
            kind = Kind.CREDIT_NOTE
        if segment.tag in _BEGINNINGS:
            _beginning(segment, gathering, kind)
        else:
            _header(segment, gathering)
    _parties(segments, gathering)
    gather_lines(segments, gathering, kind)
    gather_totals(segments, gathering)
    _lists(gathering, kind)
    text = "\n".join(words for segment in segments for words in _words(segment))
    return gathering.draft(kind, medium="edi", text=text, document=number)


def _beginning(segment: Segment, gathering: Gathering, kind: Kind) -> None:
    name, day = _NAMES.get(kind, ("invoice_number", "invoice_date"))
    number, dated, order, ordered = _BEGINNINGS[segment.tag]
    gathering.text(name, segment.get(number), segment.path)
    gathering.date(day, _day(segment.get(dated)), segment.path)
    if order:
        gathering.text("po_number", segment.get(order), segment.path)
    if ordered and segment.get(ordered):
        gathering.date("order_date", _day(segment.get(ordered)), segment.path)


def _day(value: str) -> str:
    """Six digits are YYMMDD of releases before 4010."""
    return ("20" if value[:2] < "70" else "19") + value if len(value) == 6 and value.isdigit() else value


def _header(segment: Segment, gathering: Gathering) -> None:
    if segment.tag == "CUR":
        gathering.text("currency", segment.get(2), segment.path)
    elif segment.tag == "ITD" and segment.get(6):
        gathering.date("due_date", _day(segment.get(6)), segment.path)
    elif segment.tag == "TD5":
        gathering.text("carrier", segment.get(5) or segment.get(3), segment.path, DERIVED)
    elif segment.tag == "PRF":
        gathering.text("po_number", segment.get(1), segment.path)
    elif segment.tag == "REF":
        name = {"CN": "tracking_number", "2I": "tracking_number", "PO": "po_number", "PK": "delivery_note_number",
                "SI": "delivery_note_number"}.get(segment.get(1))  # fmt: skip
        if name is not None:
            gathering.text(name, segment.get(2), segment.path)


def _parties(segments: list[Segment], gathering: Gathering) -> None:
    for roles, name in ((_SUPPLIERS, "supplier_name"), (_BUYERS, "buyer_name")):
        for role in roles:
            for segment in segments:
                if segment.tag == "N1" and segment.get(1) == role:
                    gathering.text(name, segment.get(2), segment.path)


def _lists(gathering: Gathering, kind: Kind) -> None:
    for name, several in (("po_number", "orders"), ("delivery_note_number", "delivery_notes")):
        found = gathering.fields.get(name)
        if found is not None and not (kind is Kind.RECEIPT_ADVICE and name == "delivery_note_number"):
            gathering.many(several, [(found.text, found.path or "")])


def _words(segment: Segment) -> Iterator[str]:
    if segment.tag in _SPEAKING:
        yield " ".join(words for index in range(1, len(segment.elements) + 1) if (words := segment.all(index)))


__all__ = ["NAME", "VERSION", "read", "recognises"]
