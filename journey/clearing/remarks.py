"""Remarks: what people say of a document. Who is named as @login finds it at the desk, and is told by a notice."""

from __future__ import annotations

import re
from typing import Final

from documents.people import Person
from journey.notices.mention import tell_named
from journey.shift import Shift
from storage import Unit
from storage.records import Comment, CommentKind

_MENTION: Final = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._@-]{0,63})", re.IGNORECASE)


def say(shift: Shift, unit: Unit, document: int, person: Person, words: str, kind: CommentKind) -> Comment:
    """Say something of a document, and tell whom it names, in one transaction. Raises WrongUseError where nothing is
    said, or too much."""
    known = _on_duty(unit)
    said = unit.comments.say(document, person.login, words, kind, [login for login in named(words) if login in known])
    tell_named(shift, unit, said, person)
    return said


def remark(shift: Shift, person: Person, document_id: int, words: str) -> Comment:
    """Say something of a document beside settling it. Raises NotFoundError, WrongUseError."""

    def act(unit: Unit) -> Comment:
        unit.custody.document(document_id)
        return say(shift, unit, document_id, person, words, CommentKind.COMMENT)

    return shift.workspace.run(act)


def named(words: str) -> tuple[str, ...]:
    """The logins that a text names.

    >>> named("@Anna and @ben. Ask bills@supplier.example")
    ('anna', 'ben')
    """
    return tuple(dict.fromkeys(found.casefold().rstrip(".") for found in _MENTION.findall(words)))


def strangers(shift: Shift, words: str) -> tuple[str, ...]:
    """The logins that a text names and that nobody signs in with: their writer is told, as nobody else will be."""
    asked = named(words)
    if not asked:
        return ()
    with shift.workspace.look() as unit:
        known = _on_duty(unit)
    return tuple(login for login in asked if login not in known)


def _on_duty(unit: Unit) -> frozenset[str]:
    return frozenset(person.login for person in unit.people.everybody() if not person.disabled)


__all__ = ["named", "remark", "say", "strangers"]
