"""The sums that a document's totals can be held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from extractors.lines.reading import LinesRead
from extractors.proof.taxes import TaxRow

TOLERANCE = Decimal("0.02")
"""By how much a sum may be off: two roundings to the cent."""
_MOST_TAX = Decimal("0.35")  # of the net; above it two amounts and their sum are a coincidence


class Relation(StrEnum):
    """A sum that closes."""

    GROSS = "net + tax = gross"
    UNTAXED = "net = gross, without tax"
    LINES = "lines + charges = net"
    LINES_WITH_TAX = "lines + charges = gross"
    TAXES = "the taxes of all rates = tax"
    BASES = "the bases of all rates = net"
    RATE = "rate × net = tax"


@dataclass(frozen=True, slots=True)
class Totals:
    """One choice of the three totals; None where none is taken."""

    net: Decimal | None
    tax: Decimal | None
    gross: Decimal | None


def relations(totals: Totals, read: LinesRead, rows: Sequence[TaxRow]) -> tuple[Relation, ...]:
    """The relations that hold for a choice of totals.

    >>> [str(r) for r in relations(Totals(Decimal(100), Decimal(19), Decimal(119)), LinesRead(), ())]
    ['net + tax = gross']
    """
    return (*_sums(totals), *_of_lines(totals, read), *_of_taxes(totals, rows))


def _sums(totals: Totals) -> Iterator[Relation]:
    net, tax, gross = totals.net, totals.tax, totals.gross
    if net is None or gross is None or not gross:
        return
    if tax:
        if near(net + tax, gross) and abs(tax) <= _MOST_TAX * abs(net):
            yield Relation.GROSS
    elif near(net, gross):
        yield Relation.UNTAXED


def _of_lines(totals: Totals, read: LinesRead) -> Iterator[Relation]:
    if read.total is None or not read.lines:
        return
    charged = read.total + sum((Decimal(charge["amount"]) for charge in read.charges), Decimal(0))
    if totals.net is not None and near(abs(charged), abs(totals.net)):
        yield Relation.LINES
    elif totals.gross is not None and near(abs(charged), abs(totals.gross)):
        yield Relation.LINES_WITH_TAX


def _of_taxes(totals: Totals, rows: Sequence[TaxRow]) -> Iterator[Relation]:
    if not rows or totals.tax is None:
        return
    slack = TOLERANCE * max(1, len(rows))
    if any(row.net is None for row in rows):
        if len(rows) == 1 and _rated(totals, rows[0]):
            yield Relation.RATE
        return
    if abs(sum((row.amount for row in rows), Decimal(0)) - abs(totals.tax)) <= slack:
        yield Relation.TAXES
    bases = sum((row.net or Decimal(0) for row in rows), Decimal(0))
    if totals.net is not None and abs(bases - abs(totals.net)) <= slack:
        yield Relation.BASES


def _rated(totals: Totals, row: TaxRow) -> bool:
    """The tax is the row's and its rate of the net."""
    if totals.net is None or totals.tax is None or not near(abs(totals.tax), row.amount):
        return False
    return near(abs(totals.net) * row.rate / 100, abs(totals.tax))


def near(one: Decimal, other: Decimal) -> bool:
    """True if two amounts differ by no more than rounding."""
    return abs(one - other) <= TOLERANCE


__all__ = ["TOLERANCE", "Relation", "Totals", "near", "relations"]
