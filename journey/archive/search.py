"""How a document is found again: its words, its numbers, its date, its amount."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from documents.draft import Draft
from documents.kinds import Kind
from documents.money import round_half_up
from extractors.cash_discount import cash_discount
from journey.facts.typed import day
from storage.search import SearchEntry

_NUMBERS = ("invoice_number", "delivery_note_number", "po_number", "tracking_number")
_LISTS = ("orders", "delivery_notes", "credits")
_DATES = ("invoice_date", "delivery_note_date", "order_date")


def entry(document: int, draft: Draft, supplier: str | None = None) -> SearchEntry:
    """The document's entry in the index."""
    numbers = [draft.value(name) for name in _NUMBERS] + [n for name in _LISTS for n in draft.values(name)]
    items = [line[name].text for line in draft.lines for name in ("item", "supplier_item") if _plain(line.get(name))]
    dates = (day(draft.value(name)) for name in _DATES)
    gross, currency = _amount(draft.value("gross_total")), draft.value("currency")
    discount, until = cash_discount_of(draft)
    return SearchEntry(
        document, draft.kind, title(draft), draft.text or _said(draft), supplier,
        tuple(dict.fromkeys(number for number in (*numbers, *items) if number)), next(filter(None, dates), None),
        gross, currency, discount, until,
    )  # fmt: skip


def _amount(text: str | None) -> Decimal | None:
    """A figure as it was read; None where it is none."""
    try:
        figure = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return figure if figure is None or figure.is_finite() else None


def cash_discount_of(draft: Draft) -> tuple[Decimal | None, date | None]:
    """What may be deducted from an invoice that is paid early, and until when."""
    dated, gross = day(draft.value("invoice_date")), _amount(draft.value("gross_total"))
    if draft.kind is not Kind.INVOICE or gross is None or dated is None:
        return None, None
    offered = cash_discount(draft.text)
    if offered is None:
        return None, None
    return round_half_up(gross * offered.percent / 100, draft.value("currency")), offered.until(dated)


def title(draft: Draft) -> str:
    """One line for a list of hits: kind, number, supplier.

    >>> title(Draft(Kind.OTHER, {}))
    'other'
    """
    number = draft.value("delivery_note_number" if draft.kind is Kind.PACKING_SLIP else "invoice_number")
    return " ".join(filter(None, (draft.kind.value.replace("_", " "), number, draft.value("supplier_name"))))


def _said(draft: Draft) -> str:
    """The words of structured input, which has no page."""
    values = [value.value for fields in (draft.fields, *draft.lines) for value in fields.values()]
    return "\n".join(value for value in values if isinstance(value, str))


def _plain(field: object) -> bool:
    return isinstance(getattr(field, "value", None), str)


__all__ = ["cash_discount_of", "entry", "title"]
