"""Policy: the limits in force, a proposal tried on the past, saved with its reason and its version."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.asked import number_of
from desk.navigation import Entry
from desk.rendering import is_partial, page, redirect
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from journey.verdicts import proposal, trying
from rules.policy import PolicyError

READERS = trying.TRIERS
NAVIGATION = Entry("Policy", "/policy", 70, frozenset(READERS))
router = APIRouter(prefix="/policy", dependencies=[allow(*READERS)])
Text = Annotated[str, Form(max_length=proposal.LARGEST)]
PERIODS: Final = (
    ("30", "the last 30 days"),
    ("90", "the last 90 days"),
    ("365", "the last year"),
    ("all", "all documents"),
)


@router.get("")
def policy(request: Request, visit: Visited, version: str = "", tried: str = "") -> Response:
    """The policy in force, its versions, and what was tried; either may be taken up as a proposal."""
    return _policy(request, visit, number_of(version, "version"), number_of(tried, "what-if"))


@router.post("/what-if")
def what_if(
    request: Request, visit: Visited, text: Text = "", days: Annotated[str, Form(max_length=10)] = "90"
) -> Response:
    """What the proposal would have changed; a long trial goes on by itself."""
    chosen = None if days == "all" else number_of(days, "days")
    since = proposal.last_days(visit.shift, chosen) if chosen else None
    try:
        return _told(request, visit, trying.begin(visit.shift, visit.person, _lines(text), since))
    except (PolicyError, WrongUseError) as error:
        return page(request, visit, "what_if.html", fragment="told", wrong=error.sentence, told=None)


@router.get("/what-if/{number}")
def tried(request: Request, visit: Visited, number: int) -> Response:
    """A what-if, as far as it has come."""
    return _told(request, visit, trying.told(visit.shift, number))


@router.post("/what-if/{number}/stop")
def stop(request: Request, visit: Visited, number: int) -> Response:
    """Stop it; what it found so far stays."""
    return _told(request, visit, trying.stop(visit.shift, visit.person, number))


@router.post("/what-if/{number}/go-on")
def go_on(request: Request, visit: Visited, number: int) -> Response:
    """Let it go on where it ended."""
    return _told(request, visit, trying.go_on(visit.shift, visit.person, number))


@router.post("")
def save(
    request: Request, visit: Visited, seen: Annotated[str, Form(max_length=64)], text: Text = "",
    reason: Annotated[str, Form(max_length=400)] = "",
) -> Response:  # fmt: skip
    """Put the proposal in force."""
    saved = proposal.save(visit.shift, visit.person, _lines(text), reason, seen)
    return redirect(request, "/policy", f"Version {saved.number} is in force; documents matched from now on follow it")


def _policy(request: Request, visit: Visit, version: int | None, tried: int | None) -> Response:
    told = proposal.in_force(visit.shift)
    older = next((one for one in told.versions if one.number == version), None)
    text = trying.told(visit.shift, tried).trial.proposal if tried else older.text if older else told.text
    facts: dict[str, Any] = {
        "told": told, "text": text, "older": older, "seen": proposal.seen(visit.shift),
        "may_save": visit.may(*proposal.SAVERS), "periods": PERIODS, "days": "90", "trials": trying.newest(visit.shift),
    }  # fmt: skip
    return page(request, visit, "policy.html", **facts)


def _told(request: Request, visit: Visit, told: trying.Told) -> Response:
    difference = list(proposal.lines_changed(proposal.in_force(visit.shift).text, told.trial.proposal))
    shown = [{**one, "gross": None if one["gross"] is None else Decimal(one["gross"])} for one in told.trial.shown]
    facts: dict[str, Any] = {"told": told, "wrong": told.trial.wrong, "difference": difference, "shown": shown}
    answer = page(request, visit, "what_if.html", fragment="told", **facts)
    if told.running and not is_partial(request):
        answer.headers["refresh"] = f"2; url=/policy/what-if/{told.trial.id}"  # without a script
    return answer


def _lines(text: str) -> str:
    """A form sends its lines with carriage returns; a file has none."""
    return text.replace("\r\n", "\n")


__all__ = ["NAVIGATION", "router"]
