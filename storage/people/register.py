"""The register: who may sign in, and in which roles they act."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, select, update

from documents.errors import WrongUseError
from documents.kinds import Role
from documents.people import SYSTEM, Person
from storage.audit import AuditTrail
from storage.encoding import canonical, instant_text
from storage.errors import NotFoundError, StaleError
from storage.tables import PERSON, SESSION, TOKEN
from storage.transaction import Transaction


class Register:
    """People by login. A person is disabled, never removed: the audit trail names them for ever."""

    _transaction: Transaction
    _audit: AuditTrail

    def add(
        self, login: str, name: str, roles: Iterable[Role], actor: str = SYSTEM, *, subject: str | None = None
    ) -> Person:  # fmt: skip
        """Add a person without a password. Raises WrongUseError if there is one of that login."""
        if self._row(login) is not None:
            raise WrongUseError(f"there is a person {login} already")
        held = _words(roles)
        values = {
            "login": login, "name": name, "roles": held, "subject": subject, "disabled": False, "version": 1,
            "created_at": instant_text(self._transaction.now()),
        }  # fmt: skip
        self._transaction.run(insert(PERSON), values)
        self._audit.append(actor, "person:added", f"person:{login}", "", {"name": name, "roles": json.loads(held)})
        return self.person(login)

    def person(self, login: str) -> Person:
        """One person, disabled ones too, without their delegations. Raises NotFoundError."""
        row = self._row(login)
        if row is None:
            raise NotFoundError(f"there is no person {login}")
        return _person(row)

    def find(self, login: str) -> Person | None:
        """One person, or None."""
        row = self._row(login)
        return None if row is None else _person(row)

    def of_subject(self, subject: str) -> Person | None:
        """Who an identity provider's subject is, or None."""
        row = self._transaction.row(select(PERSON).where(PERSON.c.subject == subject))
        return None if row is None else _person(row)

    def everybody(self) -> tuple[Person, ...]:
        """All people by login, disabled ones too."""
        return tuple(_person(row) for row in self._transaction.rows(select(PERSON).order_by(PERSON.c.login)))

    def anybody(self) -> bool:
        """True once somebody is registered."""
        return self._transaction.value(select(PERSON.c.login).limit(1)) is not None

    def holders(self, role: Role) -> tuple[Person, ...]:
        """Those who hold a role of their own and are not disabled."""
        return tuple(person for person in self.everybody() if role in person.roles and not person.disabled)

    def version(self, login: str) -> int:
        """How often a person's entry was changed, from 1: what a form shows to be sure that it changes what it saw."""
        found = self._transaction.value(select(PERSON.c.version).where(PERSON.c.login == login))
        if found is None:
            raise NotFoundError(f"there is no person {login}")
        return int(found)

    def give_roles(self, login: str, roles: Iterable[Role], actor: str, *, version: int | None = None) -> Person:
        """Set the roles that a person holds."""
        held = _words(roles)
        return self._change(login, {"roles": held}, actor, "roles", {"roles": json.loads(held)}, version)

    def rename(self, login: str, name: str, actor: str) -> Person:
        """Set the name that others read."""
        return self._change(login, {"name": name}, actor, "renamed", {"name": name})

    def disable(self, login: str, actor: str, because: str = "", *, disabled: bool = True) -> Person:
        """Keep a person from signing in, at once: their sessions end and their tokens are refused. Or allow it again.

        Raises WrongUseError for the last administrator: nobody could undo it."""
        if disabled and [person.login for person in self.holders(Role.ADMIN)] == [login]:
            raise WrongUseError(f"{login} is the last administrator: name another one first")
        if disabled:
            self._transaction.run(SESSION.delete().where(SESSION.c.login == login))
            revoked = {"revoked_at": instant_text(self._transaction.now())}
            self._transaction.run(update(TOKEN).where(TOKEN.c.login == login).values(revoked))
        kind = "disabled" if disabled else "enabled"
        return self._change(login, {"disabled": disabled}, actor, kind, {"because": because})

    def set_password(self, login: str, password_hash: str, actor: str) -> None:
        """Set the hash of a person's password; every session of theirs ends."""
        self._transaction.run(SESSION.delete().where(SESSION.c.login == login))
        self._change(login, {"password": password_hash}, actor, "password", {})

    def renew_password(self, login: str, password_hash: str) -> None:
        """The same password hashed with today's parameters: nobody's act, no session ends."""
        self._transaction.run(update(PERSON).where(PERSON.c.login == login).values(password=password_hash))

    def password_of(self, login: str) -> str | None:
        """The hash of a person's password; None without a person or a password."""
        found: str | None = self._transaction.value(select(PERSON.c.password).where(PERSON.c.login == login))
        return found

    def is_bound(self, login: str) -> bool:
        """True if an identity provider's subject is bound to a person."""
        return self._transaction.value(select(PERSON.c.subject).where(PERSON.c.login == login)) is not None

    def bind_subject(self, login: str, subject: str, actor: str) -> Person:
        """Note who an identity provider says that this person is."""
        return self._change(login, {"subject": subject}, actor, "bound", {"subject": subject})

    def _change(
        self, login: str, values: dict[str, Any], actor: str, kind: str, details: dict[str, Any],
        version: int | None = None,
    ) -> Person:  # fmt: skip
        before = self.version(login)
        if version is not None and version != before:
            raise StaleError(f"{login} was changed by somebody else: look again, then decide again")
        changed = update(PERSON).where(PERSON.c.login == login).values(**values, version=PERSON.c.version + 1)
        self._transaction.run(changed)
        self._audit.append(actor, f"person:{kind}", f"person:{login}", "", details)
        return self.person(login)

    def _row(self, login: str) -> Mapping[str, Any] | None:
        return self._transaction.row(select(PERSON).where(PERSON.c.login == login))


def _words(roles: Iterable[Role]) -> str:
    return canonical(sorted({role.value for role in roles}))


def _person(row: Mapping[str, Any]) -> Person:
    roles = frozenset(Role(word) for word in json.loads(row["roles"]))
    return Person(row["login"], row["name"], roles, disabled=row["disabled"])


__all__ = ["Register"]
