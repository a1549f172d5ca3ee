"""The terms that hold for one document, and for one of its order lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.numbers import key as number_key
from rules.policy.reading import ANY, Level, Override, Value
from rules.policy.shape import TOLERANCES
from rules.tolerance import Side, Tolerance

Levels = Sequence[tuple[int, Level]]
"""Levels of a policy with their rank, the least specific first."""


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """What holds for one order line."""

    price: Tolerance
    quantity: Tolerance
    order_quantity: Tolerance
    receipt_days: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one document: of this supplier, in this currency. Amounts are in that currency."""

    general: ItemTerms
    items: Mapping[str, ItemTerms]
    charges: Tolerance
    tax: Tolerance
    rounding: Tolerance
    max_age_days: Decimal
    future_days: Decimal
    margin: Decimal
    duplicate_days: Decimal
    min_confidence: Decimal
    approval_limit: Decimal

    def item(self, item: str | None) -> ItemTerms:
        """What holds for an order line with this item."""
        return self.items.get(number_key(item), self.general) if self.items else self.general


def draw_up(base: Levels, overrides: Sequence[Override], supplier: str | None, factor: Decimal) -> Terms:
    """The terms for a supplier (None: not known, no override for a supplier holds) with this factor of amounts."""
    reaching = [one for one in overrides if not one.supplier or one.supplier == supplier]
    ranked = [(one.rank, one.level) for one in reaching if not one.item]
    levels = [*base, *ranked]
    items = {one.item for one in reaching if one.item}

    def of(table: str) -> Tolerance:
        return tolerance(levels, table, factor)

    def setting(table: str, name: str) -> Decimal:
        return _figure(latest(levels, table, name)[1])

    return Terms(
        general=_item_terms(levels, factor), items={item: _for_item(levels, reaching, item, factor) for item in items},
        charges=of("charges"), tax=of("tax"), rounding=of("rounding"),
        max_age_days=setting("dates", "max_age_days"), future_days=setting("dates", "future_days"),
        margin=setting("pairing", "margin"), duplicate_days=setting("duplicate", "days"),
        min_confidence=setting("reading", "min_confidence"), approval_limit=setting("approval", "limit") * factor,
    )  # fmt: skip


def _for_item(levels: Levels, reaching: Sequence[Override], item: str, factor: Decimal) -> ItemTerms:
    mine = [(one.rank, one.level) for one in reaching if one.item == item]
    return _item_terms([*levels, *mine], factor)


def _item_terms(levels: Levels, factor: Decimal) -> ItemTerms:
    return ItemTerms(
        tolerance(levels, "price", factor), tolerance(levels, "quantity", factor),
        tolerance(levels, "order_quantity", factor), _figure(latest(levels, "wait", "receipt_days")[1]),
    )  # fmt: skip


def latest(levels: Levels, table: str, name: str) -> tuple[int, Value]:
    """What the most specific level that speaks of a key says, with that level's rank; of equals the later."""
    said: tuple[int, Value] = (-1, None)
    for rank, level in levels:
        if (table, name) in level and rank >= said[0]:
            said = (rank, level[table, name])
    return said


def tolerance(levels: Levels, table: str, factor: Decimal = Decimal(1)) -> Tolerance:
    """A tolerance after all levels: key by key the most specific wins."""
    assert table in TOLERANCES
    return Tolerance(_side(levels, table, "upper", factor), _side(levels, table, "lower", factor))


def _side(levels: Levels, table: str, side: str, factor: Decimal) -> Side:
    """A more specific `any` sets aside less specific limits, a more specific limit a less specific `any`;
    side by side the limit holds."""
    any_rank, any_value = latest(levels, table, side)
    floor = any_rank if any_value == ANY else -1
    percent = _limit(latest(levels, table, f"{side}_percent"), floor)
    amount = _limit(latest(levels, table, f"{side}_amount"), floor)
    return Side(percent, None if amount is None else amount * factor, any=any_value == ANY)


def _limit(said: tuple[int, Value], floor: int) -> Decimal | None:
    return said[1] if said[0] >= floor and isinstance(said[1], Decimal) else None


def _figure(value: Value) -> Decimal:
    assert isinstance(value, Decimal), "the default policy sets every figure"
    return value


__all__ = ["ItemTerms", "Levels", "Terms", "draw_up", "latest", "tolerance"]
