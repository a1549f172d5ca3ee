"""Messages and their parts: sealed once, concluded once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import Select, bindparam, func, insert, or_, select, update

from documents.errors import CustodyError, WrongUseError
from documents.kinds import Outcome, Reason
from storage.audit import AuditTrail
from storage.custody._rows import fact_values, message_from, part_from
from storage.encoding import instant_text
from storage.errors import NotFoundError
from storage.prepared import Prepared
from storage.records import Message, MessageFacts, NewMessage, NewPart, Part
from storage.tables import MESSAGE, PART
from storage.transaction import Transaction

ENGINE = "tallymark"
"""The actor of what the program does by itself."""

Key: TypeAlias = tuple[str, str, str]
"""What makes a message the same as one in custody: account, name and SHA-256."""

_BY_ID: Final = Prepared(select(MESSAGE).where(MESSAGE.c.id == bindparam("message")))
_BY_IDS: Final = Prepared(select(MESSAGE).where(MESSAGE.c.id.in_(bindparam("messages", expanding=True))))
_BY_BYTES: Final = Prepared(
    select(MESSAGE.c.id, MESSAGE.c.account, MESSAGE.c.name, MESSAGE.c.sha256)
    .where(MESSAGE.c.sha256.in_(bindparam("hashes", expanding=True)))
    .order_by(MESSAGE.c.id)
)
_NEWEST: Final = Prepared(select(func.coalesce(func.max(MESSAGE.c.id), 0)))


class MessageCustody:
    """The part of custody that concerns mail."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def seal(self, message: NewMessage) -> Message:
        """Take a message into custody, as `seal_all` does."""
        [sealed] = self.seal_all([message])
        return sealed

    def seal_all(self, messages: Sequence[NewMessage]) -> list[Message]:
        """Take messages into custody, in order; their bytes must be in the archive. Sealing one again gives the
        same record.

        The same bytes under another name or account are sealed as `ignored: duplicate-mail`; the same name
        with other bytes is a new message.
        """
        numbers = self._sealed_before(messages)
        fresh = {_key(message): message for message in messages if _key(message) not in numbers}
        following = 1 + int(self._transaction.value(_NEWEST))
        self._enter(dict(enumerate(fresh.values(), following)))
        numbers |= {key: number for number, key in enumerate(fresh, following)}
        rows = self._transaction.rows(_BY_IDS, {"messages": list(numbers.values())})
        sealed = {row["id"]: message_from(row) for row in rows}
        return [sealed[numbers[_key(message)]] for message in messages]

    def _sealed_before(self, messages: Sequence[NewMessage]) -> dict[Key, int]:
        """The numbers of those that are in custody already."""
        rows = self._transaction.rows(_BY_BYTES, {"hashes": sorted({message.sha256 for message in messages})})
        held = {(row["account"], row["name"], row["sha256"]): int(row["id"]) for row in rows}
        return {_key(message): held[_key(message)] for message in messages if _key(message) in held}

    def _enter(self, fresh: Mapping[int, NewMessage]) -> None:
        """Enter new messages under their numbers, and mark those that repeat an earlier one."""
        if not fresh:
            return
        at = instant_text(self._transaction.now())
        self._transaction.run(insert(MESSAGE), [_values(number, message, at) for number, message in fresh.items()])
        for number, message in fresh.items():
            details = {"account": message.account, "name": message.name, "sha256": message.sha256}
            self._audit.append(ENGINE, "message:sealed", f"message:{number}", "", details)
        rows = self._transaction.rows(_BY_BYTES, {"hashes": sorted({message.sha256 for message in fresh.values()})})
        first: dict[str, int] = {}
        for row in rows:
            first.setdefault(row["sha256"], row["id"])
        for number, message in fresh.items():
            if message.facts.canonical is not None or first[message.sha256] < number:
                self._mark_duplicate(number)

    def describe(self, message_id: int, facts: MessageFacts) -> Message:
        """Add what the unwrapped mail says of itself; an earlier message of equal `canonical` hash makes this
        one a duplicate-mail, as some servers rebuild the MIME of one mail at each fetch."""
        self._transaction.run(update(MESSAGE).where(MESSAGE.c.id == message_id).values(**fact_values(facts)))
        return self._mark_duplicate(message_id)

    def message(self, message_id: int) -> Message:
        """One message. Raises NotFoundError."""
        row = self._transaction.row(_BY_ID, {"message": message_id})
        if row is None:
            raise NotFoundError(f"there is no message {message_id}")
        return message_from(row)

    def named(self, account: str) -> dict[str, int]:
        """The numbers of an account's messages by name, where a name was sealed anew that of the newest."""
        query = select(MESSAGE.c.name, MESSAGE.c.id).where(MESSAGE.c.account == account).order_by(MESSAGE.c.id)
        return {str(name): int(number) for name, number in self._transaction.tuples(query)}

    def messages(self, account: str | None = None) -> tuple[Message, ...]:
        """All messages, or those of one account, in custody order."""
        query = select(MESSAGE).order_by(MESSAGE.c.id)
        return self._messages(query if account is None else query.where(MESSAGE.c.account == account))

    def unfinished(self, account: str | None = None) -> tuple[Message, ...]:
        """The messages without an outcome, of one account or of all, in custody order."""
        query = select(MESSAGE).where(MESSAGE.c.outcome.is_(None)).order_by(MESSAGE.c.id)
        return self._messages(query if account is None else query.where(MESSAGE.c.account == account))

    def conclude(self, message_id: int, outcome: Outcome, reason: Reason | None = None) -> Message:
        """Give a message its outcome: consumed, or ignored or quarantined for a reason. Once only; the same
        outcome again changes nothing. Raises CustodyError on another one."""
        if (reason is None) is not (outcome is Outcome.CONSUMED):
            raise WrongUseError("a message is ignored or quarantined for a reason, and consumed without one")
        present = self.message(message_id)
        if (present.outcome, present.reason) == (outcome, reason):
            return present
        if present.outcome is not None:
            raise CustodyError(f"message {message_id} ended as {present.outcome.value} already")
        values = {"outcome": outcome.value, "reason": reason and reason.value}
        self._transaction.run(update(MESSAGE).where(MESSAGE.c.id == message_id).values(**values))
        self._audit.append(ENGINE, "message:concluded", f"message:{message_id}", "", values)
        return self.message(message_id)

    def reopen(self, message_id: int, parts: Collection[int], actor: str, because: str) -> Message:
        """Take back a message's outcome, and the fates of some of its parts, so that the same bytes are read again;
        the trail keeps what they were. Raises CustodyError for a message that has no outcome, or repeats another."""
        present = self.message(message_id)
        if present.outcome is None or present.duplicate_of is not None:
            raise CustodyError(f"message {message_id} has nothing to be read again")
        reopened = [part for part in self.parts(message_id) if part.id in parts]
        for part in reopened:
            self._transaction.run(update(PART).where(PART.c.id == part.id).values(fate=None, reason=None))
        self._transaction.run(update(MESSAGE).where(MESSAGE.c.id == message_id).values(outcome=None, reason=None))
        details = {
            "outcome": present.outcome.value, "reason": present.reason and present.reason.value,
            "parts": {part.path: part.reason and part.reason.value for part in reopened},
        }  # fmt: skip
        self._audit.append(actor, "message:reopened", f"message:{message_id}", because, details)
        return self.message(message_id)

    def quarantined(self) -> tuple[Message, ...]:
        """The messages that are quarantined, or a part of which is, in custody order."""
        within = select(PART.c.message_id).where(PART.c.fate == Outcome.QUARANTINED.value)
        stuck = or_(MESSAGE.c.outcome == Outcome.QUARANTINED.value, MESSAGE.c.id.in_(within))
        query = select(MESSAGE).where(stuck, MESSAGE.c.outcome.is_not(None), MESSAGE.c.duplicate_of.is_(None))
        return self._messages(query.order_by(MESSAGE.c.id))

    def add_parts(self, message_id: int, parts: Iterable[NewPart]) -> tuple[Part, ...]:
        """Record the leaves of a message, in order. Unwrapping it again gives the same parts; a part that
        has changed since raises CustodyError, as the same bytes can't unwrap to something else."""
        known = {part.path: part for part in self.parts(message_id)}
        following = len(known)
        for part in parts:
            if part.path in known:
                if known[part.path].sha256 != part.sha256:
                    raise CustodyError(f"part {part.path} of message {message_id} is not what it was before")
                continue
            values: dict[str, Any] = {
                "message_id": message_id, "ordinal": following, "path": part.path, "sha256": part.sha256,
                "bytes": part.bytes, "media": part.media, "fate": part.fate, "reason": part.reason,
            }  # fmt: skip
            self._transaction.run(insert(PART), values)
            following += 1
        return self.parts(message_id)

    def parts(self, message_id: int) -> tuple[Part, ...]:
        """The parts of a message, in order."""
        query = select(PART).where(PART.c.message_id == message_id).order_by(PART.c.ordinal)
        return tuple(part_from(row) for row in self._transaction.rows(query))

    def settle_part(self, part_id: int, fate: Outcome, reason: Reason | None = None) -> None:
        """Record what became of a part."""
        values = {"fate": fate.value, "reason": reason and reason.value}
        if self._transaction.run(update(PART).where(PART.c.id == part_id).values(**values)).rowcount != 1:
            raise NotFoundError(f"there is no part {part_id}")

    def unread(self) -> tuple[Part, ...]:
        """The parts without a fate, of messages without an outcome, in custody order."""
        query = (
            select(PART).join(MESSAGE, MESSAGE.c.id == PART.c.message_id)
            .where(PART.c.fate.is_(None), MESSAGE.c.outcome.is_(None))
            .order_by(PART.c.message_id, PART.c.ordinal)
        )  # fmt: skip
        return tuple(part_from(row) for row in self._transaction.rows(query))

    def blobs(self) -> frozenset[str]:
        """The hashes of all archived objects that a message or a part names."""
        query = select(MESSAGE.c.sha256).union(select(PART.c.sha256))
        return frozenset(row["sha256"] for row in self._transaction.rows(query))

    def _messages(self, query: Select[Any]) -> tuple[Message, ...]:
        return tuple(message_from(row) for row in self._transaction.rows(query))

    def _mark_duplicate(self, message_id: int) -> Message:
        message = self.message(message_id)
        if message.outcome is not None:
            return message
        same = [MESSAGE.c.sha256 == message.sha256]
        if message.facts.canonical is not None:
            same.append(MESSAGE.c.canonical == message.facts.canonical)
        earlier = select(func.min(MESSAGE.c.id)).where(or_(*same), MESSAGE.c.id < message_id)
        first = self._transaction.value(earlier)
        if first is None:
            return message
        self._transaction.run(update(MESSAGE).where(MESSAGE.c.id == message_id).values(duplicate_of=first))
        return self.conclude(message_id, Outcome.IGNORED, Reason.DUPLICATE_MAIL)


def _key(message: NewMessage) -> Key:
    return message.account, message.name, message.sha256


def _values(number: int, message: NewMessage, at: str) -> dict[str, Any]:
    return {
        "id": number, "account": message.account, "name": message.name, "sha256": message.sha256,
        "bytes": message.bytes, "sealed_at": at, **fact_values(message.facts),
    }  # fmt: skip


__all__ = ["ENGINE", "MessageCustody"]
