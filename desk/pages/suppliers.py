"""Suppliers: who they are, where their money goes, what was learnt of their papers, how they deliver."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.asked import text_of
from desk.navigation import Entry
from desk.rendering import page, redirect
from desk.visit import Visited, allow
from documents.kinds import Role
from journey.masterdata import partners

READERS = (Role.CLERK, Role.BUYER, Role.QUALITY, Role.TREASURY, Role.APPROVER, Role.COMPLIANCE, Role.ADMIN)
NAVIGATION = Entry("Suppliers", "/suppliers", 40, frozenset(READERS))
router = APIRouter(prefix="/suppliers", dependencies=[allow(*READERS)])


@router.get("")
def suppliers(request: Request, visit: Visited, q: str = "", after: str = "") -> Response:
    """Suppliers by a piece of id, name, VAT id, domain or account."""
    found = partners.suppliers(visit.shift, text_of(q), text_of(after))
    return page(request, visit, "suppliers.html", found=found, q=q, after=after)


@router.get("/{supplier_id:path}")
def supplier(request: Request, visit: Visited, supplier_id: str) -> Response:
    """One supplier."""
    one = partners.partner(visit.shift, text_of(supplier_id))
    return page(request, visit, "supplier.html", one=one, may_withdraw=visit.may(*partners.WITHDRAWERS))


@router.post("/{supplier_id:path}/withdraw")
def withdraw(
    request: Request, visit: Visited, supplier_id: str, version: Annotated[int, Form()],
    reason: Annotated[str, Form(max_length=400)],
) -> Response:  # fmt: skip
    """Take back what was learnt."""
    lesson = partners.withdraw(visit.shift, visit.person, supplier_id, version, reason)
    said = f"Version {version} ({lesson.place.field}) is withdrawn: no document is read by it any more"
    return redirect(request, f"/suppliers/{supplier_id}", said)


__all__ = ["NAVIGATION", "router"]
