"""Hands: an exception is claimed, given to somebody, asked of a role, answered, escalated, parked.

Whoever acts in the role at whose desk an exception lies, or that can release it, may move it; so may who has it,
who asked, and any clerk, who keeps the queue in order. None of this settles anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.people import Person
from journey.clearing.looking import require_unchanged
from journey.clearing.remarks import say
from journey.shift import Shift
from storage import Unit
from storage.records import CommentKind, QueueItem

ASKED: Final = (Role.BUYER, Role.RECEIVING, Role.QUALITY, Role.TREASURY, Role.CLERK)
"""Who may be asked something about an exception."""
ABOVE: Final = Role.APPROVER
"""To whom an exception is escalated."""


def claim(shift: Shift, person: Person, item_id: int) -> QueueItem:
    """Take an exception on oneself. Raises StaleError if somebody else has it."""
    return _moved(shift, person, item_id, lambda unit, item: unit.queue.claim(item.id, person.login))


def release(shift: Shift, person: Person, item_id: int) -> QueueItem:
    """Give one's exception back. Raises NotAllowedError if it is another's."""
    return shift.workspace.run(lambda unit: unit.queue.release(item_id, person.login))


def assign(shift: Shift, person: Person, item_id: int, to: str, note: str = "") -> QueueItem:
    """Give an exception to somebody, who must be able to move it. Raises WrongUseError where they are not."""

    def act(unit: Unit, item: QueueItem) -> QueueItem:
        login = receiver(unit, shift.as_of, item, to).login
        if note.strip():
            say(shift, unit, item.document, person, f"@{login} {note.strip()}", CommentKind.NOTE)
        return unit.queue.assign(item.id, login, person.login, note.strip())

    return _moved(shift, person, item_id, act)


def ask(shift: Shift, person: Person, item_id: int, role: Role, question: str) -> QueueItem:
    """Lay an exception before another role with a question. Raises WrongUseError without one."""
    if role not in ASKED:
        raise WrongUseError(f"{role.value} is not asked: ask {', '.join(one.value for one in ASKED)}")
    return _asked(shift, person, item_id, role, question)


def escalate(shift: Shift, person: Person, item_id: int, note: str) -> QueueItem:
    """Lay an exception before an approver, first of all that lies there. Raises WrongUseError without a word why."""
    return _asked(shift, person, item_id, ABOVE, note, pressing=True)


def answer(shift: Shift, person: Person, item_id: int, words: str) -> QueueItem:
    """Answer what was asked; the exception goes back to who asked."""
    _needed(words, "an answer")

    def act(unit: Unit, item: QueueItem) -> QueueItem:
        back = unit.queue.answer(item.id, person.login, words.strip())
        say(shift, unit, item.document, person, f"@{item.asked_by} {words.strip()}", CommentKind.ANSWER)
        return back

    return _moved(shift, person, item_id, act)


def park(shift: Shift, person: Person, item_id: int, note: str, until: date | None = None) -> QueueItem:
    """Put an exception aside until a day after today, or until it is brought back. Raises WrongUseError."""
    _needed(note, "a reason")
    require_later(shift.as_of, until)
    return _moved(
        shift, person, item_id, lambda unit, item: unit.queue.park(item.id, person.login, note.strip(), until)
    )  # fmt: skip


def bring_back(shift: Shift, person: Person, item_id: int) -> QueueItem:
    """Put a parked exception back into the queue."""
    return _moved(shift, person, item_id, lambda unit, item: unit.queue.bring_back(item.id, person.login))


def require_part(person: Person, item: QueueItem) -> None:
    """Raise NotAllowedError unless somebody may move an exception."""
    own = person.login in (item.claimed_by, item.asked_by)
    if not own and not person.may(item.desk, item.home, item.owner, Role.CLERK):
        raise NotAllowedError(f"this exception is with {item.desk.value}: ask a clerk to give it to you")


def receiver(unit: Unit, today: date, item: QueueItem, to: str) -> Person:
    """Whom an exception can be given to. Raises WrongUseError for somebody who could not move it."""
    found = unit.people.on_duty(to, today)
    if found is None:
        raise WrongUseError(f"there is nobody {to!r} here: write the login of somebody who is registered")
    if not found.may(item.desk, item.home, Role.CLERK):
        raise WrongUseError(f"{to} does not act as {item.desk.value}: give it to somebody who does")
    return found


def require_later(today: date, until: date | None) -> None:
    """Raise WrongUseError for a day until which nothing can be parked."""
    if until is not None and until <= today:
        raise WrongUseError(f"{until} is not after today: choose a later day")


def _asked(
    shift: Shift, person: Person, item_id: int, role: Role, question: str, *, pressing: bool = False
) -> QueueItem:  # fmt: skip
    _needed(question, "a question")

    def act(unit: Unit, item: QueueItem) -> QueueItem:
        if role is item.desk and not pressing:
            raise WrongUseError(f"it is with {role.value} already: give it to a person, or leave a comment")
        say(shift, unit, item.document, person, question, CommentKind.QUESTION)
        return unit.queue.ask(item.id, role, person.login, question.strip(), pressing=pressing)

    return _moved(shift, person, item_id, act)


def _moved(shift: Shift, person: Person, item_id: int, act: Callable[[Unit, QueueItem], QueueItem]) -> QueueItem:
    def move(unit: Unit) -> QueueItem:
        item = unit.queue.item(item_id)
        require_part(person, item)
        require_unchanged(unit, person, item.document, None)
        return act(unit, item)

    return shift.workspace.run(move)


def _needed(words: str, what: str) -> None:
    if not words.strip():
        raise WrongUseError(f"this needs {what}: the next person reads it")


__all__ = [
    "ABOVE", "ASKED", "answer", "ask", "assign", "bring_back", "claim", "escalate", "park", "receiver", "release",
    "require_later", "require_part",
]  # fmt: skip
