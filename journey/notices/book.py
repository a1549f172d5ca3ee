"""The book of addresses of a workspace, and how a role or a person in it is reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from connectors.out.book import Book, Reached, read_book
from documents.kinds import Role
from journey.shift import Shift
from storage import Unit
from storage.records import Channel, Document, NewOutgoing, OutgoingKind

FILE: Final = "notices.toml"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: `key` says what it is about, the same key is told once to each recipient."""

    key: str
    kind: OutgoingKind
    subject: str
    body: str
    document: int | None = None
    urgent: bool = False


def book_of(home: Path) -> Book:
    """The book in `notices.toml`, read anew when it was changed. Raises WrongUseError naming the key at fault."""
    file = home / FILE
    return _read(file, file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> Book:
    return read_book(file)


def tell(unit: Unit, book: Book, notice: Notice, reached: Iterable[Reached]) -> int:
    """Write a notice to everybody who is reached, each address once; how many rows it came to."""
    count = 0
    for channel, recipient in dict.fromkeys(way for one in reached for way in _ways(one)):
        unit.outbox.add(
            NewOutgoing(
                f"{notice.key}/{channel.value}/{recipient}", notice.kind, channel, recipient, notice.subject,
                notice.body, book.domain, notice.document, urgent=notice.urgent,
            )
        )  # fmt: skip
        count += 1
    return count


def of_role(book: Book, role: Role) -> tuple[Reached, ...]:
    """How a role is reached; nothing where the book does not know."""
    return (book.roles[role],) if role in book.roles else ()


def of_person(unit: Unit, book: Book, login: str | None, day: date) -> tuple[Reached, ...]:
    """How a person is reached, and those who act for them on a day."""
    logins = [] if login is None else [login, *acting_for(unit, login, day)]
    return tuple(book.people[name] for name in logins if name in book.people)


def acting_for(unit: Unit, login: str, day: date) -> tuple[str, ...]:
    """The people who stand in for somebody on a day."""
    granted = unit.people.delegations(login=login, day=day)
    return tuple(dict.fromkeys(one.deputy for one in granted if one.principal == login and one.holds(day)))


def where(shift: Shift, document: Document) -> str:
    """Where a document is opened: at the desk, if its address is set (`desk_url`), else by a command."""
    if not shift.settings.desk_url:
        return f"tallymark {'explain' if document.kind.matched else 'get'} {document.id}"
    return f"{shift.settings.desk_url.rstrip('/')}/{'exceptions' if document.kind.matched else 'archive'}/{document.id}"


def _ways(reached: Reached) -> Iterator[tuple[Channel, str]]:
    yield from ((Channel.MAIL, one) for one in reached.mail)
    yield from ((Channel.CHAT, one) for one in reached.chat)


__all__ = ["FILE", "Notice", "acting_for", "book_of", "of_person", "of_role", "tell", "where"]
