"""Partners: a supplier as the house knows it: who they are, where money goes, what was learnt, how they deliver."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from documents.kinds import Role
from documents.lifecycle import State
from documents.people import Person
from documents.supplier import Supplier
from extractors.layouts import Lesson
from journey.learning import lessons
from journey.queue.duties import acting
from journey.shift import Shift
from storage import Unit
from storage.errors import NotFoundError
from storage.figures import Punctuality, Sum, Uninvoiced
from storage.masters import AccountChange
from storage.records import QueueItem
from storage.search import Hit, Period, SearchQuery
from storage.search.words import fold

YEAR: Final = timedelta(days=365)
WITHDRAWERS: Final = (Role.CLERK, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class SupplierPage:
    """Suppliers by filter, and how many there are in all; `next` is the key of the page after."""

    suppliers: tuple[Supplier, ...]
    total: int
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """A supplier with its past. `punctuality` is of the last 365 days, `held` the money of held documents, `named` what
    people call the documents of exceptions and lessons: kind and number."""

    supplier: Supplier
    accounts: tuple[AccountChange, ...]
    lessons: tuple[Lesson, ...]
    open: tuple[QueueItem, ...]
    settled: tuple[QueueItem, ...]
    newest: tuple[Hit, ...]
    punctuality: Punctuality
    since: Period
    held: tuple[Sum, ...]
    uninvoiced: tuple[Uninvoiced, ...]
    named: Mapping[int, str]


def suppliers(shift: Shift, piece: str = "", after: str = "", limit: int = 50) -> SupplierPage:
    """Suppliers in order of id; `piece` is a piece of id, name, VAT id, domain or account."""
    with shift.workspace.look() as unit:
        known = unit.masters.suppliers()
    asked = fold(piece.strip())
    found = [one for one in known if not asked or any(asked in fold(text) for text in _names(one))]
    rest = [one for one in found if not after or one.id.casefold() > after.casefold()]
    return SupplierPage(tuple(rest[:limit]), len(found), rest[limit - 1].id if len(rest) > limit else None)


def partner(shift: Shift, supplier_id: str, past: int = 20) -> Partner:
    """One supplier, with the newest `past` of its settled exceptions. Raises NotFoundError."""
    with shift.workspace.look() as unit:
        supplier = unit.masters.supplier(supplier_id)
        if supplier is None:
            raise NotFoundError(f"there is no supplier {supplier_id}")
        since = Period(shift.as_of - YEAR, shift.as_of - timedelta(days=1))
        learnt = _lessons(shift, unit, supplier)
        items, settled = unit.queue.of_supplier(supplier.id, False), unit.queue.of_supplier(supplier.id, True, past)
        return Partner(
            supplier, unit.masters.account_history(supplier.id, supplier.bank_accounts), learnt, items, settled,
            unit.search.search(SearchQuery(supplier=supplier.id, limit=10)).hits,
            unit.figures.punctuality(since, supplier.id), since, unit.figures.money_in(State.HELD, supplier.id),
            unit.figures.uninvoiced(supplier.id),
            _named(unit, {*(item.document for item in (*items, *settled)), *(one.document for one in learnt)}),
        )  # fmt: skip


def withdraw(shift: Shift, who: Person, supplier_id: str, version: int, because: str) -> Lesson:
    """Take back what was learnt of a supplier's layout. Raises WrongUseError without a reason or such a lesson."""
    acting(who, *WITHDRAWERS)
    return lessons.withdraw(shift, supplier_id, version, who.login, because)


def _lessons(shift: Shift, unit: Unit, supplier: Supplier) -> tuple[Lesson, ...]:
    return tuple(lessons.lessons_of(shift, unit, supplier.id).lessons)


def _named(unit: Unit, numbers: Collection[int]) -> dict[int, str]:
    return {
        number: f"{head.kind.value.replace('_', ' ').capitalize()} {head.number or 'without number'}"
        for number, head in unit.queue.heads(list(numbers)).items()
    }


def _names(supplier: Supplier) -> Iterable[str]:
    return (supplier.id, supplier.name, supplier.vat_id or "", *supplier.bank_accounts, *supplier.email_domains)


__all__ = ["WITHDRAWERS", "Partner", "SupplierPage", "partner", "suppliers", "withdraw"]
