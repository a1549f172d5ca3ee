"""Letters to the supplier about what a document disputes: drafted, looked at, sent by a person, or discarded."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.pages.exception import Asked, Text, moved
from desk.readers import readers_of
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.letters.drafting import WRITERS, draft
from journey.letters.releasing import release, withdraw
from journey.letters.wording import LANGUAGES

router = APIRouter(prefix="/exceptions", dependencies=[allow(*Role)])


@router.post("/{document_id}/dispute")
def dispute(
    request: Request, visit: Visited, document_id: int, asked: Asked, language: Text = "", remark: Text = ""
) -> Response:
    """Draft a letter; nobody gets it yet."""
    if language and language not in LANGUAGES:
        raise WrongUseError(f"choose a language: {', '.join(LANGUAGES)}")

    def act() -> object:
        who = visit.acting(*WRITERS)
        return draft(
            visit.shift, document_id, who, readers_of(request), language=language or None, remark=remark[:2000]
        )  # fmt: skip

    return moved(request, visit, document_id, asked, act, "A letter is drafted: look at it, then send it.")


@router.post("/{document_id}/letters/{letter_id}/send")
def send(
    request: Request, visit: Visited, document_id: int, letter_id: int, asked: Asked, to: Text = ""
) -> Response:  # fmt: skip
    """Send a drafted letter."""
    require_about(visit, document_id, letter_id)
    return moved(
        request, visit, document_id, asked,
        lambda: release(visit.shift, letter_id, visit.acting(*WRITERS), to.strip() or None),
        "The letter is on its way.",
    )  # fmt: skip


@router.post("/{document_id}/letters/{letter_id}/withdraw")
def put_aside(
    request: Request, visit: Visited, document_id: int, letter_id: int, asked: Asked, reason: Text = ""
) -> Response:
    """Discard a draft."""
    require_about(visit, document_id, letter_id)
    return moved(
        request, visit, document_id, asked,
        lambda: withdraw(visit.shift, letter_id, visit.acting(*WRITERS), reason), "The draft is discarded.",
    )  # fmt: skip


def require_about(visit: Visit, document_id: int, letter_id: int) -> None:
    """Raise WrongUseError unless the letter is about this document."""
    with visit.shift.workspace.look() as unit:
        if unit.letters.get(letter_id).document != document_id:
            raise WrongUseError(f"letter {letter_id} is not about document {document_id}")


__all__ = ["require_about", "router"]
