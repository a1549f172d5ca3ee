"""What moves an exception without settling it: claim, give, ask, answer, escalate, park, comment."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.asked import choice_of, day_of
from desk.pages.exception import Asked, Text, moved
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.clearing import hands
from journey.clearing.remarks import remark, strangers

router = APIRouter(prefix="/exceptions", dependencies=[allow(*Role)])
Item = Annotated[int, Form()]


@router.post("/{document_id}/claim")
def claim(request: Request, visit: Visited, document_id: int, asked: Asked, item: Item) -> Response:
    """Take it on oneself."""
    return moved(
        request, visit, document_id, asked, lambda: hands.claim(visit.shift, visit.person, item), "It is yours."
    )  # fmt: skip


@router.post("/{document_id}/release")
def release(request: Request, visit: Visited, document_id: int, asked: Asked, item: Item) -> Response:
    """Let go of it."""
    return moved(
        request, visit, document_id, asked, lambda: hands.release(visit.shift, visit.person, item),
        "Unclaimed: anybody of the role may take it.",
    )  # fmt: skip


@router.post("/{document_id}/assign")
def assign(
    request: Request, visit: Visited, document_id: int, asked: Asked, item: Item, to: Text = "", note: Text = ""
) -> Response:
    """Give it to somebody."""
    return moved(
        request, visit, document_id, asked,
        lambda: hands.assign(visit.shift, visit.person, item, to.strip(), note),
        _noted(visit, f"Given to {to.strip()}.", note),
    )  # fmt: skip


@router.post("/{document_id}/ask")
def ask(
    request: Request, visit: Visited, document_id: int, asked: Asked, item: Item, role: Text = "", question: Text = ""
) -> Response:
    """Ask another role."""
    whom = choice_of(Role, role, "role")
    if whom is None:
        raise WrongUseError("choose whom to ask")
    return moved(
        request, visit, document_id, asked,
        lambda: hands.ask(visit.shift, visit.person, item, whom, question),
        _noted(visit, f"Asked: it is with {whom.value} now.", question),
    )  # fmt: skip


@router.post("/{document_id}/answer")
def answer(
    request: Request, visit: Visited, document_id: int, asked: Asked, item: Item, words: Text = ""
) -> Response:  # fmt: skip
    """Answer what was asked."""
    return moved(
        request, visit, document_id, asked,
        lambda: hands.answer(visit.shift, visit.person, item, words),
        _noted(visit, "Answered; it is back with who asked.", words),
    )  # fmt: skip


@router.post("/{document_id}/escalate")
def escalate(
    request: Request, visit: Visited, document_id: int, asked: Asked, item: Item, note: Text = ""
) -> Response:  # fmt: skip
    """Escalate it to an approver."""
    return moved(
        request, visit, document_id, asked,
        lambda: hands.escalate(visit.shift, visit.person, item, note),
        _noted(visit, f"Escalated: it is with the {hands.ABOVE.value} now.", note),
    )  # fmt: skip


@router.post("/{document_id}/park")
def park(
    request: Request, visit: Visited, document_id: int, asked: Asked, item: Item, note: Text = "", until: Text = ""
) -> Response:
    """Put it aside, until a day or until it is brought back."""
    day = day_of(until, "until")
    return moved(
        request, visit, document_id, asked, lambda: hands.park(visit.shift, visit.person, item, note, day),
        f"Parked until {day}." if day else "Parked.",
    )  # fmt: skip


@router.post("/{document_id}/back")
def back(request: Request, visit: Visited, document_id: int, asked: Asked, item: Item) -> Response:
    """Put it back into the queue."""
    return moved(
        request, visit, document_id, asked, lambda: hands.bring_back(visit.shift, visit.person, item),
        "It is back in the queue.",
    )  # fmt: skip


@router.post("/{document_id}/comment")
def comment(request: Request, visit: Visited, document_id: int, asked: Asked, words: Text = "") -> Response:
    """Say something of it."""
    return moved(
        request, visit, document_id, asked,
        lambda: remark(visit.shift, visit.person, document_id, words),
        _noted(visit, "The comment is there.", words),
    )  # fmt: skip


def _noted(visit: Visit, said: str, words: str) -> str:
    """What is told after an act with words; whom they name and nobody signs in as, the writer hears now."""
    unknown = ", ".join(f"@{login}" for login in strangers(visit.shift, words))
    return f"{said} Nobody signs in as {unknown}: look at the name again." if unknown else said


__all__ = ["router"]
