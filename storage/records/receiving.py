"""Receiving: counts of deliveries and their entries; days on which goods were promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class CountState(StrEnum):
    OPEN = "open"
    BOOKED = "booked"
    DROPPED = "dropped"


class EntryKind(StrEnum):
    """`count` and `correction` (which may be negative) say how much came, `inspection` how much of it quality
    rejects, `return` how much went back."""

    COUNT = "count"
    CORRECTION = "correction"
    INSPECTION = "inspection"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class NewCount:
    """A count about to be opened. `number` is that of its receipt, None for one of our own (`GI-000017`);
    `slip` the packing slip that it was drafted from."""

    order: str
    delivery_note: str | None = None
    slip: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A count of one delivery to one order. Booked, it is the goods receipt of its number."""

    id: int
    number: str
    order: str
    delivery_note: str | None
    slip: int | None
    state: CountState
    opened_by: str
    opened_at: datetime
    closed_by: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What somebody counted, corrected, inspected or sent back. `key` names the act: the same key twice is one
    entry. `quantity` is in `unit`, None for the order line's; `code` the text of the scanned code."""

    key: str
    kind: EntryKind
    order_line: int
    quantity: Decimal
    unit: str | None = None
    lot: str | None = None
    expiry: date | None = None
    sscc: str | None = None
    code: str | None = None
    corrects: int | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as made; never changed, never removed."""

    id: int
    count: int
    made: NewEntry
    person: str
    at: datetime


__all__ = ["Count", "CountState", "Entry", "EntryKind", "NewCount", "NewEntry"]
