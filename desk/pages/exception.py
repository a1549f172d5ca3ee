"""An exception: the page left; right what was read, the tally, and what can be done about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import JSONResponse, Response

from desk import keys
from desk.asked import moment_of
from desk.asked_queue import AskedQueue, written
from desk.pages.queue import key_facts, people_for
from desk.rendering import is_partial, page, redirect
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.clearing import acts, looking
from journey.clearing.hands import ABOVE, ASKED
from journey.clearing.joining import candidates
from journey.clearing.listing import following
from journey.clearing.opened import Opened, open_exception
from journey.clearing.pages import Paged, paged
from journey.clearing.told import sentence
from journey.clearing.trail import newest
from journey.letters.drafting import WRITERS
from journey.letters.wording import LANGUAGES

router = APIRouter(prefix="/exceptions", dependencies=[allow(*Role)])

REASONS = (
    "agreed with the supplier", "agreed by the buyer", "within what was agreed", "goods are here, booking follows",
    "rounding", "price list was not updated",
)  # fmt: skip
"""What is often said; anything else may be."""

Asked = Annotated[AskedQueue, Depends()]
Text = Annotated[str, Form()]
Seen = Annotated[int | None, Form()]


@router.get("/{document_id}")
def exception(request: Request, visit: Visited, document_id: int, asked: Asked, sheet: int | None = None) -> Response:
    """The page of one exception; `sheet` is the page of the document that is shown."""
    return shown(request, visit, document_id, asked, sheet=sheet)


@router.get("/{document_id}/after")
def after(request: Request, visit: Visited, document_id: int, asked: Asked) -> Response:
    """The next exception of the queue, made ready and kept for a moment: a part of a page with its address."""
    item = following(visit.shift, visit.person, asked.wanted, document_id)
    if item is None:
        return Response(status_code=204)
    onward = AskedQueue(**{**vars(asked), "after": written(item.place)})
    answer = shown(request, visit, item.document, onward, ahead=True)
    answer.headers["x-address"] = onward.here(f"/exceptions/{item.document}")
    return answer


@router.get("/{document_id}/seen")
def seen_now(visit: Visited, document_id: int) -> Response:
    """The newest entry of the trail: another than the page's means that the page is older than the document."""
    with visit.shift.workspace.look() as unit:
        return JSONResponse({"seen": newest(unit, document_id)})


@router.post("/{document_id}/stay")
def stay(visit: Visited, document_id: int) -> Response:
    """Still there: the exception stays with this person, until when is told."""
    until = looking.stay(visit.shift, visit.person, document_id).until
    return JSONResponse({"until": until.isoformat()})


@router.post("/{document_id}/leave")
def leave(visit: Visited, document_id: int, until: Text = "") -> Response:
    """The page is left: others may have it. `until` is when it would have run out, as the page was told last."""
    looking.leave(visit.shift, visit.person, document_id, moment_of(until, "until"))
    return Response(status_code=204)


@router.post("/{document_id}/take-over")
def take_over(request: Request, visit: Visited, document_id: int, asked: Asked, note: Text = "") -> Response:
    """Take it over from whoever has it open."""
    looking.take_over(visit.shift, visit.person, document_id, note)
    return redirect(request, asked.here(f"/exceptions/{document_id}"), "It is with you now.")


@router.post("/{document_id}/accept")
def accept(
    request: Request, visit: Visited, document_id: int, asked: Asked, finding: Annotated[list[str], Form()] = [],  # noqa: B006
    reason: Text = "", seen: Seen = None, then: Text = "",
) -> Response:  # fmt: skip
    """Accept the chosen findings, or all that are this person's."""
    named = [named_of(one) for one in finding]
    changed = (
        acts.accept(visit.shift, visit.person, document_id, named, reason, seen) if named
        else acts.accept_mine(visit.shift, visit.person, document_id, reason, seen)
    )  # fmt: skip
    return done(request, visit, asked, changed, then)


@router.post("/{document_id}/correct")
def correct(
    request: Request, visit: Visited, document_id: int, asked: Asked, field: Text, value: Text = "", reason: Text = "",
    seen: Seen = None,
) -> Response:  # fmt: skip
    """Put a field right."""
    changed = acts.correct(visit.shift, visit.person, document_id, field, value, reason, seen)
    return done(request, visit, asked, changed, "")


@router.post("/{document_id}/repoint")
def repoint(
    request: Request, visit: Visited, document_id: int, asked: Asked, order: Text = "", line: Text = "",
    reason: Text = "", seen: Seen = None,
) -> Response:  # fmt: skip
    """Say which order the document, or a line of it, belongs to."""
    place = int(line) if line.strip().isdigit() else None
    changed = acts.repoint(visit.shift, visit.person, document_id, order, place, reason, seen)
    return done(request, visit, asked, changed, "")


