"""Delegations: who acts for whom, in which role, on which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, insert, select, update

from documents.errors import WrongUseError
from documents.kinds import Role
from documents.people import Delegation, Person
from storage.audit import AuditTrail
from storage.encoding import instant_text
from storage.errors import NotFoundError
from storage.people.register import Register
from storage.tables import DELEGATION, PERSON
from storage.transaction import Transaction


class Delegations(Register):
    """Granted for days, revoked at any time; a role is handed on by its holder only, never by a deputy."""

    _transaction: Transaction
    _audit: AuditTrail

    def delegate(
        self, principal: str, deputy: str, role: Role, first: date, last: date, *, reason: str, actor: str
    ) -> Delegation:  # fmt: skip
        """Let a deputy act in a role of the principal from one day to another. Raises WrongUseError if the
        principal does not hold it, or the days are none."""
        holder, stand_in = self.person(principal), self.person(deputy)
        if role not in holder.roles:
            raise WrongUseError(f"{principal} does not hold the role {role.value} and cannot delegate it")
        if last < first or principal == deputy or holder.disabled or stand_in.disabled:
            raise WrongUseError("a delegation needs two people who may sign in, and a last day not before its first")
        values = {
            "principal": principal, "deputy": deputy, "role": role.value, "first_day": first.isoformat(),
            "last_day": last.isoformat(), "reason": reason, "granted_by": actor,
        }  # fmt: skip
        number = self._transaction.value(insert(DELEGATION).values(values).returning(DELEGATION.c.id))
        self._audit.append(actor, "delegation:granted", f"person:{principal}", reason, {**values, "id": number})
        return self.delegation(number)

    def delegation(self, number: int) -> Delegation:
        """One delegation, past or revoked ones too. Raises NotFoundError."""
        row = self._transaction.row(select(DELEGATION).where(DELEGATION.c.id == number))
        if row is None:
            raise NotFoundError(f"there is no delegation {number}")
        return _delegation(row)

    def delegations(self, *, login: str | None = None, day: date | None = None) -> tuple[Delegation, ...]:
        """Delegations that are not revoked nor past on `day`: all, or those from or to somebody; by first day."""
        query = select(DELEGATION).where(DELEGATION.c.revoked_at.is_(None))
        if day is not None:
            query = query.where(DELEGATION.c.last_day >= day.isoformat())
        if login is not None:
            query = query.where((DELEGATION.c.principal == login) | (DELEGATION.c.deputy == login))
        ordered = query.order_by(DELEGATION.c.first_day, DELEGATION.c.id)
        return tuple(_delegation(row) for row in self._transaction.rows(ordered))

    def revoke_delegation(self, number: int, actor: str) -> None:
        """End a delegation now; again changes nothing. Raises NotFoundError."""
        found = self.delegation(number)
        open_ = and_(DELEGATION.c.id == number, DELEGATION.c.revoked_at.is_(None))
        revoked = update(DELEGATION).where(open_).values(revoked_at=instant_text(self._transaction.now()))
        if self._transaction.run(revoked).rowcount:
            self._audit.append(actor, "delegation:revoked", f"person:{found.principal}", "", {"id": number})

    def on_duty(self, login: str, day: date) -> Person | None:
        """A person with the delegations that hold on a day; None without such a person, or a disabled one.

        A delegation holds only while its principal still has the role and is not disabled."""
        found = self.find(login)
        if found is None or found.disabled:
            return None
        held = tuple(_delegation(row) for row in self._transaction.rows(_holding(login, day)) if _still_holds(row))
        return replace(found, stands_in=held)


def _holding(login: str, day: date) -> Select[Any]:
    today = day.isoformat()
    return (
        select(DELEGATION, PERSON.c.roles.label("held"))
        .join(PERSON, PERSON.c.login == DELEGATION.c.principal)
        .where(DELEGATION.c.deputy == login, DELEGATION.c.revoked_at.is_(None), PERSON.c.disabled.is_(False))
        .where(DELEGATION.c.first_day <= today, DELEGATION.c.last_day >= today)
        .order_by(DELEGATION.c.id)
    )


def _still_holds(row: Mapping[str, Any]) -> bool:
    return f'"{row["role"]}"' in row["held"]


def _delegation(row: Mapping[str, Any]) -> Delegation:
    first, last = (date.fromisoformat(row[name]) for name in ("first_day", "last_day"))
    return Delegation(
        row["id"], row["principal"], row["deputy"], Role(row["role"]), first, last, row["reason"], row["granted_by"]
    )  # fmt: skip


__all__ = ["Delegations"]
