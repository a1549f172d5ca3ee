"""The digest: what is open for a role, once on each of its working days, to those who want it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from connectors.out.book import Book
from documents.kinds import Role
from journey.notices.book import Notice, book_of, of_role, tell, where
from journey.notices.wording import sums, titled
from journey.queue.clocks import worked
from journey.queue.deadlines import keep
from journey.queue.exceptions import open_items
from journey.queue.hours import Timetable, timetable
from journey.shift import Shift
from rules.catalogue import title
from storage import Unit
from storage.records import OutgoingKind, QueueItem

_COSTLIEST = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """How a role's queue stands at a moment: its exceptions, those overdue and those due before the day is over."""

    items: tuple[QueueItem, ...]
    overdue: int
    today: int
    stakes: dict[str, Decimal]

    @property
    def oldest(self) -> QueueItem:
        """The exception that has been open for longest."""
        return min(self.items, key=lambda item: (item.opened_at, item.id))


def write_digests(shift: Shift, now: datetime) -> int:
    """Write the digests of the day where their hour has come; a role with nothing open gets none. Again on the same
    day writes nothing."""
    book, table = book_of(shift.settings.home), timetable(shift.settings.home)
    day = table.hours.day(now)
    if not _hour_has_come(book, table, now, day):
        return 0
    keep(shift)
    roles = [role for role, reached in book.roles.items() if reached.digest]
    with shift.workspace.look() as unit:  # composed beside other writers: a long queue takes a while
        notices = {role: notice for role in roles if (notice := _composed(shift, unit, table, role, now))}
    return shift.workspace.run(
        lambda unit: sum(tell(unit, book, notice, of_role(book, role)) for role, notice in notices.items())
    )  # fmt: skip


def _hour_has_come(book: Book, table: Timetable, now: datetime, day: date) -> bool:
    begins = table.hours.instant(day, time.fromisoformat(book.digest_at))
    return now >= begins and any(table.hours.on(day))


def _composed(shift: Shift, unit: Unit, table: Timetable, role: Role, now: datetime) -> Notice | None:
    """A role's digest of the day; None where it was written before, or nothing is open."""
    key = f"digest/{role.value}/{table.hours.day(now).isoformat()}"
    found = None if unit.outbox.has(key) else standing(unit, table, role, now)
    if found is None or not found.items:
        return None
    subject = f"{len(found.items)} open for {role.value}, {found.overdue} overdue"
    body = "\n".join(_lines(shift, unit, table, found, role, now)) + "\n"
    return Notice(key, OutgoingKind.DIGEST, subject, body)


def standing(unit: Unit, table: Timetable, role: Role, now: datetime) -> Standing:
    """How a role's queue stands."""
    items = tuple(open_items(unit, role))
    dues = [item.settle_by for item in items if item.settle_by is not None]
    stakes: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        if item.stake is not None and item.currency:
            stakes[item.currency] += item.stake
    day = table.hours.day(now)
    today = sum(due > now and table.hours.day(due) == day for due in dues)
    return Standing(items, sum(due <= now for due in dues), today, dict(stakes))


def _lines(
    shift: Shift, unit: Unit, table: Timetable, found: Standing, role: Role, now: datetime
) -> Iterator[str]:  # fmt: skip
    reasons = Counter(code for item in found.items for code in {finding.code for finding in item.findings})
    oldest = found.oldest
    hours = int(worked(oldest.opened_at, now, table.hours).total_seconds()) // 3600
    named = titled(unit, unit.custody.document(oldest.document))
    yield f"Open for {role.value}, {table.hours.day(now):%A %d %B %Y}"
    yield ""
    yield f"exceptions      {len(found.items)}, of which {found.overdue} overdue and {found.today} due today"
    yield f"money at stake  {sums(found.stakes)}"
    yield f"oldest          {named}, open for {hours} working hours"
    yield f"reasons         {', '.join(f'{title(code)} {count}' for code, count in reasons.most_common())}"
    yield ""
    yield "Most money at stake:"
    yield from _costliest(shift, unit, found.items)


def _costliest(shift: Shift, unit: Unit, items: Sequence[QueueItem]) -> Iterator[str]:
    ranked = sorted(items, key=lambda item: (-(item.stake or Decimal(0)), item.id))
    for item in ranked[:_COSTLIEST]:
        stake = sums({item.currency: item.stake}) if item.stake is not None and item.currency else "no amount"
        document = unit.custody.document(item.document)
        yield f"- {stake}: {titled(unit, document)}, {title(item.findings[0].code)} ({where(shift, document)})"


__all__ = ["Standing", "standing", "write_digests"]
