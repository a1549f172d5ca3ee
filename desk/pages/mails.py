"""Mails: the custody ledger. Every mail ever seen, what became of it, of its parts, and of the documents it brought."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import Response

from desk.asked import Id, address, choice_of, number_of, text_of
from desk.navigation import Entry
from desk.rendering import page, redirect
from desk.visit import Visited, allow
from documents.kinds import Outcome, Reason, Role
from journey.mailroom import mails
from journey.mailroom.handin import MOST_BYTES, hand_in

TAKES_FILES = True
READERS = (Role.CLERK, Role.TREASURY, Role.COMPLIANCE, Role.ADMIN)
NAVIGATION = Entry("Mails", "/mails", 50, frozenset(READERS))
router = APIRouter(prefix="/mails")
_READ = [allow(*READERS)]


@router.get("", dependencies=_READ)
def register(
    request: Request, visit: Visited, q: str = "", outcome: str = "", reason: str = "", account: str = "",
    before: str = "",
) -> Response:  # fmt: skip
    """The ledger's sums and its mails, newest first. The outcome `open` is no outcome yet."""
    unfinished = outcome == "open"
    query = mails.MailQuery(
        None if unfinished else choice_of(Outcome, outcome, "outcome"), choice_of(Reason, reason, "reason"), unfinished,
        text_of(account) or None, text_of(q), number_of(before, "page"),
    )  # fmt: skip
    told = mails.register(visit.shift, query)
    asked = {"q": q, "outcome": outcome, "reason": reason, "account": account}
    further = address("/mails", **asked, before=told.next) if told.next else ""
    facts: dict[str, Any] = {
        "told": told,
        "asked": asked,
        "further": further,
        "outcomes": list(Outcome),
        "reasons": list(Reason),
    }
    return page(request, visit, "mails.html", **facts)


@router.get("/{number}", dependencies=_READ)
def mail(request: Request, visit: Visited, number: Id) -> Response:
    """One mail."""
    return page(request, visit, "mail.html", one=mails.mail(visit.shift, number))


@router.post("/hand-in", dependencies=[allow(*Role)])
def bring(request: Request, visit: Visited, files: Annotated[list[UploadFile], File()] = []) -> Response:  # noqa: B006
    """Take files that a person brings, sealed like any mail; they are read as soon as the next batch runs."""
    taken = [
        hand_in(visit.shift, file.filename or "unnamed", file.file.read(MOST_BYTES + 1), visit.person.login)
        for file in files if file.filename or file.size
    ]  # fmt: skip
    named = ", ".join(f"#{message.id}" for message in taken)
    to = f"/mails/{taken[-1].id}" if taken and visit.may(*READERS) else "/goods-in"
    return redirect(request, to, f"Handed in: {named}" if taken else "Nothing was handed in: choose a file first.")


__all__ = ["NAVIGATION", "TAKES_FILES", "router"]
