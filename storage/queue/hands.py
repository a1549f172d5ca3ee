"""In whose hands an exception is: claimed, given to somebody, asked of a role, parked, brought back."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import select, update

from documents.errors import NotAllowedError
from documents.kinds import Role
from storage.custody.messages import ENGINE
from storage.encoding import day_text
from storage.errors import StaleError
from storage.queue.exceptions import Exceptions
from storage.queue.urgency import put_in
from storage.records import ExceptionState, QueueItem
from storage.records.desk import Lane
from storage.tables import QUEUE_ITEM, QUEUE_SIGN

_OPEN, _CLAIMED, _RESOLVED = (state.value for state in ExceptionState)
_TURNING: Final = (
    select(QUEUE_ITEM.c.id, QUEUE_ITEM.c.urgency, QUEUE_ITEM.c.parked_by)
    .where(QUEUE_ITEM.c.settled == 0)
    .order_by(QUEUE_ITEM.c.id)
)


class Hands(Exceptions):
    """Who has an exception, and when it comes back."""

    def claim(self, item_id: int, person: str) -> QueueItem:
        """Take an item on oneself. Raises StaleError if somebody else has it; one's own again changes nothing."""
        done = self._transaction.run(_claimed(person, QUEUE_ITEM.c.id == item_id))
        item = self.item(item_id)
        if done.rowcount != 1:
            if item.state is ExceptionState.CLAIMED and item.claimed_by == person:
                return item
            raise StaleError(f"exception {item_id} is {item.state.value} by {item.claimed_by or item.resolved_by}")
        self._audit.append(person, "exception:claimed", f"document:{item.document}", "", {"exception": item_id})
        return item

    def claim_next(self, role: Role, person: str) -> QueueItem | None:
        """Take the most urgent open item at a role's desk on oneself: the one that costs most to leave. None if there
        is none. Any number of people may do so at once: no item goes to two."""
        urgent = (
            select(QUEUE_ITEM.c.id)
            .where(
                QUEUE_ITEM.c.settled == 0, QUEUE_ITEM.c.desk == role.value, QUEUE_ITEM.c.state == _OPEN,
                QUEUE_ITEM.c.urgency < Lane.PARKED.value,
            )
            .order_by(QUEUE_ITEM.c.urgency, QUEUE_ITEM.c.id).limit(1).with_for_update(skip_locked=True)
        )  # fmt: skip
        claimed = _claimed(person, QUEUE_ITEM.c.id == urgent.scalar_subquery())
        number = self._transaction.value(claimed.returning(QUEUE_ITEM.c.id))
        if number is None:
            return None
        item = self.item(number)
        self._audit.append(person, "exception:claimed", f"document:{item.document}", "", {"exception": number})
        return item

    def release(self, item_id: int, person: str) -> QueueItem:
        """Give a claimed item back. Raises NotAllowedError if it is another's."""
        item = self.item(item_id)
        if item.claimed_by != person or item.state is not ExceptionState.CLAIMED:
            raise NotAllowedError(f"exception {item_id} is not claimed by {person}")
        return self._put(item, "released", person, "", {}, state=_OPEN, claimed_by=None)

    def assign(self, item_id: int, to: str, actor: str, note: str = "") -> QueueItem:
        """Give an item to a person. Raises StaleError if it is resolved."""
        item = self._living(item_id)
        return self._put(item, "assigned", actor, note, {"to": to}, state=_CLAIMED, claimed_by=to, note=note or None)

    def ask(self, item_id: int, role: Role, actor: str, question: str, *, pressing: bool = False) -> QueueItem:
        """Lay an item on another role's desk with a question; a pressing one comes before all others there.
        Whose it is to release does not change. Raises StaleError if it is resolved."""
        item = self._living(item_id)
        lane = Lane.PRESSING if pressing else Lane(min(item.urgency[0], Lane.OPEN.value))
        return self._put(
            item, "escalated" if pressing else "asked", actor, question, {"role": role.value}, desk=role.value,
            state=_OPEN, claimed_by=None, asked_by=actor, note=question, parked_by=None,
            urgency=put_in(lane, item.urgency),
        )  # fmt: skip

    def answer(self, item_id: int, actor: str, words: str) -> QueueItem:
        """Send an item back to who asked, with the answer. Raises StaleError if nothing was asked."""
        item = self._living(item_id)
        if item.asked_by is None:
            raise StaleError(f"exception {item_id} was answered already, or nothing was asked")
        return self._put(
            item, "answered", actor, words, {"to": item.asked_by}, desk=item.home.value, state=_CLAIMED,
            claimed_by=item.asked_by, asked_by=None, note=words,
        )  # fmt: skip

    def park(self, item_id: int, actor: str, note: str, until: date | None = None) -> QueueItem:
        """Put an item aside, until a day (on which it is back) or until somebody brings it back or its findings
        change. Raises StaleError if it is resolved."""
        item = self._living(item_id)
        return self._put(
            item, "parked", actor, note, {"until": day_text(until)}, parked_by=actor, note=note,
            turns_on=day_text(until), urgency=put_in(Lane.PARKED, item.urgency),
        )  # fmt: skip

    def bring_back(self, item_id: int, actor: str, note: str = "") -> QueueItem:
        """Put a parked item back among the open ones; any other stays where it is."""
        item = self._living(item_id)
        if item.parked_by is None:
            return item
        back = put_in(Lane.OPEN, item.urgency)
        return self._put(item, "brought-back", actor, note, {}, parked_by=None, turns_on=None, urgency=back)

    def turning(self, today: date) -> bool:
        """Whether `turn` has anything to do."""
        due = select(QUEUE_ITEM.c.id).where(QUEUE_ITEM.c.turns_on <= day_text(today)).limit(1)
        return self._transaction.value(due) is not None

    def turn(self, today: date) -> int:
        """What a new day does: parked items whose day has come are back, and items that press come first.
        Returns how many."""
        rows = self._transaction.rows(_TURNING.where(QUEUE_ITEM.c.turns_on <= day_text(today)))
        for row in rows:
            item = self.item(row["id"])
            if item.parked_by is not None:
                self.bring_back(item.id, ENGINE, "its day has come")
            pressing = put_in(Lane.PRESSING, item.urgency)
            self._put(item, "pressing", ENGINE, "", {}, urgency=pressing, turns_on=None)
        return len(rows)

    def _living(self, item_id: int) -> QueueItem:
        item = self.item(item_id)
        if item.state is ExceptionState.RESOLVED:
            raise StaleError(f"exception {item_id} is resolved by {item.resolved_by}: {item.because or 'settled'}")
        return item

    def _put(
        self, item: QueueItem, act: str, actor: str, because: str, details: dict[str, Any], **values: Any
    ) -> QueueItem:
        self._move(item.id, **values)
        told = {"exception": item.id, **{name: value for name, value in details.items() if value is not None}}
        self._audit.append(actor, f"exception:{act}", f"document:{item.document}", because, told)
        return self.item(item.id)

    def _move(self, item_id: int, **values: Any) -> None:
        self._transaction.run(update(QUEUE_ITEM).where(QUEUE_ITEM.c.id == item_id).values(**values))
        shared = {name: value for name, value in values.items() if name in ("desk", "urgency")}
        if shared:
            self._transaction.run(update(QUEUE_SIGN).where(QUEUE_SIGN.c.item_id == item_id).values(**shared))


def _claimed(person: str, *which: Any) -> Any:
    return update(QUEUE_ITEM).where(*which, QUEUE_ITEM.c.state == _OPEN).values(state=_CLAIMED, claimed_by=person)


__all__ = ["Hands"]
