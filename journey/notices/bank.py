"""A changed bank account is told to treasury at once: the commonest payment fraud begins with it.

Told are a document that names an account which is not the supplier's, and a letter that announces a new one.
The account itself is not written out: a notice travels further than the desk.
"""

from __future__ import annotations

from documents.finding import Verdict
from documents.kinds import Kind, Role, Severity
from journey.masterdata.accounts import CODE
from journey.notices.book import Notice, book_of, of_role, tell, where
from journey.notices.wording import gross, titled, veiled_account
from journey.shift import Shift
from storage import Unit
from storage.encoding import digest
from storage.records import Document, MessageFacts, OutgoingKind

_CALL = "Call the supplier back under a number that you know, never under one on this document or in its mail."


def warn(shift: Shift, unit: Unit, document: Document, verdict: Verdict) -> int:
    """Tell treasury of a document that is stopped for its bank account; how many notices were written."""
    found = [one for one in verdict.findings if one.code == CODE and one.severity is Severity.BLOCK]
    if not found:
        return 0
    account = found[0].actual or ""
    told = (
        f"names a bank account that is not the supplier's: {veiled_account(account)}.\n"
        "It is held until two people of treasury have confirmed the account."
    )
    return _tell(shift, unit, document, told, f"account/{digest(account.encode())[:16]}")


def announce(shift: Shift, unit: Unit, document: Document) -> int:
    """Tell treasury of a letter that announces a new account; a document of another kind tells nothing."""
    if document.kind is not Kind.BANK_CHANGE:
        return 0
    told = "announces another bank account. It changes nothing by itself: master data are changed in the ERP."
    return _tell(shift, unit, document, told, "announced")


def _tell(shift: Shift, unit: Unit, document: Document, told: str, what: str) -> int:
    book = book_of(shift.settings.home)
    reached = of_role(book, Role.TREASURY)
    if not reached:
        return 0
    facts = unit.custody.message(document.message).facts
    money = gross(document.draft)
    title = titled(unit, document)
    begins = f"{title[:1].upper()}{title[1:]}{f', {money},' if money else ''}"
    body = f"{begins} {told}\n{_CALL}\n\n{_mail(facts)}\nOpen it: {where(shift, document)}\n"
    notice = Notice(
        f"bank/{document.id}/{what}", OutgoingKind.NOTICE, f"Bank account: {title}", body, document.id, urgent=True
    )  # fmt: skip
    return tell(unit, book, notice, reached)


def _mail(facts: MessageFacts) -> str:
    signed = f", DKIM {facts.dkim}" if facts.dkim else ""
    return f"It came from {facts.sender or 'nobody known'} (DMARC {facts.dmarc or 'none'}{signed})."


__all__ = ["announce", "warn"]