@router.post("/{document_id}/reject")
def reject(
    request: Request, visit: Visited, document_id: int, asked: Asked, reason: Text = "", seen: Seen = None
) -> Response:
    """Send it back."""
    changed = acts.reject(visit.shift, visit.person, document_id, reason, seen)
    return done(request, visit, asked, changed, "next")


@router.post("/{document_id}/duplicate")
def duplicate(
    request: Request, visit: Visited, document_id: int, asked: Asked, of: Annotated[int, Form()], reason: Text = "",
    seen: Seen = None,
) -> Response:  # fmt: skip
    """Mark it as a copy of another document."""
    changed = acts.is_duplicate(visit.shift, visit.person, document_id, of, reason, seen)
    return done(request, visit, asked, changed, "next")


@router.post("/{document_id}/not-a-duplicate")
def not_a_duplicate(
    request: Request, visit: Visited, document_id: int, asked: Asked, reason: Text = "", seen: Seen = None
) -> Response:
    """Mark it as a document of its own."""
    changed = acts.not_a_duplicate(visit.shift, visit.person, document_id, reason, seen)
    return done(request, visit, asked, changed, "")


def shown(
    request: Request, visit: Visit, document_id: int, asked: AskedQueue, *, ahead: bool = False,
    changed: acts.Changed | None = None, sheet: int | None = None,
) -> Response:  # fmt: skip
    """The page, or the part of it that changes, as it is now."""
    one = open_exception(visit.shift, visit.person, document_id, ahead=ahead)
    with visit.shift.workspace.look() as unit:
        sheets, joinable = paged(visit.shift, unit, one.document), candidates(unit, one.document)
    facts: dict[str, Any] = {
        "one": one, "asked": asked, "sheets": sheets, "sheet": sheet, "changed": changed, "words": words(sheets),
        "item": one.item_of(visit.person), "joinable": joinable, "told": sentence(changed) if changed else "",
    }  # fmt: skip
    facts |= _choices(visit, one) | key_facts(visit, keys.Where.EXCEPTION)
    return page(request, visit, "exception.html", fragment="exception", **facts)


def done(request: Request, visit: Visit, asked: AskedQueue, changed: acts.Changed, then: str) -> Response:
    """After an act: on to the next one, where that was asked for and nothing is left here, else the page as it is."""
    said = sentence(changed)
    if then == "next" and changed.settled:
        item = following(visit.shift, visit.person, asked.wanted, changed.document)
        to = asked.beyond(f"/exceptions/{item.document}", item.place) if item else asked.here(after="")
        return redirect(request, to, said)
    if not is_partial(request):
        return redirect(request, asked.here(f"/exceptions/{changed.document}"), said)
    answer = shown(request, visit, changed.document, asked, changed=changed)
    answer.headers["hx-trigger"] = json.dumps({"told": {"text": said}})
    return answer


def named_of(text: str) -> acts.Named:
    """A finding as the page's tick names it: code, line, and both figures as JSON. Raises WrongUseError."""
    try:
        code, line, expected, actual = json.loads(text)
    except ValueError as error:
        raise WrongUseError("choose the findings on the page") from error
    return acts.Named(str(code), line if isinstance(line, int) else None, (expected, actual))


def moved(
    request: Request, visit: Visit, document_id: int, asked: AskedQueue, act: Callable[[], object], said: str
) -> Response:
    """After an act that only moves an exception."""
    act()
    if not is_partial(request):
        return redirect(request, asked.here(f"/exceptions/{document_id}"), said)
    answer = shown(request, visit, document_id, asked)
    answer.headers["hx-trigger"] = json.dumps({"told": {"text": said}})
    return answer


def words(sheets: Paged) -> list[dict[str, Any]]:
    """The words of the pages that are known, for the browser."""
    return [{**sheet.to_json(), "page": sheet.number} for sheet in sheets.printed]


def _choices(visit: Visit, one: Opened) -> dict[str, Any]:
    """What can be chosen on the page."""
    asked = [role for role in ASKED if one.items and role not in {item.desk for item in one.items}]
    return {
        "reasons": REASONS, "roles": asked, "above": ABOVE, "people": people_for(visit.shift),
        "writes": visit.may(*WRITERS), "languages": LANGUAGES,
    }  # fmt: skip


__all__ = ["Asked", "Seen", "Text", "done", "moved", "router", "shown"]
