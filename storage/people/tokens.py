"""Tokens of the programming interface: a prefix to find them by, a hash to prove them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import insert, select, update

from documents.people import Scope
from storage.audit import AuditTrail
from storage.encoding import canonical, instant, instant_text
from storage.errors import NotFoundError
from storage.records.people import Token
from storage.tables import TOKEN
from storage.transaction import Transaction

_USED: Final = timedelta(minutes=1)


class Tokens:
    """Given out by their person or an administrator, until they expire or are revoked."""

    _transaction: Transaction
    _audit: AuditTrail

    def add_token(
        self, prefix: str, hashed: str, login: str, name: str, scopes: Iterable[Scope], lasts: timedelta, actor: str
    ) -> Token:
        """Enter a token; its secret is shown to its person once, and is not given here."""
        now, named = self._transaction.now(), sorted({scope.value for scope in scopes})
        values = {
            "prefix": prefix, "hash": hashed, "login": login, "name": name, "scopes": canonical(named),
            "created_at": instant_text(now), "expires_at": instant_text(now + lasts),
        }  # fmt: skip
        self._transaction.run(insert(TOKEN), values)
        self._audit.append(actor, "token:added", f"person:{login}", "", {"prefix": prefix, "scopes": named})
        return self.token(prefix)

    def token(self, prefix: str) -> Token:
        """One token, in force or not. Raises NotFoundError."""
        row = self._transaction.row(select(TOKEN).where(TOKEN.c.prefix == prefix))
        if row is None:
            raise NotFoundError(f"there is no token {prefix}")
        return _token(row)

    def token_of(self, prefix: str, hashed: str) -> Token | None:
        """The token of a prefix and a hash, if it is in force now."""
        matches = select(TOKEN).where(TOKEN.c.prefix == prefix, TOKEN.c.hash == hashed, TOKEN.c.revoked_at.is_(None))
        row = self._transaction.row(matches)
        found = None if row is None else _token(row)
        return found if found is not None and self._transaction.now() < found.expires_at else None

    def tokens_of(self, login: str) -> tuple[Token, ...]:
        """A person's tokens, newest first, revoked and expired ones too."""
        query = select(TOKEN).where(TOKEN.c.login == login).order_by(TOKEN.c.created_at.desc(), TOKEN.c.prefix)
        return tuple(_token(row) for row in self._transaction.rows(query))

    def due_to_be_noted(self, token: Token) -> bool:
        """True if its last noted use is so long ago that this one is to be noted."""
        return token.used_at is None or self._transaction.now() - token.used_at >= _USED

    def note_use(self, prefix: str) -> None:
        """Note that a token is used."""
        used = instant_text(self._transaction.now())
        self._transaction.run(update(TOKEN).where(TOKEN.c.prefix == prefix).values(used_at=used))

    def revoke_token(self, prefix: str, actor: str) -> Token:
        """Refuse a token from now on; again changes nothing. Raises NotFoundError."""
        found = self.token(prefix)
        if found.revoked_at is None:
            revoked = instant_text(self._transaction.now())
            self._transaction.run(update(TOKEN).where(TOKEN.c.prefix == prefix).values(revoked_at=revoked))
            self._audit.append(actor, "token:revoked", f"person:{found.login}", "", {"prefix": prefix})
        return self.token(prefix)


def _token(row: Mapping[str, Any]) -> Token:
    scopes = frozenset(Scope(word) for word in json.loads(row["scopes"]))
    used, revoked = (instant(row[name]) if row[name] else None for name in ("used_at", "revoked_at"))
    return Token(
        row["prefix"], row["login"], row["name"], scopes, instant(row["created_at"]), instant(row["expires_at"]),
        used, revoked,
    )  # fmt: skip


__all__ = ["Tokens"]
