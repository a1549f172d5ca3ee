"""The pages that a letter is about, with what is disputed marked on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

from documents.draft import Draft, Field
from documents.errors import UnreadableError
from documents.finding import Finding
from documents.measures import Box
from extractors.picture import Picture
from journey.clearing.pages import NoPageError, Readers, made, paged
from journey.letters.paper import Enclosed
from journey.shift import Shift
from storage.records import Document

MOST_PAGES: Final = 3

# Which fields a finding is about, the first that has a place; of a line, then of the header.
_OF_LINE: Final[Mapping[str, tuple[str, ...]]] = {
    "price-over": ("unit_price", "net"), "price-under": ("unit_price", "net"), "line-arithmetic": ("net",),
    "unit-mismatch": ("unit", "quantity"), "lot-mismatch": ("lot",),
    "line-unmatched": ("description", "item"), "slip-line-unordered": ("description", "item"),
}  # fmt: skip
_LINE: Final = ("quantity", "shipped", "net", "unit_price", "description", "item")
_OF_HEADER: Final[Mapping[str, tuple[str, ...]]] = {
    "net-arithmetic": ("net_total",), "gross-arithmetic": ("gross_total",),
    "tax-mismatch": ("tax_total", "gross_total"), "charge-unplanned": ("charges", "net_total", "gross_total"),
    "currency-mismatch": ("currency", "gross_total"),
    "order-unknown": ("po_number", "orders"), "order-closed": ("po_number", "orders"),
    "vat-id-mismatch": ("supplier_vat",), "credit-without-invoice": ("credits",), "date-future": ("invoice_date",),
}  # fmt: skip
_HEADER: Final = ("invoice_number", "delivery_note_number")


class Marker(Readers, Protocol):
    """What renders pages and marks them: a pool of readers without rights."""

    def mark(self, picture: Picture, boxes: Sequence[Box]) -> bytes:
        """The picture with boxes marked on it, as PNG."""
        ...


def places(draft: Draft, findings: Sequence[Finding]) -> dict[int, list[Box]]:
    """Where on which page the findings stand, page by page; what has no place (structured data) is left out."""
    found: dict[int, list[Box]] = defaultdict(list)
    for field in (one for finding in findings if (one := _field(draft, finding)) is not None):
        if field.page is not None and field.box is not None and field.box not in found[field.page]:
            found[field.page].append(field.box)
    return {page: boxes for page, boxes in sorted(found.items()) if boxes}


def enclosures(
    shift: Shift, readers: Marker, document: Document, marks: Mapping[int, Sequence[Box]]
) -> tuple[Enclosed, ...]:  # fmt: skip
    """The marked pages, at most three; one that cannot be shown is left out."""
    with shift.workspace.look() as unit:
        known = paged(shift, unit, document)
    enclosed = []
    for page, boxes in list(marks.items())[:MOST_PAGES]:
        try:
            picture = made(shift, readers, known.ref(page))
            enclosed.append(Enclosed(page, readers.mark(picture, boxes)))
        except (NoPageError, UnreadableError) as error:
            if error.retryable:
                raise
    return tuple(enclosed)


def _field(draft: Draft, finding: Finding) -> Field | None:
    return next((field for field in _candidates(draft, finding) if field.page is not None and field.box), None)


def _candidates(draft: Draft, finding: Finding) -> Iterator[Field]:
    if finding.line is not None and 1 <= finding.line <= len(draft.lines):
        line = draft.lines[finding.line - 1]
        yield from (line[name] for name in (*_OF_LINE.get(finding.code, ()), *_LINE) if name in line)
    named = finding.evidence.get("field")
    wanted = (*_OF_HEADER.get(finding.code, ()), *((named,) if named else ()), *_HEADER)
    if finding.line is None:
        yield from (draft.fields[name] for name in wanted if name in draft.fields)


__all__ = ["MOST_PAGES", "Marker", "enclosures", "places"]
