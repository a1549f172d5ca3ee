"""Escalation: an exception whose time has run out is told to the next role, once, and noted in the audit trail.

It stays with its owner: who may release what does not change by being late.
"""

from __future__ import annotations

from datetime import datetime

from connectors.out.book import Book
from documents.finding import Finding
from journey.exceptions import open_items
from journey.hours import Timetable, timetable
from journey.notices.book import Notice, book_of, of_person, of_role, tell, where
from journey.notices.wording import sums, titled
from journey.shift import Shift
from storage import Unit
from storage.records import OutgoingKind, QueueItem


def escalate(shift: Shift, now: datetime) -> tuple[QueueItem, ...]:
    """Escalate what is overdue and was not escalated; the exceptions, as they stand. A person who has claimed one
    is told too, and whoever acts for them. Where nobody can be told, it stays to be escalated once somebody can."""
    book, table = book_of(shift.settings.home), timetable(shift.settings.home)
    with shift.workspace.look() as unit:
        late = _late(unit, table, now)
    if not late:
        return ()
    return shift.workspace.run(
        lambda unit: tuple(item for item in _late(unit, table, now) if _escalate(shift, unit, book, table, item, now))
    )  # fmt: skip


def _late(unit: Unit, table: Timetable, now: datetime) -> list[QueueItem]:
    late = [item for item in open_items(unit) if table.due(item) <= now]
    told = {one.item for one in unit.escalations.of([item.id for item in late])}
    return [item for item in late if item.id not in told]


def _escalate(
    shift: Shift, unit: Unit, book: Book, table: Timetable, item: QueueItem, now: datetime
) -> bool:  # fmt: skip
    role, due = table.next_role(item.owner), table.due(item)
    reached = (*of_role(book, role), *of_person(unit, book, item.claimed_by, table.hours.day(now)))
    if not reached or not unit.escalations.add(item, role, due):
        return False
    document = unit.custody.document(item.document)
    title = titled(unit, document)
    stake = f", {sums({item.currency: item.stake})} at stake" if item.stake is not None and item.currency else ""
    holder = f"{item.claimed_by} has it" if item.claimed_by else f"nobody of {item.owner.value} has taken it"
    body = (
        f"{title[:1].upper()}{title[1:]} has been open for {item.owner.value} since "
        f"{item.opened_at:%Y-%m-%d %H:%M} UTC and was due at {due:%Y-%m-%d %H:%M} UTC; {holder}{stake}.\n\n"
        + "".join(f"- {_sentence(finding)}\n" for finding in item.findings)
        + f"\nOpen it: {where(shift, document)}\n"
    )
    notice = Notice(f"escalation/{item.id}", OutgoingKind.ESCALATION, f"Overdue: {title}", body, document.id)
    tell(unit, book, notice, reached)
    return True


def _sentence(finding: Finding) -> str:
    """What is wrong; bank accounts are not written out, a notice travels further than the desk."""
    return finding.code if finding.code.startswith("bank-account") else finding.message


__all__ = ["escalate"]
