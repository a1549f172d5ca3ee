"""Aside: a letter that the mailbox cannot give, poll after poll, is set aside, so that the cursor goes on.

It stays in the mailbox as it is. In its place the ledger gets a message, quarantined, whose bytes say what the
mailbox said; so the sums balance, and a person sees it. Once a day it is asked for again: when it comes at last, it
is sealed as a new message of the same name and goes its way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from connectors.mail.source import Left, Letter, MailboxError, MailSource
from documents.crash import reach
from documents.kinds import Outcome
from journey.mailroom.poison import TRIES
from journey.receive import Received
from journey.seal import archive, seal
from journey.shift import Shift
from storage import Unit
from storage.custody.messages import ENGINE
from storage.records import NewMessage

LATER: Final = timedelta(days=1)
"""How long after its last failure a letter that was set aside is asked for again."""

_FAILED, _ASIDE, _CAME, _GONE = "letter:failed", "letter:set-aside", "letter:came", "letter:gone"
_MOST_ENTRIES = 100_000


@dataclass(slots=True)
class Failing:
    """A letter that could not be had: how often, when last, and whether it is set aside."""

    tries: int = 0
    last: datetime | None = None
    aside: bool = False


def failing(unit: Unit, account: str) -> dict[str, Failing]:
    """The letters of an account that could not be had until now, by name; from the audit log."""
    found: dict[str, Failing] = {}
    for entry in unit.audit.entries(f"mailbox:{account}", limit=_MOST_ENTRIES):
        name = str(entry.details.get("letter"))
        if entry.kind in (_CAME, _GONE):
            found.pop(name, None)
        elif entry.kind in (_FAILED, _ASIDE):
            one = found.setdefault(name, Failing())
            one.tries += entry.kind == _FAILED
            one.aside |= entry.kind == _ASIDE
            one.last = entry.at
    return found


def aside(shift: Shift, account: str) -> dict[str, Failing]:
    """The letters of an account that are set aside."""
    with shift.workspace.look() as unit:
        return {name: one for name, one in failing(unit, account).items() if one.aside}


def stand_ins(unit: Unit, account: str) -> frozenset[int]:
    """The numbers of the messages that stand for letters which were not had: there is nothing in them to be read."""
    entries = unit.audit.entries(f"mailbox:{account}", _ASIDE, limit=_MOST_ENTRIES)
    return frozenset(int(entry.details["message"]) for entry in entries)


def note(shift: Shift, account: str, left: Sequence[Left]) -> dict[str, int]:
    """Note that letters could not be had. Those for which it was once too often are set aside: their names, and the
    numbers of the messages that stand for them."""
    numbers = {}
    for one in left:
        _append(shift, account, _FAILED, one.name, one.sentence)
        with shift.workspace.look() as unit:
            known = failing(unit, account)[one.name]
        if known.tries >= TRIES and not known.aside:
            numbers[one.name] = _set_aside(shift, account, one)
    return numbers


def come_at_last(shift: Shift, source: MailSource, kept: Mapping[str, Failing]) -> Iterator[int]:
    """Ask again for those letters that are set aside whose day it is; the numbers of those that came, sealed and
    acknowledged."""
    now = shift.workspace.clock()
    for name, one in kept.items():
        if one.last is None or abs(now - one.last) >= LATER:  # a clock may go back
            number = _again(shift, source, name)
            if number is not None:
                yield number


def _again(shift: Shift, source: MailSource, name: str) -> int | None:
    try:
        letter = source.again(name)
    except MailboxError as error:
        letter = Left(name, error.sentence)
    if letter is None:
        _append(shift, source.account, _GONE, name, "it is no longer in the mailbox")
        return None
    if isinstance(letter, Left):
        _append(shift, source.account, _FAILED, name, letter.sentence)
        return None
    return _take(shift, source, letter)


def _take(shift: Shift, source: MailSource, letter: Letter) -> int:
    message = seal(shift, Received(source.account, letter.name, letter.data))
    source.acknowledge(letter.name)
    reach("aside.acknowledged")
    _append(shift, source.account, _CAME, letter.name, f"sealed as message {message.id}")
    return message.id


def _set_aside(shift: Shift, account: str, left: Left) -> int:
    said = f"The mailbox {account} did not give the letter {left.name}: {left.sentence}\n"
    new = archive(shift, Received(account, left.name, said.encode()))
    number = shift.workspace.run(lambda unit: _quarantine(unit, new, left))
    reach("aside.committed")
    return number


def _quarantine(unit: Unit, new: NewMessage, left: Left) -> int:
    message = unit.custody.seal(new)
    unit.custody.conclude(message.id, Outcome.QUARANTINED, left.reason)
    details = {"letter": left.name, "message": message.id}
    unit.audit.append(ENGINE, _ASIDE, f"mailbox:{new.account}", left.sentence, details)
    return message.id


def _append(shift: Shift, account: str, kind: str, name: str, because: str) -> None:
    shift.workspace.run(
        lambda unit: unit.audit.append(ENGINE, kind, f"mailbox:{account}", because, {"letter": name})
    )  # fmt: skip


__all__ = ["LATER", "Failing", "aside", "come_at_last", "failing", "note", "stand_ins"]
