"""Letters to suppliers: drafted once for what they say, released by a person once, or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Select, bindparam, insert, select, update

from documents.errors import WrongUseError
from storage.audit import AuditTrail
from storage.encoding import instant, instant_text
from storage.errors import NotFoundError, StaleError
from storage.prepared import Prepared
from storage.records.outgoing import Letter, LetterState, NewLetter
from storage.tables import LETTER
from storage.transaction import Transaction

_OF: Final = Prepared(select(LETTER).where(LETTER.c.document_id == bindparam("document")).order_by(LETTER.c.id))


class Letters:
    """The letters by document."""

    def __init__(self, transaction: Transaction, audit: AuditTrail) -> None:
        self._transaction = transaction
        self._audit = audit

    def add(self, new: NewLetter) -> Letter:
        """Keep a draft. The same key gives the letter that was drafted before."""
        present = self.of_key(new.key)
        if present is not None:
            return present
        values = asdict(new) | {"state": LetterState.DRAFT.value, "drafted_at": self._now()}
        values["document_id"], values["verdict_id"] = values.pop("document"), values.pop("verdict")
        number = self._transaction.value(insert(LETTER).values(**values).returning(LETTER.c.id))
        details = {"letter": number, "sha256": new.sha256, "filed_as": new.filed_as}
        self._audit.append(new.drafted_by, "letter:drafted", f"document:{new.document}", "", details)
        return self.get(number)

    def get(self, number: int) -> Letter:
        """One letter. Raises NotFoundError."""
        found = self._one(select(LETTER).where(LETTER.c.id == number))
        if found is None:
            raise NotFoundError(f"there is no letter {number}")
        return found

    def of_key(self, key: str) -> Letter | None:
        """The letter that says exactly this, if it was drafted."""
        return self._one(select(LETTER).where(LETTER.c.key == key))

    def of(self, document_id: int) -> tuple[Letter, ...]:
        """The letters about a document, oldest first."""
        return tuple(_letter(row) for row in self._transaction.rows(_OF, {"document": document_id}))

    def release(self, number: int, person: str, recipient: str) -> Letter:
        """Note who sends a draft, and to whom. Raises StaleError if it was released or withdrawn meanwhile."""
        letter = self._draft(number)
        values = {
            "state": LetterState.RELEASED.value, "released_by": person, "released_at": self._now(),
            "recipient": recipient,
        }  # fmt: skip
        self._transaction.run(update(LETTER).where(LETTER.c.id == number).values(**values))
        details = {"letter": number, "recipient": recipient}
        self._audit.append(person, "letter:released", f"document:{letter.document}", "", details)
        return self.get(number)

    def withdraw(self, number: int, person: str, because: str) -> Letter:
        """Put a draft aside for good. Raises WrongUseError without a reason, StaleError as `release` does."""
        if not because.strip():
            raise WrongUseError("withdrawing a letter needs a reason")
        letter = self._draft(number)
        state = LetterState.WITHDRAWN.value
        # The key is given free, so that the same letter may be drafted anew.
        self._transaction.run(
            update(LETTER).where(LETTER.c.id == number).values(state=state, key=f"withdrawn/{number}")
        )
        self._audit.append(person, "letter:withdrawn", f"document:{letter.document}", because, {"letter": number})
        return self.get(number)

    def _draft(self, number: int) -> Letter:
        letter = self.get(number)
        if letter.state is not LetterState.DRAFT:
            raise StaleError(f"letter {number} is {letter.state.value} already: draft another one if it is needed")
        return letter

    def _now(self) -> str:
        return instant_text(self._transaction.now())

    def _one(self, query: Select[Any]) -> Letter | None:
        row = self._transaction.row(query)
        return None if row is None else _letter(row)


def _letter(row: Mapping[str, Any]) -> Letter:
    return Letter(
        row["id"], row["document_id"], row["verdict_id"], row["language"], row["recipient"], row["subject"],
        row["body"], row["sha256"], row["filed_as"], row["answers"], LetterState(row["state"]), row["drafted_by"],
        instant(row["drafted_at"]), row["released_by"], instant(row["released_at"]) if row["released_at"] else None,
    )  # fmt: skip


__all__ = ["Letters"]
