"""Which column is the quantity, the unit price, the net? A small joint search, decided by arithmetic.

Titles and the look of the figures make some assignments likelier; what counts most is in how many
rows quantity × price less discount is the net, and whether the nets add up to a printed amount.
The search needs no words, so it also reads tables whose headings say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from extractors.lines.cells import Cell
from extractors.lines.closing import Closing, close
from extractors.lines.columns import Column
from extractors.lines.headings import Role

_SAMPLE = 14  # rows that the search looks at
_MOST_EVIDENCE = 14.5  # what arithmetic can add to the evidence of titles and looks
_TRIED = 70  # assignments that are weighed by arithmetic, the likeliest by title and look first
_BY_RANK = (4.0, 2.6, 1.8, 1.2)  # a title names this role first, second, ...
_MISNAMED, _UNTITLED = -5.0, -0.5
_QUANTITIES = (Role.QUANTITY, Role.SHIPPED, Role.ORDERED)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns by role, None where the table has none; `score` is the evidence for it."""

    quantity: Column | None
    price: Column | None
    net: Column | None
    discount: Column | None
    per: Column | None
    score: float
    closed: int

    def close(self, index: int, per: Decimal = Decimal(1)) -> Closing | None:
        """Whether the row of a line closes under this layout."""
        cells = [column.cells.get(index) if column else None for column in (self.quantity, self.price, self.net)]
        return _close(cells, self.discount.cells.get(index) if self.discount else None, per)


def assign(
    columns: Sequence[Column], rows: Sequence[int], printed: Callable[[Decimal], bool], *, priced: bool = True
) -> Layout:
    """The layout with the best evidence. `rows` are the line indexes that carry figures, `printed`
    tells whether an amount is printed outside of the table, `priced` whether it may have prices."""
    sample = list(rows)[:_SAMPLE]
    per = _first(columns, Role.PRICE_PER)
    best = Layout(None, None, None, None, per, 0.0, 0)
    for discount in _discounts(columns):
        free = [column for column in columns if column is not discount and column is not per]
        choices = [choice for choice in _assignments(free, len(sample)) if priced or choice[1][1:] == (None, None)]
        ranked = sorted(choices, key=lambda choice: -choice[0])[:_TRIED]
        for prior, (quantity, price, net) in ranked:
            if best.score and prior + _MOST_EVIDENCE < best.score:
                break
            score, closed = _arithmetic((quantity, price, net), discount, per, sample)
            whole = len(sample) == len(rows) and net is not None and _adds_up(net, rows, printed)
            score += prior + (4.0 if whole else 0.0)
            if score > best.score or not best.score:
                best = Layout(quantity, price, net, discount, per, score, closed)
    return best


def _discounts(columns: Sequence[Column]) -> list[Column | None]:
    """The column headed as discount; where none is, none or one of the untitled percents."""
    headed = _first(columns, Role.DISCOUNT)
    if headed is not None:
        return [headed]
    return [
        None,
        *(c for c in columns if not c.roles and _share(c, lambda cell: bool(cell.figure and cell.figure.percent)) == 1),
    ]


def _assignments(
    columns: Sequence[Column], rows: int
) -> Iterator[tuple[float, tuple[Column | None, Column | None, Column | None]]]:
    quantities = [(None, -2.0), *((c, _as_quantity(c, rows)) for c in columns)]
    prices = [(None, -1.5), *((c, _as_price(c, rows)) for c in columns)]
    nets = [(None, -2.0), *((c, _as_net(c, rows, columns)) for c in columns)]
    for (q, a), (p, b), (n, c) in product(quantities, prices, nets):
        chosen = [column for column in (q, p, n) if column is not None]
        if len({id(column) for column in chosen}) == len(chosen) and chosen:
            yield a + b + c + _in_order(q, p, n), (q, p, n)


def _in_order(q: Column | None, p: Column | None, n: Column | None) -> float:
    places = [column.middle for column in (q, p, n) if column is not None]
    return 0.6 if places == sorted(places) else 0.0


def _as_quantity(column: Column, rows: int) -> float:
    units = _share(column, lambda cell: bool(cell.unit))
    whole = _share(column, lambda cell: cell.figure is not None and cell.figure.places in (0, 3))
    return _named(column, *_QUANTITIES) + 1.5 * units + 0.6 * whole + _look(column, rows) - 2.0 * _money(column)


def _as_price(column: Column, rows: int) -> float:
    fine = _share(column, lambda cell: cell.figure is not None and cell.figure.places >= 2)
    return _named(column, Role.UNIT_PRICE) + 0.8 * fine + _look(column, rows)


def _as_net(column: Column, rows: int, columns: Sequence[Column]) -> float:
    fine = _share(column, lambda cell: cell.figure is not None and cell.figure.places == 2)
    last = 0.5 if column is columns[-1] else 0.0
    return _named(column, Role.NET, Role.GROSS) + 1.0 * fine + last + _look(column, rows)


def _named(column: Column, *roles: Role) -> float:
    """How far the title speaks for any of the roles."""
    if not column.roles:
        return _UNTITLED
    ranks = [column.roles.index(role) + (role is Role.ORDERED) for role in roles if role in column.roles]
    return _BY_RANK[min(min(ranks), 3)] if ranks else _MISNAMED


def _look(column: Column, rows: int) -> float:
    """Columns of few rows or of percents are unlikely to be any of the three."""
    filled = len(column.cells) / max(rows, 1)
    percent = _share(column, lambda cell: cell.figure is not None and cell.figure.percent)
    return 1.5 * min(filled, 1.0) - 9.0 * percent


def _money(column: Column) -> float:
    return _share(column, lambda cell: cell.figure is not None and cell.figure.currency is not None)


def _share(column: Column, test: Callable[[Cell], bool]) -> float:
    return sum(map(test, column.cells.values())) / max(len(column.cells), 1)


def _arithmetic(
    columns: tuple[Column | None, ...], discount: Column | None, per: Column | None, rows: Sequence[int]
) -> tuple[float, int]:
    """Evidence of the rows: up to 10 where all close, negative where whole rows do not."""
    score, closed = 0.0, 0
    for index in rows:
        cells = [column.cells.get(index) if column else None for column in columns]
        if None in cells:
            continue
        off, unit = (column.cells.get(index) if column else None for column in (discount, per))
        found = _close(cells, off, unit.figure.value if unit and unit.figure else Decimal(1))
        if found is None:
            score -= 3.0
            continue
        closed += 1
        score += ((10.0 if found.telling else 5.0) if found.exact else 6.0) - (2.0 if found.repaired else 0.0)
    return score / max(len(rows), 1), closed


def _close(cells: Sequence[Cell | None], discount: Cell | None, per: Decimal) -> Closing | None:
    figures = [cell.figure if cell else None for cell in cells]
    if figures[0] is None or figures[1] is None or figures[2] is None:
        return None
    return close(figures[0], figures[1], figures[2], discount.figure if discount else None, per or Decimal(1))


def _adds_up(net: Column, rows: Sequence[int], printed: Callable[[Decimal], bool]) -> bool:
    figures = [cell.figure for index in rows if (cell := net.cells.get(index))]
    return printed(sum((figure.value for figure in figures if figure), Decimal(0)))


def _first(columns: Sequence[Column], role: Role) -> Column | None:
    return next((column for column in columns if column.roles[:1] == (role,)), None)


__all__ = ["Layout", "assign"]
