"""What a person typed, or clicked on the page, in the spelling of its field: ISO days, plain amounts, codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from documents.draft import Draft
from documents.errors import WrongUseError
from documents.money import plain
from extractors.lines.units import unit_code
from extractors.locale.currencies import currency_of, strip_currency
from extractors.locale.dates import decide_order, find_dates
from extractors.locale.numbers import decide_mark, parse_number
from journey.facts.typed import compact, number

DAYS: Final = frozenset({"invoice_date", "due_date", "delivery_note_date", "order_date"})
AMOUNTS: Final = frozenset(
    {"net_total", "tax_total", "gross_total", "quantity", "unit_price", "price_per", "discount_percent", "net",
     "tax_rate", "shipped", "backordered"}
)  # fmt: skip


def spelt(field: str, text: str, draft: Draft) -> str:
    """The value of a header field, or of a line's (`3.quantity`), as the rules want it; dates and amounts are read
    in the order and with the decimal mark that the document itself shows. Raises WrongUseError for what is none.

    >>> from documents.kinds import Kind
    >>> german = Draft(Kind.INVOICE, {}, text="Datum 25.05.2026 Summe 1.234,50 12,00")
    >>> spelt("gross_total", "1.500 €", german), spelt("due_date", "3.6.2026", german), spelt("1.unit", "Stk", german)
    ('1500', '2026-06-03', 'C62')
    """
    said, name = " ".join(text.split()), field.rpartition(".")[2]
    if not said:
        raise WrongUseError("a correction needs a value: to reject the document is another act")
    if name in DAYS:
        return _day(said, draft)
    if name in AMOUNTS:
        return _amount(said, draft)
    return _CODES.get(name, _as_it_is)(said)


def _day(text: str, draft: Draft) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        found = find_dates(text, compact=True)
    if len(found) != 1:
        raise WrongUseError(f"{text[:40]} is no day: write it as 2026-05-31")
    return found[0].read(decide_order(find_dates(draft.text))).isoformat()


def _amount(text: str, draft: Draft) -> str:
    bare = strip_currency(text.rstrip("%").strip())[0].strip()
    typed = number(bare)
    if typed is not None and "." in bare and not _grouped(bare):
        return plain(typed)
    read = parse_number(bare, decide_mark(draft.text.split()))
    if read is None:
        raise WrongUseError(f"{text[:40]} is no amount: write it as 1234.50")
    return plain(read.value)


def _grouped(text: str) -> bool:
    """Whether the one point may mark thousands."""
    return len(text.partition(".")[2]) == 3


def _currency(text: str) -> str:
    code = currency_of(text) or text.strip().upper()
    if len(code) != 3 or not code.isalpha():
        raise WrongUseError(f"{text[:40]} is no currency: write its code, such as EUR")
    return code


def _as_it_is(text: str) -> str:
    return text


_CODES: Final[Mapping[str, Callable[[str], str]]] = {
    "currency": _currency, "unit": lambda text: unit_code(text) or text, "iban": lambda text: compact(text) or text,
    "supplier_vat": lambda text: compact(text) or text,
}  # fmt: skip

__all__ = ["AMOUNTS", "DAYS", "spelt"]
