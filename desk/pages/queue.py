"""The queue: whose exceptions they are, which ones, what comes first; one act on many, with a preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from desk import keys
from desk.asked import choice_of, day_of, number_of
from desk.asked_queue import AskedQueue
from desk.navigation import Entry
from desk.rendering import page, redirect
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.clearing import bulk
from journey.clearing.listing import View, causes, following, listed, surroundings
from journey.queue.exceptions import rejections
from journey.shift import Shift
from storage import Unit

NAVIGATION = Entry("Queue", "/queue", 10, frozenset(Role) - {Role.COMPLIANCE})
router = APIRouter(prefix="/queue", dependencies=[allow(*Role)])

_VIEWS = {
    View.MINE: "Mine", View.ROLE: "My roles", View.ALL: "All", View.ASKED: "Asked by me", View.PARKED: "Parked",
}  # fmt: skip
_COPIES = 100


@router.get("")
def queue(request: Request, visit: Visited, asked: Annotated[AskedQueue, Depends()]) -> Response:
    """A page of the queue, what costs most to leave first."""
    wanted = asked.wanted
    found = listed(visit.shift, visit.person, wanted)
    if "hx-request" in request.headers and asked.after:
        return page(request, visit, "queue.html", fragment="more", asked=asked, wanted=wanted, found=found)
    around = surroundings(visit.shift, visit.person, wanted)
    facts: dict[str, Any] = {"asked": asked, "wanted": wanted, "found": found, "around": around, "views": _VIEWS}
    facts["most"] = bulk.MOST
    facts["people"] = people_for(visit.shift)
    return page(request, visit, "queue.html", fragment="results", **facts, **key_facts(visit, keys.Where.QUEUE))


@router.get("/next")
def next_one(request: Request, visit: Visited, asked: Annotated[AskedQueue, Depends()], but: int = 0) -> Response:
    """On to the next exception that nobody else has open."""
    item = following(visit.shift, visit.person, asked.wanted, but)
    if item is None:
        return redirect(request, asked.here(after=""), "That was the last one here.")
    return redirect(request, asked.beyond(f"/exceptions/{item.document}", item.place))


@router.get("/causes")
def root_causes(request: Request, visit: Visited, asked: Annotated[AskedQueue, Depends()]) -> Response:
    """What one act may clear together, the dearest first."""
    found = causes(visit.shift, visit.person, asked.wanted)
    return page(request, visit, "causes.html", asked=asked, causes=found, view=_VIEWS[asked.wanted.view])


@router.get("/copies")
def copies(request: Request, visit: Visited, before: str = "") -> Response:
    """What the engine rejected by itself as a copy, the newest first, for clerks to look through."""
    bound = number_of(before, "page")
    with visit.shift.workspace.look() as unit:
        every = list(rejections(unit))[::-1]
        rest = [one for one in every if bound is None or one.document.id < bound]
        found = [(one, _supplier(unit, one.document.supplier)) for one in rest[:_COPIES]]
    further = f"/queue/copies?before={found[-1][0].document.id}" if len(rest) > _COPIES else ""
    return page(request, visit, "copies.html", copies=found, total=len(every), further=further)


@router.post("/preview")
def preview(request: Request, visit: Visited, form: Annotated[BulkForm, Depends()]) -> Response:
    """What an act on the selected ones would do."""
    order = form.order
    outcome = bulk.preview(visit.shift, visit.person, form.items, order)
    return _outcome(request, visit, form, order, outcome, done=False)


@router.post("/apply")
def apply(request: Request, visit: Visited, form: Annotated[BulkForm, Depends()]) -> Response:
    """Do it, and tell what became of each."""
    order = form.order
    outcome = bulk.apply(visit.shift, visit.person, form.items, order)
    return _outcome(request, visit, form, order, outcome, done=True)


@router.post("/keys")
def switch_keys(request: Request, visit: Visited, on: Annotated[str, Form()] = "", back: str = "/queue") -> Response:
    """Switch the single keys on or off, for good."""
    keys.switch(visit, on=on == "on")
    to = back if back.startswith(("/queue", "/exceptions/")) else "/queue"
    return redirect(request, to, "Keys are on." if on == "on" else "Keys are off.")


class BulkForm:
    """The selected exceptions, and what is to be done to them."""

    def __init__(
        self, item: Annotated[list[int], Form()] = [], act: Annotated[str, Form()] = "",  # noqa: B006
        reason: Annotated[str, Form()] = "", to: Annotated[str, Form()] = "", until: Annotated[str, Form()] = "",
        back: Annotated[str, Form()] = "/queue",
    ) -> None:  # fmt: skip
        self.items: Sequence[int] = item
        self._said = (act, reason[:1000], to[:64], until)
        self.back = back if back.startswith("/queue") else "/queue"

    @property
    def order(self) -> bulk.Order:
        """What is to be done. Raises WrongUseError for what is nothing, or lacks what it needs."""
        said, reason, to, until = self._said
        act = choice_of(bulk.Bulk, said, "act")
        if act is None:
            raise WrongUseError("choose what to do with the selected exceptions")
        if act in (bulk.Bulk.ACCEPT, bulk.Bulk.REJECT, bulk.Bulk.PARK) and not reason.strip():
            raise WrongUseError("say why: the auditor reads it")
        return bulk.Order(act, reason.strip(), to.strip(), day_of(until, "until"))


def key_facts(visit: Visit, where: keys.Where) -> dict[str, Any]:
    """What templates need of the keys."""
    return {"keys": keys.sheet(where), "bindings": keys.bindings(where), "keys_on": keys.on(visit)}


def people_for(shift: Shift) -> list[Any]:
    """Everybody whom an exception can be given to."""
    with shift.workspace.look() as unit:
        return [person for person in unit.people.everybody() if not person.disabled and person.roles]


def _outcome(
    request: Request, visit: Visit, form: BulkForm, order: bulk.Order, outcome: tuple[bulk.Would, ...], *, done: bool
) -> Response:  # fmt: skip
    sums = bulk.approved(outcome)
    facts: dict[str, Any] = {"order": order, "outcome": outcome, "sums": sums, "done": done, "items": form.items}
    return page(request, visit, "bulk.html", back=form.back, **facts)


def _supplier(unit: Unit, number: str | None) -> str:
    found = unit.masters.supplier(number) if number else None
    return found.name if found else number or ""


__all__ = ["NAVIGATION", "BulkForm", "key_facts", "people_for", "router"]
