"""Policy: the limits in force, a proposal tried on the past, saved with its reason and its version."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.asked import number_of
from desk.navigation import Entry
from desk.rendering import page, redirect
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.verdicts import proposal
from rules.policy import PolicyError

READERS = (Role.APPROVER, Role.TREASURY, Role.BUYER, Role.COMPLIANCE, Role.ADMIN)
NAVIGATION = Entry("Policy", "/policy", 70, frozenset(READERS))
router = APIRouter(prefix="/policy", dependencies=[allow(*READERS)])
LONGEST: Final = 200_000
Text = Annotated[str, Form(max_length=LONGEST)]
PERIODS: Final = (
    ("30", "the last 30 days"),
    ("90", "the last 90 days"),
    ("365", "the last year"),
    ("", "all documents"),
)


@router.get("")
def policy(request: Request, visit: Visited, version: str = "") -> Response:
    """The policy in force, and its versions; an older one may be taken up as a proposal."""
    return _policy(request, visit, number_of(version, "version"))


@router.post("/what-if")
def what_if(request: Request, visit: Visited, text: Text = "", days: str = "90") -> Response:
    """What the proposal would have changed."""
    chosen = number_of(days, "days")
    since = proposal.last_days(visit.shift, chosen) if chosen else None
    facts: dict[str, Any] = {"text": _lines(text), "days": days, "wrong": "", "told": None}
    try:
        facts["told"] = proposal.what_if(visit.shift, facts["text"], since)
    except (PolicyError, WrongUseError) as error:
        facts["wrong"] = error.sentence
    facts["difference"] = list(proposal.lines_changed(proposal.in_force(visit.shift).text, facts["text"]))
    return page(request, visit, "what_if.html", fragment="told", periods=PERIODS, **facts)


@router.post("")
def save(
    request: Request, visit: Visited, seen: Annotated[str, Form(max_length=64)], text: Text = "",
    reason: Annotated[str, Form(max_length=400)] = "",
) -> Response:  # fmt: skip
    """Put the proposal in force."""
    saved = proposal.save(visit.shift, visit.person, _lines(text), reason, seen)
    return redirect(request, "/policy", f"Version {saved.number} is in force; documents matched from now on follow it")


def _policy(request: Request, visit: Visit, version: int | None) -> Response:
    told = proposal.in_force(visit.shift)
    older = next((one for one in told.versions if one.number == version), None)
    facts: dict[str, Any] = {
        "told": told, "text": older.text if older else told.text, "older": older, "seen": proposal.seen(visit.shift),
        "may_save": visit.may(*proposal.SAVERS), "periods": PERIODS, "days": "90",
    }  # fmt: skip
    return page(request, visit, "policy.html", **facts)


def _lines(text: str) -> str:
    """A form sends its lines with carriage returns; a file has none."""
    return text.replace("\r\n", "\n")


__all__ = ["NAVIGATION", "router"]
