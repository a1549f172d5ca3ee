"""Master data in: a table from the ERP is taken, and what waited for it is matched again at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from connectors.erp import masters
from connectors.erp.masters import Refusal
from documents.errors import WrongUseError
from journey.rouse import rouse
from journey.shift import Shift
from storage import Unit
from storage.records import Document

ACTOR = "import"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `woken` are the documents matched again, as they stand now."""

    read: int
    changed: int
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()
    woken: tuple[Document, ...] = ()


def take(shift: Shift, what: str, file: Path) -> Imported:
    """Take `suppliers`, `orders` or `receipts` from a table. Rows that cannot be taken are named, the rest is taken."""
    unit_of = {"suppliers": _suppliers, "orders": _orders, "receipts": _receipts}
    if what not in unit_of:
        raise WrongUseError(f"{what} is not imported: it must be suppliers, orders or receipts")
    taken = unit_of[what](shift, file)
    return Imported(taken.read, taken.changed, taken.refused, taken.warnings, rouse(shift))


def _suppliers(shift: Shift, file: Path) -> Imported:
    table = masters.suppliers(file)
    done = shift.workspace.run(lambda unit: unit.masters.take_suppliers(table.things, ACTOR))
    return Imported(len(table.things), done.new + done.changed, table.refused, table.warnings)


def _orders(shift: Shift, file: Path) -> Imported:
    table, promised = masters.orders(file), masters.promises(file)

    def act(unit: Unit) -> int:
        done = unit.masters.take_orders(table.things, ACTOR)
        promises = unit.receiving.promise(promised.things, ACTOR)
        return done.new + done.changed or promises

    changed = shift.workspace.run(act)
    return Imported(len(table.things), changed, table.refused, (*table.warnings, *promised.warnings))


def _receipts(shift: Shift, file: Path) -> Imported:
    table = masters.receipts(file)
    done = shift.workspace.run(lambda unit: unit.masters.take_receipts(table.things, ACTOR))
    return Imported(len(table.things), done.new + done.changed, table.refused, table.warnings)


__all__ = ["ACTOR", "Imported", "take"]
