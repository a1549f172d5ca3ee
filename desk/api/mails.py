"""/mails: the custody ledger, and files handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, UploadFile

from desk.asked import Id, choice_of, number_of, text_of
from desk.pages.mails import READERS
from desk.resources import Told
from desk.visit import Visited, allow
from documents.kinds import Kind, Outcome, Reason, Role
from documents.lifecycle import State
from journey.mailroom import mails
from journey.mailroom.handin import MOST_BYTES, hand_in
from storage.records import Message

TAKES_FILES = True
router = APIRouter(prefix="/mails", tags=["mails"])


class Mail(Told):
    """A mail in custody."""

    mail: int
    account: str
    name: str
    sender: str | None
    subject: str | None
    sealed_at: datetime
    sha256: str
    outcome: Outcome | None
    reason: Reason | None
    duplicate_of: int | None

    @classmethod
    def of(cls, message: Message) -> Mail:
        """Of a message."""
        facts = message.facts
        return cls(
            mail=message.id, account=message.account, name=message.name, sender=facts.sender, subject=facts.subject,
            sealed_at=message.sealed_at, sha256=message.sha256, outcome=message.outcome, reason=message.reason,
            duplicate_of=message.duplicate_of,
        )  # fmt: skip


class Mails(Told):
    """The sums of the ledger, what does not balance, and a page of mails; `next` goes into `before`."""

    messages: Mapping[str, int]
    parts: Mapping[str, int]
    documents: Mapping[str, int]
    faults: list[str]
    mails: list[Mail]
    next: int | None


class PartTold(Told):
    """A part of a mail."""

    path: str
    sha256: str
    bytes: int
    media: str
    fate: Outcome | None
    reason: Reason | None


class Brought(Told):
    """A document that a mail brought."""

    id: int
    kind: Kind
    number: str | None
    state: State


class MailTold(Told):
    """A mail with its parts and documents."""

    mail: Mail
    parts: list[PartTold]
    documents: list[Brought]
    handed_in_by: list[str]


@router.get("", dependencies=[allow(*READERS)])
def register(
    visit: Visited, q: str = "", outcome: str = "", reason: str = "", account: str = "", before: str = ""
) -> Mails:  # fmt: skip
    """Mails by filter, newest first; the outcome `open` is no outcome yet."""
    unfinished = outcome == "open"
    chosen = None if unfinished else choice_of(Outcome, outcome, "outcome")
    query = mails.MailQuery(
        chosen, choice_of(Reason, reason, "reason"), unfinished, text_of(account) or None, text_of(q),
        number_of(before, "before"),
    )  # fmt: skip
    told = mails.register(visit.shift, query)
    balance = told.balance
    return Mails(
        messages=balance.messages, parts=balance.parts, documents=balance.documents, faults=list(balance.faults),
        mails=[Mail.of(one.message) for one in told.mails], next=told.next,
    )  # fmt: skip


@router.get("/{number}", dependencies=[allow(*READERS)])
def mail(visit: Visited, number: Id) -> MailTold:
    """One mail."""
    one = mails.mail(visit.shift, number)
    return MailTold(
        mail=Mail.of(one.message), parts=[PartTold.model_validate(part) for part in one.parts],
        documents=[Brought.model_validate(document) for document in one.documents],
        handed_in_by=list(one.brought_by),
    )  # fmt: skip


@router.post("", dependencies=[allow(*Role)], status_code=201)
def bring(visit: Visited, file: Annotated[UploadFile, File()]) -> Mail:
    """Take a file into custody, sealed like any mail; the next batch reads it."""
    data = file.file.read(MOST_BYTES + 1)
    return Mail.of(hand_in(visit.shift, file.filename or "unnamed", data, visit.person.login))


__all__ = ["router"]
