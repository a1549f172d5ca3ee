"""/policy: the policy in force, what another would have changed, and saving it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field

from desk.pages.policy import READERS
from desk.resources import Sent, Told
from desk.visit import Visited, allow
from journey.verdicts import proposal, trying
from storage.records import TrialState

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
router = APIRouter(prefix="/policy", tags=["policy"], dependencies=[allow(*READERS)])


class Saved(Told):
    """A version that was saved."""

    number: int
    at: datetime
    person: str
    because: str
    text: str
    hash: str


class InForce(Told):
    """The policy in force; `seen` is what saving another one asks for."""

    text: str
    hash: str
    seen: str
    limits: Mapping[str, str]
    versions: list[Saved]
    by_hand: bool


class Proposed(Sent):
    """A proposal, as TOML; tried on the documents judged since a day."""

    text: Annotated[str, Field(max_length=proposal.LARGEST)]
    since: date | None = None


class Limit(Told):
    """A limit that a proposal changes."""

    limit: str
    before: str
    after: str


class Tried(Told):
    """What it would change: limits, sums as `tallymark simulate --json` prints them, the first documents.
    `complete` is False while only the first `tried` of all `documents_of_period` were tried: `running` ones come on
    by themselves, ask for what-if `number` again."""

    number: int
    state: TrialState
    running: bool
    tried: int
    documents_of_period: int
    changes: list[Limit]
    warnings: list[str]
    sums: Mapping[str, Any]
    documents: list[Mapping[str, Any]]
    complete: bool


class ToSave(Sent):
    """A proposal to put in force, why, and what the author had before them."""

    text: Annotated[str, Field(max_length=proposal.LARGEST)]
    reason: Annotated[str, Field(min_length=1, max_length=400)]
    seen: Annotated[str, Field(min_length=64, max_length=64)]


@router.get("")
def policy(visit: Visited) -> InForce:
    """The policy in force, with every limit and the versions saved."""
    told = proposal.in_force(visit.shift)
    return InForce(
        text=told.text, hash=told.hash, seen=proposal.seen(visit.shift),
        limits={key: value for key, value, _ in told.limits},
        versions=[Saved.model_validate(one) for one in told.versions], by_hand=told.by_hand,
    )  # fmt: skip


@router.post("/what-if")
def what_if(visit: Visited, sent: Proposed) -> Tried:
    """What a proposal would have changed; a long trial goes on by itself."""
    return _tried(trying.begin(visit.shift, visit.person, sent.text, sent.since))


@router.get("/what-if/{number}")
def tried(visit: Visited, number: Number) -> Tried:
    """A what-if, as far as it has come."""
    return _tried(trying.told(visit.shift, number))


@router.post("/what-if/{number}/stop")
def stop(visit: Visited, number: Number) -> Tried:
    """Stop it; what it found so far stays."""
    return _tried(trying.stop(visit.shift, visit.person, number))


@router.post("/what-if/{number}/go-on")
def go_on(visit: Visited, number: Number) -> Tried:
    """Let a stopped one go on where it ended."""
    return _tried(trying.go_on(visit.shift, visit.person, number))


@router.post("", status_code=201)
def save(visit: Visited, sent: ToSave) -> Saved:
    """Put a proposal in force."""
    return Saved.model_validate(proposal.save(visit.shift, visit.person, sent.text, sent.reason, sent.seen))


def _tried(told: trying.Told) -> Tried:
    trial = told.trial
    return Tried(
        number=trial.id, state=trial.state, running=told.running, tried=trial.tried,
        documents_of_period=trial.documents,
        changes=[Limit(limit=name, before=old, after=new) for name, old, new in told.changes],
        warnings=list(told.idle), sums=told.tally.to_json(), documents=list(trial.shown), complete=told.complete,
    )  # fmt: skip


__all__ = ["router"]
