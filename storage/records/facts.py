"""Facts from outside and those that wait for them: changes of master data, wake keys, receipt lines over-allocated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class WakeKey:
    """One fact that a waiting document may be changed by: subject is order, receipt, delivery_note,
    supplier or document; the key compares without case and outer spaces."""

    subject: str
    key: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change of master data: `subject` is supplier, order or receipt, `key` its number as compared
    (case folded, trimmed), `fields` what changed (empty for a new one), `related` the keys of the order
    (of a receipt), delivery note and supplier that it concerns."""

    id: int
    subject: str
    key: str
    fields: tuple[str, ...] = ()
    related: tuple[WakeKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that waits, until a fact arrives or `until` has passed."""

    document: int
    keys: tuple[WakeKey, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A receipt line of which more is allocated than may be billed: a credit is expected for `excess`."""

    receipt: str
    line: int
    order: str
    allocated: Decimal
    cap: Decimal
    documents: tuple[int, ...] = ()

    @property
    def excess(self) -> Decimal:
        return self.allocated - self.cap


__all__ = ["Change", "Uncovered", "Waiting", "WakeKey"]
