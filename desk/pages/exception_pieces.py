"""Pages that belong otherwise: one document divided, or several of one file joined."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.pages.exception import Asked, Seen, Text
from desk.readers import readers_of
from desk.rendering import redirect
from desk.visit import Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.clearing.pieces import ranges_of, repage

router = APIRouter(prefix="/exceptions", dependencies=[allow(*Role)])


@router.post("/{document_id}/repage")
def divide(
    request: Request, visit: Visited, document_id: int, asked: Asked, ranges: Text = "", others: Text = "",
    reason: Text = "", seen: Seen = None,
) -> Response:  # fmt: skip
    """Read the file's pages as the documents that a person says."""
    words = others.replace(",", " ").split()
    if not all(word.isascii() and word.isdigit() and len(word) < 10 for word in words):
        raise WrongUseError("name the other documents by their numbers here, with a comma between")
    documents = [document_id, *map(int, words)]
    readers = readers_of(request)
    made = repage(visit.shift, readers, visit.person, documents, ranges_of(ranges), reason, seen)
    said = ", ".join(f"document {one.id} is {one.state.value}" for one in made)
    return redirect(request, asked.here(f"/exceptions/{made[0].id}", after=""), f"Its pages are now: {said}.")


__all__ = ["router"]
