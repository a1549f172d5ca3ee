"""Putting together what one mail holds in several parts: XML and PDF of one invoice, one invoice over two files.

Whatever is not clearly the same document stays two: a duplicate that a person sees is better than an
invoice that disappears.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from documents.draft import Draft
from documents.kinds import Kind
from extractors.halves import follows, join
from extractors.hybrid import differences

_STRUCTURED = ("xml", "edi")
_NUMBERS = {
    Kind.PACKING_SLIP: "delivery_note_number", Kind.PURCHASE_ORDER: "po_number", Kind.ORDER_CONFIRMATION: "po_number",
}  # fmt: skip
_TWINS = (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PACKING_SLIP, Kind.PURCHASE_ORDER, Kind.ORDER_CONFIRMATION)


def assemble(drafts: Sequence[Draft]) -> list[Draft]:
    """The documents of one mail from the drafts of all its parts (`part` set), in the order of the mail.

    A twin or a second half is named in `also` of the draft that it belongs to.
    """
    return _gathered(_gathered(drafts, follows, join), _are_twins, _as_one)


def _gathered(
    drafts: Sequence[Draft], belong: Callable[[Draft, Draft], bool], unite: Callable[[Draft, Draft], Draft]
) -> list[Draft]:
    """The drafts in order, each united with the first before it that it belongs to."""
    found: list[Draft] = []
    for draft in drafts:
        place = next((at for at, one in enumerate(found) if belong(one, draft)), None)
        if place is None:
            found.append(draft)
        else:
            found[place] = unite(found[place], draft)
    return found


def _are_twins(one: Draft, other: Draft) -> bool:
    """Two renderings of one document, at least one of them structured and at most one of them a page."""
    if one.part == other.part or other.part in one.also or one.kind is not other.kind or one.kind not in _TWINS:
        return False
    pages = [draft for draft in (one, other) if draft.pages or draft.medium not in _STRUCTURED]
    if len(pages) > 1 or not any(draft.medium in _STRUCTURED for draft in (one, other)):
        return False
    return _same_number(one, other) if _number(one) and _number(other) else _same_figures(one, other)


def _same_number(one: Draft, other: Draft) -> bool:
    """The same number of the same supplier; of a slip, which has no sums, the number is enough within one mail."""
    if _number(one) != _number(other):
        return False
    supplier = _agree(one, other, "supplier_vat")
    return supplier if supplier is not None else _gross(one) is None or _gross(other) is None or _same_gross(one, other)


def _same_figures(one: Draft, other: Draft) -> bool:
    """A page whose number could not be read: the sum and the date must be the same."""
    return _same_gross(one, other) and _agree(one, other, "invoice_date") is True


def _as_one(first: Draft, second: Draft) -> Draft:
    """The structured values, at the place of the page: a person looks at the page.

    Where the page brings its own structured values, as a hybrid does, these are the invoice.
    """
    page, data = (second, first) if second.pages or second.medium not in _STRUCTURED else (first, second)
    said = page if page.medium in _STRUCTURED else data
    apart = differences(data, [page])
    return replace(
        said, part=page.part, document=page.document, pages=page.pages, language=page.language or data.language,
        barcodes=page.barcodes or data.barcodes, differences=tuple(dict.fromkeys((*page.differences, *apart))),
        warnings=(*data.warnings, *page.warnings), also=(*page.also, *data.also, data.part),
        spans=(*page.spans, *("" for _ in (*data.also, data.part))) if page.spans else (),
        text="\n".join(filter(None, (data.text, page.text))),
    )  # fmt: skip


def _number(draft: Draft) -> str:
    value = draft.value(_NUMBERS.get(draft.kind, "invoice_number")) or ""
    return "".join(char for char in value.upper() if char.isalnum()).lstrip("0")


def _agree(one: Draft, other: Draft, field: str) -> bool | None:
    """Whether both say the same of a field; None where one of them is silent."""
    values = [draft.value(field) for draft in (one, other)]
    if None in values or "" in values:
        return None
    left, right = ("".join(filter(str.isalnum, value or "")).upper() for value in values)
    return left == right


def _gross(draft: Draft) -> Decimal | None:
    try:
        return abs(Decimal(draft.value("gross_total") or ""))
    except InvalidOperation:
        return None


def _same_gross(one: Draft, other: Draft) -> bool:
    return _gross(one) is not None and _gross(one) == _gross(other)


__all__ = ["assemble"]
