"""Preferences: how somebody likes the desk. No fact of business is kept here, and none is logged."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from storage.tables import PREFERENCE
from storage.transaction import Transaction


class Preferences:
    """Small settings by person and name."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, person: str, name: str) -> str | None:
        """What a person prefers, None where they never said."""
        mine = (PREFERENCE.c.person == person, PREFERENCE.c.name == name)
        found: str | None = self._transaction.value(select(PREFERENCE.c.value).where(*mine))
        return found

    def put(self, person: str, name: str, value: str) -> None:
        """Remember what a person prefers."""
        mine = (PREFERENCE.c.person == person, PREFERENCE.c.name == name)
        self._transaction.run(delete(PREFERENCE).where(*mine))
        self._transaction.run(insert(PREFERENCE).values(person=person, name=name, value=value))


__all__ = ["Preferences"]
