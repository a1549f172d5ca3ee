"""The shape of a policy: its tables and keys, what each means, and which an item may override."""

from __future__ import annotations

from typing import NamedTuple


class Setting(NamedTuple):
    """A plain figure: its meaning, and whether it counts whole days."""

    meaning: str
    whole: bool = False


LIMITS = {
    "upper_percent": "most that may be too much, in percent of the expected figure",
    "upper_amount": "most that may be too much, in money",
    "lower_percent": "most that may be too little, in percent of the expected figure",
    "lower_amount": "most that may be too little, in money",
}
SIDES = {
    "upper": "`any`: whatever is too much is tolerated",
    "lower": "`any`: whatever is too little is tolerated",
}
TOLERANCES = {
    "price": "billed against ordered unit price; amount = excess money of the order line's lines",
    "quantity": "billed against open; amount = excess quantity x order unit price",
    "order_quantity": "total against ordered (over-delivery); amount = excess quantity x order unit price",
    "charges": "freight, packaging and the like, against planned and not yet billed",
    "tax": "billed against rate x net, summed over the rates",
    "rounding": "line net; lines and charges against net; net + tax against gross",
}
SETTINGS = {
    "wait": {"receipt_days": Setting("days a document waits for its goods before it blocks", whole=True)},
    "dates": {
        "max_age_days": Setting("oldest invoice date, in days before the day of matching", whole=True),
        "future_days": Setting("furthest invoice date, in days after the day of matching", whole=True),
    },
    "pairing": {"margin": Setting("least lead of the nearest price, as a share of the ordered price")},
    "duplicate": {"days": Setting("window of duplicate-probable in days", whole=True)},
    "reading": {"min_confidence": Setting("least confidence of a needed field, 0 to 1")},
    "approval": {"limit": Setting("gross above it needs a person")},
}
ITEM_TABLES = frozenset({"price", "quantity", "order_quantity", "wait"})
"""The tables that an override for an item reaches; the others judge the document as a whole."""

TOP = {
    "for": "overrides for a supplier, an item, or both",
    "currency": "for each currency the factor of every amount",
    "version": "the policy's own version, for people; decides nothing",
}
TABLES = (*TOLERANCES, *SETTINGS)


def keys_of(table: str) -> tuple[str, ...]:
    """The keys that a table may have."""
    return (*LIMITS, *SIDES) if table in TOLERANCES else tuple(SETTINGS[table])


__all__ = ["ITEM_TABLES", "LIMITS", "SETTINGS", "SIDES", "TABLES", "TOLERANCES", "TOP", "Setting", "keys_of"]
