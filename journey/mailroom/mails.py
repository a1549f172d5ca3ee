"""Mails: the custody ledger for people. Every mail ever seen, its outcome, its parts and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

from documents.kinds import Outcome, Reason
from journey.mailroom.handin import handed_in_by
from journey.shift import Shift
from storage.records import AuditEntry, Balance, Document, Message, Part


@dataclass(frozen=True, slots=True)
class MailQuery:
    """Which mails: by outcome, reason, account, a piece of sender, subject or name; or those without an outcome yet."""

    outcome: Outcome | None = None
    reason: Reason | None = None
    unfinished: bool = False
    account: str | None = None
    piece: str = ""
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail in the register, with how many parts and documents it brought."""

    message: Message
    parts: int
    documents: int


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the register; `next` is the `before` of the page after, None on the last."""

    balance: Balance
    accounts: tuple[str, ...]
    mails: tuple[Listed, ...]
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail with its parts, its documents, its history, and who handed it in, if a person did."""

    message: Message
    parts: tuple[Part, ...]
    documents: tuple[Document, ...]
    history: tuple[AuditEntry, ...]
    brought_by: tuple[str, ...] = ()


def register(shift: Shift, query: MailQuery) -> Register:
    """The ledger's sums, and a page of its mails, newest first."""
    with shift.workspace.look() as unit:
        found = unit.custody.register(
            outcome=query.outcome, reason=query.reason, unfinished=query.unfinished, account=query.account,
            piece=query.piece, before=query.before, limit=query.limit + 1,
        )  # fmt: skip
        shown = found[: query.limit]
        brought = unit.custody.brought(shown)
        listed = tuple(Listed(message, *brought[message.id]) for message in shown)
        more = shown[-1].id if len(found) > query.limit else None
        return Register(unit.custody.balance(), unit.custody.accounts(), listed, more)


def mail(shift: Shift, number: int) -> Mail:
    """One mail. Raises NotFoundError."""
    with shift.workspace.look() as unit:
        message = unit.custody.message(number)
        history = unit.audit.entries(f"message:{number}")
        return Mail(
            message, unit.custody.parts(number), unit.custody.documents(number), history, handed_in_by(unit, number)
        )  # fmt: skip


__all__ = ["Listed", "Mail", "MailQuery", "Register", "mail", "register"]
