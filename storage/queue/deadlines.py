"""By when exceptions are to be settled, as it was reckoned in the working hours of a mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Integer, Text, bindparam, select, update

from storage.encoding import instant_text
from storage.prepared import Prepared
from storage.queue._rows import item_from
from storage.records import QueueItem
from storage.tables import QUEUE_ITEM, QUEUE_SIGN
from storage.transaction import Transaction

_ITEM: Final = QUEUE_ITEM.c
_MARK: Final = bindparam("mark", type_=Text())
_AT: Final = {"settle_by": bindparam("at", type_=Text())}
_OF_ITEM: Final = Prepared(
    update(QUEUE_ITEM).where(_ITEM.id == bindparam("item")).values(**_AT, timed_by=_MARK), ["settle_by", "timed_by"]
)  # fmt: skip
_OF_SIGNS: Final = Prepared(
    update(QUEUE_SIGN).where(QUEUE_SIGN.c.item_id == bindparam("item")).values(**_AT), ["settle_by"]
)
_MOST: Final = bindparam("most", type_=Integer())
_OTHERS: Final = tuple(
    Prepared(select(QUEUE_ITEM).where(_ITEM.settled == 0, other).order_by(_ITEM.timed_by, _ITEM.id).limit(_MOST))
    for other in (_ITEM.timed_by < _MARK, _ITEM.timed_by > _MARK)
)
"""Two walks through the index of marks, on either side of the one that holds."""
_LATE: Final = (
    select(QUEUE_ITEM).where(_ITEM.settled == 0, _ITEM.settle_by <= bindparam("now")).order_by(_ITEM.id)
)  # fmt: skip


class Deadlines:
    """The part of the queue that knows whose time runs out."""

    _transaction: Transaction

    def untimed(self, mark: str, limit: int = 500) -> tuple[QueueItem, ...]:
        """Unresolved exceptions that were not reckoned in the working hours of this mark, at most `limit`."""
        found: list[QueueItem] = []
        for others in _OTHERS:
            asked = {"mark": mark, "most": limit - len(found)}
            found += map(item_from, self._transaction.rows(others, asked))
        return tuple(found)

    def time(self, moments: Mapping[int, datetime], mark: str) -> None:
        """Note by when these exceptions are to be settled, reckoned in the working hours of a mark."""
        values = [{"item": item, "at": instant_text(moment), "mark": mark} for item, moment in moments.items()]
        if values:
            self._transaction.run(_OF_ITEM, values)
            self._transaction.run(_OF_SIGNS, [{"item": one["item"], "at": one["at"]} for one in values])

    def late(self, now: datetime) -> tuple[QueueItem, ...]:
        """Unresolved exceptions whose time has run out, oldest first."""
        rows = self._transaction.rows(_LATE, {"now": instant_text(now)})
        return tuple(map(item_from, rows))


__all__ = ["Deadlines"]
