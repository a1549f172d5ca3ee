"""A trial of the ways out: what is wrong is said in plain words, and nothing is sent that nobody asked for."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from connectors.mail.secrets import secret
from connectors.out.book import Book, Chat, address
from connectors.out.chat import judged
from connectors.out.letterhead import Posted, compose
from connectors.out.smtp import MailRoom
from documents.errors import TallymarkError, WrongUseError
from journey.notices.book import FILE, book_of
from journey.queue.hours import FILE as HOURS
from journey.queue.hours import timetable


@dataclass(frozen=True, slots=True)
class Way:
    """One way out, whether it is open, and what is good about it or to be done."""

    open: bool
    sentence: str


def try_ways(home: Path, to: str | None = None, trust: ssl.SSLContext | None = None) -> list[Way]:
    """Every way of the book, in order; with `to` a mail for trial is sent there. Raises WrongUseError for a book or
    an address that is wrong."""
    book, hours = book_of(home), timetable(home)
    if to is not None:
        _address(to)
    if book.mail is None and not book.chat:
        return [Way(False, f"{home / FILE} names no [mail] and no chat: nobody is told anything")]
    ways = [Way(True, f"working hours are those of {hours.hours.zone} ({HOURS})")]
    ways += _tried(lambda: _mail(book, to, trust)) if book.mail else []
    for name, chat in book.chat.items():
        ways += _tried(lambda name=name, chat=chat: _chat(name, chat))  # type: ignore[misc]
    return [*ways, *_silent(book)]


def _tried(act: Callable[[], list[str]]) -> list[Way]:
    try:
        return [Way(True, sentence) for sentence in act()]
    except TallymarkError as error:
        return [Way(False, error.sentence)]


def _mail(book: Book, to: str | None, trust: ssl.SSLContext | None) -> list[str]:
    assert book.mail is not None
    with MailRoom(book.mail, trust) as room:
        told = room.check()
        if to is not None:
            now = datetime.now(UTC)
            body = "This mail was asked for by `tallymark outbox test`. The way out is open.\n"
            identity = f"<trial-{uuid4().hex}@{book.domain}>"
            room.send(compose(book.mail, Posted(identity, "trial", to, "Tallymark: a trial", body, now)), to)
            told.append(f"a mail for trial was taken for {to}")
    return told


def _chat(name: str, chat: Chat) -> list[str]:
    host, found = judged(secret(chat.url, f"chat.{name}.url"), private=chat.private)
    return [f"the chat {name} is at {host} ({found})"]


def _silent(book: Book) -> Iterator[Way]:
    reached = {role for role, one in book.roles.items() if one.mail or one.chat}
    for role in ("treasury", "approver"):
        if role not in {one.value for one in reached}:
            yield Way(False, f"nobody is told what concerns {role}: add [roles.{role}] with mail or chat")


def _address(text: str) -> None:
    try:
        address(text)
    except ValueError as error:
        raise WrongUseError(str(error)) from error


__all__ = ["Way", "try_ways"]
