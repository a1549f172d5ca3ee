"""The register of mail: messages page by page, newest first, and what each brought."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from documents.kinds import Outcome, Reason
from storage.custody._rows import message_from
from storage.records import Message
from storage.tables import DOCUMENT, MESSAGE, PART
from storage.transaction import Transaction


class MailRegister:
    """The part of custody that lists mail."""

    _transaction: Transaction

    def register(
        self, *, outcome: Outcome | None = None, reason: Reason | None = None, unfinished: bool = False,
        account: str | None = None, piece: str = "", before: int | None = None, limit: int = 50,
    ) -> tuple[Message, ...]:  # fmt: skip
        """Messages by filter, newest first, at most `limit` with numbers below `before`; `piece` is a piece of the
        sender, the subject or the name; `unfinished` ones have no outcome yet."""
        query = select(MESSAGE).order_by(MESSAGE.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(MESSAGE.c.id < before)
        if unfinished:
            query = query.where(MESSAGE.c.outcome.is_(None))
        for value, column in ((outcome, MESSAGE.c.outcome), (reason, MESSAGE.c.reason), (account, MESSAGE.c.account)):
            query = query if value is None else query.where(column == str(value))
        if asked := piece.strip().casefold():
            escaped = asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            columns = (MESSAGE.c.sender, MESSAGE.c.subject, MESSAGE.c.name)
            query = query.where(or_(*(func.lower(one).like(f"%{escaped}%", escape="\\") for one in columns)))
        return tuple(message_from(row) for row in self._transaction.rows(query))

    def brought(self, messages: tuple[Message, ...]) -> dict[int, tuple[int, int]]:
        """How many parts and documents each message brought."""
        numbers = [message.id for message in messages]
        counts = []
        for table in (PART, DOCUMENT):
            chosen = select(table.c.message_id, func.count()).where(table.c.message_id.in_(numbers))
            counts.append(dict(self._transaction.tuples(chosen.group_by(table.c.message_id))))
        return {number: (counts[0].get(number, 0), counts[1].get(number, 0)) for number in numbers}

    def accounts(self) -> tuple[str, ...]:
        """The accounts that messages came from."""
        query = select(MESSAGE.c.account).distinct().order_by(MESSAGE.c.account)
        return tuple(row["account"] for row in self._transaction.rows(query))


__all__ = ["MailRegister"]
