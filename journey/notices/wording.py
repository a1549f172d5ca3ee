"""How a document and sums of money are named in a notice, and what people wrote is repeated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from documents.draft import Draft
from documents.money import Money
from storage import Unit
from storage.records import Document

_ACCOUNT: Final = re.compile(
    r"\b[A-Z]{2}\d{2}(?=(?:[ -]?[A-Z]){0,12}(?:[ -]?\d){6})"
    r"(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3}\b)?",
    re.IGNORECASE,
)
"""What may be an IBAN (ISO 13616), in groups of four or none, its check digits right or wrong."""


def veiled(text: str) -> str:
    """A text in which no IBAN is written out: a notice travels further than the desk.

    >>> veiled("pay DE02 1203 0000 0000 2020 51 please, or GB82WEST12345698765432")
    'pay DE … 2051 please, or GB … 5432'
    """
    return _ACCOUNT.sub(lambda found: veiled_account(found[0]), text)


def veiled_account(account: str) -> str:
    """The country of a bank account and its last four signs."""
    bare = re.sub(r"[ -]", "", account)
    return f"{bare[:2].upper()} … {bare[-4:]}"


def titled(unit: Unit, document: Document) -> str:
    """A document in a few words: kind, number, supplier.

    The numbers and names were printed by others: they are kept on one line and short.
    """
    supplier = unit.masters.supplier(document.supplier) if document.supplier else None
    name = supplier.name if supplier and supplier.name else document.supplier or "an unknown supplier"
    kind = document.kind.value.replace("_", " ")
    return f"{kind} {short(document.number or 'without a number')} of {short(name)}"


def short(text: str, most: int = 60) -> str:
    """A text on one line, cut where it is too long.

    >>> short("a\\nb", 10), short("abcdefghijkl", 5)
    ('a b', 'abcd…')
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def gross(draft: Draft) -> str:
    """The gross total as printed, with its currency; "" where it was not read."""
    total, currency = draft.value("gross_total"), draft.value("currency")
    return f"{short(total, 30)} {short(currency or '', 5)}".strip() if total else ""


def sums(stakes: Mapping[str, Decimal]) -> str:
    """Money at stake by currency, the largest first; "nothing stated" where nothing is known.

    >>> sums({"EUR": Decimal("1200.5"), "USD": Decimal(3)})
    '1,200.50 EUR, 3.00 USD'
    """
    told = [str(Money(amount, currency)) for currency, amount in sorted(stakes.items(), key=lambda one: -one[1])]
    return ", ".join(told) or "nothing stated"


__all__ = ["gross", "short", "sums", "titled", "veiled", "veiled_account"]
