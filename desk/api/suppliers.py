"""/suppliers: suppliers, their accounts over time, what was learnt, their exceptions and deliveries."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from desk.asked import text_of
from desk.pages.suppliers import READERS
from desk.resources import Sent, Told
from desk.visit import Visited, allow
from documents.supplier import Supplier
from extractors.layouts import Lesson
from journey.masterdata import partners
from storage.figures import Sum

router = APIRouter(prefix="/suppliers", tags=["suppliers"], dependencies=[allow(*READERS)])


class Known(Told):
    """A supplier as the ERP states it."""

    id: str
    name: str
    vat_id: str | None
    bank_accounts: list[str]
    email_domains: list[str]
    country: str | None
    currency: str | None
    language: str | None

    @classmethod
    def of(cls, supplier: Supplier) -> Known:
        """Of master data."""
        return cls.model_validate(supplier)


class KnownOnes(Told):
    """A page in order of id; `next` goes into `after`, None on the last."""

    suppliers: list[Known]
    total: int
    next: str | None


class AccountsChanged(Told):
    """When the accounts changed, by whom, which came and went."""

    at: datetime
    actor: str
    added: list[str]
    removed: list[str]
    first: bool


class Learnt(Told):
    """A lesson: where this supplier prints a field."""

    version: int
    field: str
    standing: str
    person: str
    document: int
    because: str
    confirmed: list[int]


class Money(Told):
    """Money of one currency, None where it was not read, and of how many documents."""

    currency: str | None
    documents: int
    amount: Decimal

    @classmethod
    def of(cls, one: Sum) -> Money:
        """Of a sum."""
        return cls.model_validate(one)


class Partner(Told):
    """A supplier with its past; `on_time` of `promised` lines in the last 365 days came on time in full."""

    supplier: Known
    accounts: list[AccountsChanged]
    lessons: list[Learnt]
    open_exceptions: int
    held: list[Money]
    on_time: int
    promised: int
    uninvoiced: int


class Withdrawn(Sent):
    """Which lesson is withdrawn, and why."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reason: Annotated[str, Field(min_length=1, max_length=400)]


@router.get("")
def suppliers(visit: Visited, q: str = "", after: str = "") -> KnownOnes:
    """Suppliers by a piece of id, name, VAT id, domain or account."""
    found = partners.suppliers(visit.shift, text_of(q), text_of(after))
    return KnownOnes(suppliers=[Known.of(one) for one in found.suppliers], total=found.total, next=found.next)


@router.get("/{supplier_id}")
def supplier(visit: Visited, supplier_id: str) -> Partner:
    """One supplier."""
    one = partners.partner(visit.shift, text_of(supplier_id))
    return Partner(
        supplier=Known.of(one.supplier), accounts=[AccountsChanged.model_validate(change) for change in one.accounts],
        lessons=[_learnt(lesson) for lesson in one.lessons], open_exceptions=len(one.open),
        held=[Money.of(held) for held in one.held], on_time=one.punctuality.on_time, promised=one.punctuality.lines,
        uninvoiced=len(one.uninvoiced),
    )  # fmt: skip


@router.post("/{supplier_id}/withdraw")
def withdraw(visit: Visited, supplier_id: str, sent: Withdrawn) -> Learnt:
    """Take back what was learnt."""
    lesson = partners.withdraw(visit.shift, visit.person, text_of(supplier_id), sent.version, sent.reason)
    return _learnt(lesson)


def _learnt(lesson: Lesson) -> Learnt:
    return Learnt(
        version=lesson.version, field=lesson.place.field, standing=lesson.standing.value, person=lesson.author,
        document=lesson.document, because=lesson.because, confirmed=list(lesson.confirmed),
    )  # fmt: skip


__all__ = ["router"]
