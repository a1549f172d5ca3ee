"""Freight, packaging, surcharges and allowances that stand in a table or below it and are no lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import TypeAlias

from documents.money import plain as plain_number
from extractors.lines.body import kind_of
from extractors.lines.cells import Line
from extractors.lines.row_kinds import CHARGES, RowKind, is_tax
from extractors.lines.table import Table

_Found: TypeAlias = tuple[RowKind, Decimal, bool]
_MOST = 7  # charges among which the subset that closes is searched


@dataclass(frozen=True, slots=True)
class Charges:
    """Charges as records {kind, amount}; `proved` if they and the lines make a printed amount."""

    records: tuple[dict[str, str], ...] = ()
    proved: bool = False


def charges_of(
    table: Table, total: Decimal | None, printed: Callable[[Decimal], bool], taken: Collection[int] = ()
) -> Charges:
    """The charges of a document: of what looks like one, the most that make a printed amount with the lines.

    `taken` are the lines whose discounts an item has taken in.
    Where none do, only those inside the table are kept: below it a sentence may name a freight.
    """
    if not table.lines:
        return Charges()
    found = [
        charge for line in table.lines if line.index not in taken and (charge := _charge(line, table)) is not None
    ][:_MOST]
    if total is not None:
        for size in range(len(found), 0, -1):
            closing = [some for some in combinations(found, size) if printed(total + sum(_amounts(some), Decimal(0)))]
            if closing:
                least = min(closing, key=lambda some: sum(map(abs, _amounts(some)), Decimal(0)))
                return Charges(tuple(_record(kind, amount) for kind, amount, _ in least), True)
    return Charges(tuple(_record(kind, amount) for kind, amount, inside in found if inside), False)


def _amounts(some: Iterable[_Found]) -> list[Decimal]:
    return [amount for _, amount, _ in some]


def _charge(line: Line, table: Table) -> _Found | None:
    """Kind, amount and whether it stands among the items; None if the line is no charge."""
    if line.index in table.items:
        return None
    texts = [cell.text for cell in line.cells if cell.figure is None]
    kind = kind_of(line)
    if kind not in CHARGES or any(is_tax(text) for text in texts):
        return None
    net = table.layout.net if table.layout else None
    cell = net.cells.get(line.index) if net else None
    # Whole amounts count as well: below the table only what closes with the lines is kept.
    amounts = [c.figure for c in line.figures if c.figure and not c.figure.percent and c.figure.places in (0, 2)]
    inside = bool(table.items) and line.index < max(table.items)
    below = amounts[-1] if amounts and not inside else None
    figure = cell.figure if cell is not None and cell.figure is not None else below
    if figure is None or figure.value == 0:
        return None
    amount = -abs(figure.value) if kind is RowKind.ALLOWANCE else figure.value
    return kind, amount, inside


def _record(kind: RowKind, amount: Decimal) -> dict[str, str]:
    name = "discount" if kind is RowKind.ALLOWANCE else kind.value
    return {"kind": name, "amount": plain_number(amount)}


__all__ = ["Charges", "charges_of"]
