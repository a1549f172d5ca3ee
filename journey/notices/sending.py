"""Sending: what is due in the outbox leaves, one round at a time, with patience for servers and a daily cap.

A passing failure (4xx, a busy chat, a lost connection) is tried again after a minute, then twice as long each
time; what a server refuses for good (5xx) ends as failed with its words. A server that cannot be reached or
refuses the login postpones all that would go by it and counts against none of them.
"""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from connectors.out import chat
from connectors.out.book import Book
from connectors.out.failure import NotSentError
from connectors.out.letterhead import Posted, compose
from connectors.out.smtp import MailRoom
from documents.crash import reach
from documents.errors import WrongUseError
from journey.mailroom.lease import hold
from journey.notices.book import book_of
from journey.shift import Shift
from storage.records import Channel, Outgoing

ACCOUNT: Final = "outbox"
"""Under this name a round holds its lease: two rounds at once would send everything twice."""

PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=4)
UNREACHED_PAUSE: Final = timedelta(minutes=5)
CAP_PAUSE: Final = timedelta(hours=1)
MOST_TRIES: Final = 12
_DAY: Final = timedelta(hours=24)


@dataclass(slots=True)
class Sent:
    """What became of the rows that were due, by number; `why` is what kept others from leaving."""

    sent: list[int] = field(default_factory=list)
    postponed: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    why: Counter[str] = field(default_factory=Counter)


def waiting(shift: Shift) -> bool:
    """Whether anything is due now: one look at an index."""
    with shift.workspace.look() as unit:
        return bool(unit.outbox.due(shift.workspace.clock(), limit=1))


def send_due(shift: Shift, trust: ssl.SSLContext | None = None) -> Sent:
    """Send what is due; raises PolledElsewhereError while another round is at it."""
    done = Sent()
    with hold(shift, ACCOUNT) as lease, ExitStack() as stack:
        round_ = _Round(shift, book_of(shift.settings.home), stack, trust, done)
        while batch := round_.due():
            for row in batch:
                lease.renew()
                round_.take(row)
    return done


def pause_after(attempts: int) -> timedelta:
    """How long a row waits after so many tries.

    >>> [int(pause_after(n).total_seconds()) // 60 for n in (1, 2, 3, 12)]
    [1, 2, 4, 240]
    """
    return min(PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


@dataclass(slots=True)
class _Round:
    """One round: the session with the mail server, and what was found out about servers on the way."""

    shift: Shift
    book: Book
    stack: ExitStack
    trust: ssl.SSLContext | None
    done: Sent
    room: MailRoom | None = None
    unreached: dict[str, str] = field(default_factory=dict)
    """By mail, or by a chat's name: why nothing leaves that way in this round."""

    def due(self) -> tuple[Outgoing, ...]:
        with self.shift.workspace.look() as unit:
            return unit.outbox.due(self._now())

    def take(self, row: Outgoing) -> None:
        """Send one row, or say why not."""
        way = "mail" if row.channel is Channel.MAIL else row.recipient
        if way in self.unreached:
            self._postpone(row, UNREACHED_PAUSE, self.unreached[way], tried=False)
        elif row.channel is Channel.MAIL and not row.urgent and self._capped():
            cap = self.book.mail.daily if self.book.mail else 0
            self._postpone(row, CAP_PAUSE, f"the daily cap of {cap} mails is reached", tried=False)
        else:
            self._send(row, way)

    def _send(self, row: Outgoing, way: str) -> None:
        claimed = self.shift.workspace.run(lambda unit: unit.outbox.claim(row.id))
        try:
            self._ways()[claimed.channel](claimed)
        except NotSentError as error:
            if error.everywhere:
                self.unreached[way] = error.sentence
                self._postpone(claimed, UNREACHED_PAUSE, error.sentence, tried=False)
            elif error.retryable and claimed.attempts < MOST_TRIES:
                self._postpone(claimed, pause_after(claimed.attempts), error.sentence)
            else:
                self._fail(claimed, error)
            return
        reach("out.taken")
        self.shift.workspace.run(lambda unit: unit.outbox.sent(claimed.id))
        reach("out.noted")
        self.done.sent.append(claimed.id)

    def _ways(self) -> Mapping[Channel, Callable[[Outgoing], None]]:
        return {Channel.MAIL: self._mail, Channel.CHAT: self._chat}

    def _mail(self, row: Outgoing) -> None:
        server = self.book.mail
        if server is None:
            raise NotSentError("notices.toml has no [mail]: write by which server mail leaves", everywhere=True)
        archive = self.shift.workspace.archive
        files = [(name, archive.get(sha256)) for name, sha256 in sorted(row.files.items())]
        posted = Posted(
            row.message_id, row.kind.value, row.recipient, row.subject, row.body, row.created_at, row.answers, files
        )  # fmt: skip
        if self.room is None:
            self.room = self.stack.enter_context(MailRoom(server, self.trust))
        with _found():
            self.room.send(compose(server, posted), row.recipient)

    def _chat(self, row: Outgoing) -> None:
        found = self.book.chat.get(row.recipient)
        if found is None:
            raise NotSentError(f"notices.toml has no chat {row.recipient}", retryable=False)
        with _found():
            chat.post(found, row.recipient, row.subject, row.body, self.trust)

    def _capped(self) -> bool:
        with self.shift.workspace.look() as unit:
            sent = unit.outbox.mails_since(self._now() - _DAY)
        return self.book.mail is not None and sent >= self.book.mail.daily

    def _postpone(self, row: Outgoing, pause: timedelta, reason: str, *, tried: bool = True) -> None:
        until = self._now() + pause
        self.shift.workspace.run(lambda unit: unit.outbox.postpone(row.id, until, reason, tried=tried))
        self.done.postponed.append(row.id)
        self.done.why[reason] += 1

    def _fail(self, row: Outgoing, error: NotSentError) -> None:
        reason = f"{error.sentence}; given up after {row.attempts} tries" if error.retryable else error.sentence
        self.shift.workspace.run(lambda unit: unit.outbox.fail(row.id, reason))
        self.done.failed.append(row.id)
        self.done.why[reason] += 1

    def _now(self) -> datetime:
        return self.shift.workspace.clock()


@contextmanager
def _found() -> Iterator[None]:
    """A secret that is not where the book says keeps a way closed; it is no fault of what was to leave by it."""
    try:
        yield
    except WrongUseError as error:
        raise NotSentError(error.sentence, everywhere=True) from error


__all__ = ["ACCOUNT", "MOST_TRIES", "Sent", "pause_after", "send_due", "waiting"]
