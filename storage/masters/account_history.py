"""The bank accounts of a supplier over time, as the changes of master data tell them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.encoding import instant, number_key
from storage.tables import CHANGE
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AccountChange:
    """When a supplier's accounts changed, by whom, and which came and went; `first` where the supplier was new."""

    at: datetime
    actor: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    first: bool = False


class AccountHistory:
    """The part of master data that looks back on accounts."""

    _transaction: Transaction

    def account_history(self, supplier_id: str, present: tuple[str, ...]) -> tuple[AccountChange, ...]:
        """How the accounts became the `present` ones, oldest first."""
        mine = (CHANGE.c.subject == "supplier", CHANGE.c.key == number_key(supplier_id))
        rows = self._transaction.rows(select(CHANGE).where(*mine).order_by(CHANGE.c.id.desc()))
        found: list[AccountChange] = []
        then = present
        for row in rows:
            at = instant(row["at"])
            if row["before"] is None:
                found.append(AccountChange(at, row["actor"], then, (), first=True))
            elif "bank_accounts" in (before := json.loads(row["before"])):
                earlier = tuple(json.loads(before["bank_accounts"]))
                added = tuple(one for one in then if one not in earlier)
                removed = tuple(one for one in earlier if one not in then)
                found.append(AccountChange(at, row["actor"], added, removed))
                then = earlier
        return tuple(reversed(found))


__all__ = ["AccountChange", "AccountHistory"]
