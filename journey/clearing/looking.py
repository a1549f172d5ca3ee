"""Looking: who has a document before them, taking over, and whether a form is still about what is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from documents.errors import NotAllowedError, WrongUseError
from documents.people import Person
from journey.clearing.remarks import say
from journey.clearing.trail import entries, events
from journey.queue.duties import takes_part
from journey.shift import Shift
from storage import Unit
from storage.errors import StaleError
from storage.records import CommentKind, Looking

AHEAD: Final = timedelta(minutes=2)
"""How long a document is kept for somebody who will come to it next."""


def look(shift: Shift, person: Person, document_id: int, *, ahead: bool = False) -> Looking:
    """Have a document before oneself, for ten minutes from now; two where it is only prepared. The access is
    logged first. Returns who has it: somebody else, while they do. Whoever takes no part in it only reads, and keeps
    nobody from it. Raises NotFoundError if there is none."""

    def act(unit: Unit) -> Looking:
        document = unit.custody.document(document_id)
        because = "desk: prepared as the next exception" if ahead else "desk: exception"
        unit.audit.record_access(person.login, f"document:{document_id}", because)
        present = unit.looks.at(document_id)
        if present is not None and present.person != person.login:
            return present
        if not takes_part(unit, document, person):
            now = shift.workspace.clock()
            return Looking(document_id, person.login, now, now, None)
        return (
            unit.looks.take(document_id, person.login, AHEAD) if ahead else unit.looks.take(document_id, person.login)
        )

    return shift.workspace.run(act)


def stay(shift: Shift, person: Person, document_id: int) -> Looking:
    """Go on looking: a sign of life. Raises LockedError if somebody took over, NotFoundError if there is none."""

    def act(unit: Unit) -> Looking:
        unit.custody.document(document_id)
        return unit.looks.take(document_id, person.login)

    return shift.workspace.run(act)


def leave(shift: Shift, person: Person, document_id: int, until: datetime | None = None) -> None:
    """Look no longer. With `until`, only if the look was not prolonged beyond it meanwhile: a page that is loaded
    again is not given up by its predecessor's last word."""
    shift.workspace.run(lambda unit: unit.looks.leave(document_id, person.login, until))


def take_over(shift: Shift, person: Person, document_id: int, note: str) -> Looking:
    """Take a document over from whoever has it before them, who is told why. Raises WrongUseError without a note,
    NotAllowedError for somebody who takes no part in it, NotFoundError if there is none."""
    if not note.strip():
        raise WrongUseError("say why you take it over: the other person reads it")

    def act(unit: Unit) -> Looking:
        if not takes_part(unit, unit.custody.document(document_id), person):
            raise NotAllowedError("nothing on it is yours to settle: you can read it, and leave a comment")
        present = unit.looks.at(document_id)
        if present is not None and present.person != person.login:
            words = f"Took this over from @{present.person}: {note.strip()}"
            say(shift, unit, document_id, person, words, CommentKind.NOTE)
        return unit.looks.take_over(document_id, person.login, note.strip())

    return shift.workspace.run(act)


def require_unchanged(unit: Unit, person: Person, document_id: int, seen: int | None) -> None:
    """Raise StaleError, saying who changed what and when, unless a form filled in at entry `seen` of the trail is
    still about what is there; LockedError while somebody else has the document before them. Without `seen`
    (a program that looks and acts in one breath) only the latter."""
    unit.looks.take(document_id, person.login)
    require_seen(unit, document_id, seen)


def require_seen(unit: Unit, document_id: int, seen: int | None) -> None:
    """The same for what is done elsewhere than at an exception, where nobody has the document before them alone."""
    if seen is None:
        return
    changed = tuple(events(entries(unit, document_id, seen)))
    if changed:
        last = next((one for one in reversed(changed) if one.what), changed[-1])
        at = last.at.astimezone().strftime("%H:%M")
        raise StaleError(
            f"document {document_id} was changed by {last.actor} at {at} ({last.what}): look at it as it is now"
        )


__all__ = ["AHEAD", "leave", "look", "require_seen", "require_unchanged", "stay", "take_over"]
