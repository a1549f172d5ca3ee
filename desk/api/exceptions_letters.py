"""/exceptions/…/letters: letters to the supplier about what a document disputes; a person sends each one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from desk.pages.exception_letters import require_about
from desk.readers import readers_of
from desk.resources import Sent, Told
from desk.visit import Visited, allow
from documents.kinds import Role
from journey.letters.drafting import WRITERS, draft
from journey.letters.releasing import release, withdraw
from journey.letters.wording import LANGUAGES
from storage.records import Letter
from storage.records.outgoing import LetterState

router = APIRouter(prefix="/exceptions", tags=["exceptions"], dependencies=[allow(*Role)])
_Language = Literal[*LANGUAGES]  # type: ignore[valid-type]


class Disputed(Sent):
    """In which language (left out: the document's own), and what else is to be said."""

    language: _Language | None = None
    remark: Annotated[str, Field(max_length=2000)] = ""


class Addressed(Sent):
    """To whom; needed where no address is certain."""

    to: Annotated[str, Field(max_length=200)] = ""


class Because(Sent):
    """Why it is put aside."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Written(Told):
    """A letter. Its DOCX is the original of the document `filed_as`: `/archive/{filed_as}/original`."""

    id: int
    document: int
    state: LetterState
    language: str
    recipient: str | None
    subject: str
    name: str
    filed_as: int
    drafted_by: str
    drafted_at: datetime
    released_by: str | None
    released_at: datetime | None

    @classmethod
    def of(cls, letter: Letter) -> Written:
        """Of a record."""
        return cls.model_validate(letter)


@router.get("/{document}/letters")
def letters(visit: Visited, document: int) -> list[Written]:
    """The letters about a document, oldest first."""
    with visit.shift.workspace.look() as unit:
        return [Written.of(one) for one in unit.letters.of(unit.custody.document(document).id)]


@router.post("/{document}/dispute", status_code=201)
def dispute(request: Request, visit: Visited, document: int, given: Disputed) -> Written:
    """Draft a letter; nobody gets it yet. The same again gives the letter that was drafted before."""
    who, readers = visit.acting(*WRITERS), readers_of(request)
    return Written.of(draft(visit.shift, document, who, readers, language=given.language, remark=given.remark))


@router.post("/{document}/letters/{letter}/send")
def send(visit: Visited, document: int, letter: int, given: Addressed) -> Written:
    """Send a drafted letter."""
    who = visit.acting(*WRITERS)
    require_about(visit, document, letter)
    return Written.of(release(visit.shift, letter, who, given.to.strip() or None))


@router.post("/{document}/letters/{letter}/withdraw")
def put_aside(visit: Visited, document: int, letter: int, given: Because) -> Written:
    """Put a draft aside for good."""
    who = visit.acting(*WRITERS)
    require_about(visit, document, letter)
    return Written.of(withdraw(visit.shift, letter, who, given.reason))


__all__ = ["router"]
