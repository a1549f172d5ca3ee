"""/exceptions: what moves an exception without settling it."""

from __future__ import annotations

from fastapi import APIRouter

from desk.api.exceptions import AskedOf, Given, Item, One, Parked, item_told
from desk.visit import Visited, allow
from documents.kinds import Role
from journey.clearing import hands

router = APIRouter(prefix="/exceptions", tags=["exceptions"], dependencies=[allow(*Role)])


@router.post("/claim")
def claim(visit: Visited, given: One) -> Item:
    """Take it on oneself."""
    return item_told(hands.claim(visit.shift, visit.person, given.exception))


@router.post("/release")
def release(visit: Visited, given: One) -> Item:
    """Give it back."""
    return item_told(hands.release(visit.shift, visit.person, given.exception))


@router.post("/assign")
def assign(visit: Visited, given: Given) -> Item:
    """Give it to somebody."""
    return item_told(hands.assign(visit.shift, visit.person, given.exception, given.to, given.note))


@router.post("/ask")
def ask(visit: Visited, given: AskedOf) -> Item:
    """Ask another role."""
    return item_told(hands.ask(visit.shift, visit.person, given.exception, given.role, given.question))


@router.post("/answer")
def answer(visit: Visited, given: One) -> Item:
    """Answer what was asked."""
    return item_told(hands.answer(visit.shift, visit.person, given.exception, given.words))


@router.post("/escalate")
def escalate(visit: Visited, given: One) -> Item:
    """Lay it before an approver."""
    return item_told(hands.escalate(visit.shift, visit.person, given.exception, given.words))


@router.post("/park")
def park(visit: Visited, given: Parked) -> Item:
    """Put it aside."""
    return item_told(hands.park(visit.shift, visit.person, given.exception, given.note, given.until))


@router.post("/bring-back")
def bring_back(visit: Visited, given: One) -> Item:
    """Put it back into the queue."""
    return item_told(hands.bring_back(visit.shift, visit.person, given.exception))


__all__ = ["router"]
