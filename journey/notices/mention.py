"""A person is named in what somebody says of a document: they are told, with the words, at once.

Told are those who are named and whoever stands in for them, each address once; who said it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from connectors.out.book import Book
from documents.people import Person
from journey.notices.book import Notice, acting_for, book_of, tell, where
from journey.notices.wording import short, titled, veiled
from journey.shift import Shift
from storage import Unit
from storage.records import Comment, OutgoingKind

_MOST: Final = 2000
"""Signs of a comment that a notice repeats; all of it is at the desk."""


def tell_named(shift: Shift, unit: Unit, comment: Comment, writer: Person) -> int:
    """Tell the people that a comment names, in its transaction; how many notices were written. Raises WrongUseError
    where the book of addresses is wrong."""
    if not comment.mentions:
        return 0
    book = book_of(shift.settings.home)
    reached = [book.people[login] for login in _concerned(shift, unit, book, comment)]
    if not reached:
        return 0
    document = unit.custody.document(comment.document)
    title, who = titled(unit, document), short(writer.name or writer.login)
    named = ", ".join(f"@{login}" for login in comment.mentions)
    body = (
        f"{who} writes to {named} on {title} ({document.state.value}):\n\n"
        f"{_quoted(comment.words)}\n\nOpen it: {where(shift, document)}\n"
    )
    subject = f"{who} to {short(named)}: {title}"
    return tell(unit, book, Notice(f"mention/{comment.id}", OutgoingKind.NOTICE, subject, body, document.id), reached)


def _concerned(shift: Shift, unit: Unit, book: Book, comment: Comment) -> Iterable[str]:
    """Those who are named or stand in for somebody who is, as far as the book knows them; never who said it."""
    logins = (one for login in comment.mentions for one in (login, *acting_for(unit, login, shift.as_of)))
    return [login for login in dict.fromkeys(logins) if login in book.people and login != comment.person]


def _quoted(words: str) -> str:
    """What was said, as a quotation: it begins no line as if it were ours."""
    said = veiled(words)
    cut = said if len(said) <= _MOST else f"{said[:_MOST]}…"
    return "\n".join(f"> {line}".rstrip() for line in cut.splitlines())


__all__ = ["tell_named"]
