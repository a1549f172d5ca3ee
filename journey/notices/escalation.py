"""Escalation: exceptions whose time has run out are told to the next role, once, and noted in the audit trail.

They stay with their owners: who may release what does not change by being late. What runs out in one round is
one notice to each who is told, so that a backlog floods nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from connectors.out.book import Book, Reached
from documents.finding import Finding
from documents.kinds import Role
from journey.notices.book import Notice, book_of, of_person, of_role, tell, where
from journey.notices.wording import sums, titled
from journey.queue.deadlines import keep
from journey.queue.hours import Timetable
from journey.shift import Shift
from rules.catalogue import title
from storage import Unit
from storage.encoding import digest
from storage.records import ExceptionState, OutgoingKind, QueueItem

TOGETHER: Final = 200
"""Exceptions that are escalated in one transaction, and told in one notice."""


@dataclass(frozen=True, slots=True)
class _Round:
    """What escalating needs to know, one for a round."""

    shift: Shift
    book: Book
    table: Timetable
    now: datetime


def escalate(shift: Shift, now: datetime) -> tuple[QueueItem, ...]:
    """Escalate what is overdue and was not escalated; the exceptions, as they stand. A person who has claimed one
    is told too, and whoever acts for them. Where nobody can be told, it stays to be escalated once somebody can."""
    round_ = _Round(shift, book_of(shift.settings.home), keep(shift), now)
    with shift.workspace.look() as unit:
        late = [item.id for item in _late(unit, round_)]
    escalated: list[QueueItem] = []
    for start in range(0, len(late), TOGETHER):
        escalated += shift.workspace.run(partial(_all, round_=round_, numbers=late[start : start + TOGETHER]))
    return tuple(escalated)


def _late(unit: Unit, round_: _Round) -> list[QueueItem]:
    late = unit.queue.late(round_.now)
    told = {one.item for one in unit.escalations.of([item.id for item in late])}
    return [item for item in late if item.id not in told]


def _all(unit: Unit, round_: _Round, numbers: Sequence[int]) -> list[QueueItem]:
    """Escalate these, as they stand now: what was settled meanwhile, or has more time now, is left alone."""
    told: dict[tuple[str, tuple[Reached, ...]], list[QueueItem]] = defaultdict(list)
    escalated = []
    for item in map(unit.queue.item, numbers):
        reached = _reached(unit, round_, item)
        due = item.settle_by
        if not reached or item.state is ExceptionState.RESOLVED or due is None or due > round_.now:
            continue
        if unit.escalations.add(item, round_.table.next_role(item.owner), due):
            escalated.append(item)
            for name, ways in reached.items():
                told[name, ways].append(item)
    for (name, ways), items in told.items():
        tell(unit, round_.book, _notice(unit, round_, name, items), ways)
    return escalated


def _reached(unit: Unit, round_: _Round, item: QueueItem) -> Mapping[str, tuple[Reached, ...]]:
    """Who is told of an exception: the next role, and who has claimed it."""
    role: Role = round_.table.next_role(item.owner)
    person = of_person(unit, round_.book, item.claimed_by, round_.table.hours.day(round_.now))
    ways = {f"role/{role.value}": of_role(round_.book, role), f"person/{item.claimed_by}": person}
    return {name: found for name, found in ways.items() if found}


def _notice(unit: Unit, round_: _Round, name: str, items: Sequence[QueueItem]) -> Notice:
    what = digest(",".join(str(item.id) for item in items).encode())[:16]
    only = titled(unit, unit.custody.document(items[0].document))
    subject = f"Overdue: {only}" if len(items) == 1 else f"Overdue: {len(items)} exceptions"
    body = "\n".join(_told(unit, round_, item) for item in items)
    document = items[0].document if len(items) == 1 else None
    return Notice(f"escalation/{name}/{what}", OutgoingKind.ESCALATION, subject, body, document)


def _told(unit: Unit, round_: _Round, item: QueueItem) -> str:
    """One exception in a few lines."""
    document, due = unit.custody.document(item.document), item.settle_by
    assert due is not None, "what is late was reckoned"
    named = titled(unit, document)
    stake = f", {sums({item.currency: item.stake})} at stake" if item.stake is not None and item.currency else ""
    holder = f"{item.claimed_by} has it" if item.claimed_by else f"nobody of {item.owner.value} has taken it"
    return (
        f"{named[:1].upper()}{named[1:]} has been open for {item.owner.value} since "
        f"{item.opened_at:%Y-%m-%d %H:%M} UTC and was due at {due:%Y-%m-%d %H:%M} UTC; {holder}{stake}.\n"
        + "".join(f"- {_sentence(finding)}\n" for finding in item.findings)
        + f"Open it: {where(round_.shift, document)}\n"
    )


def _sentence(finding: Finding) -> str:
    """What is wrong; bank accounts are not written out, a notice travels further than the desk."""
    return title(finding.code) if finding.code.startswith("bank-account") else finding.message


__all__ = ["TOGETHER", "escalate"]
