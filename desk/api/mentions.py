"""/me/mentions: where one is named in what others say, until one has opened the document."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from desk.resources import Told
from desk.visit import Visited, allow
from documents.kinds import Role

router = APIRouter(prefix="/me", tags=["me"], dependencies=[allow(*Role)])


class Mention(Told):
    """A remark in which one is named as @login: who said it, of which document, when, and the words."""

    document: int
    person: str
    at: datetime
    words: str


@router.get("/mentions")
def mentions(visit: Visited) -> list[Mention]:
    """Oldest first; opening the document at the desk, or as an exception here, takes its remarks off the list."""
    with visit.shift.workspace.look() as unit:
        found = unit.comments.unseen(visit.person.login)
    return [Mention.model_validate(one) for one in found]


__all__ = ["router"]
