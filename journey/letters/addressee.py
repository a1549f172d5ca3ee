"""To whom a letter goes: the address that the document came from, where it is certain to be the supplier's and read.

Otherwise nobody is proposed and the person who releases it says the address. An answer to a machine's mail is
none: it is no answer to anybody, so the letter then stands for itself (RFC 3834).
"""

from __future__ import annotations

from dataclasses import dataclass

from connectors.out.book import address
from documents.errors import WrongUseError
from documents.finding import Finding
from documents.kinds import Severity
from documents.supplier import Supplier
from storage.records import MessageFacts

_SUSPECT = ("sender-suspect", "bank-account-changed", "bank-account-invalid", "supplier-mismatch")


@dataclass(frozen=True, slots=True)
class Addressee:
    """The proposed address, and the Message-ID that a letter to it answers; None where there is none."""

    address: str | None = None
    answers: str | None = None


def addressee(facts: MessageFacts, supplier: Supplier | None, findings: tuple[Finding, ...]) -> Addressee:
    """Who a letter may go to without a person saying so."""
    sender = facts.sender or ""
    suspect = any(one.code in _SUSPECT and one.severity is not Severity.INFO for one in findings)
    if suspect or supplier is None or facts.automatic is not False or facts.dmarc == "fail":
        return Addressee()
    if facts.dkim is not None and facts.dkim.startswith("fail"):
        return Addressee()
    if not _is_of(sender.rpartition("@")[2], supplier) or not _sound(sender):
        return Addressee()
    return Addressee(sender, facts.message_id)


def required(text: str) -> str:
    """An address as a person said it. Raises WrongUseError for what is none."""
    try:
        return address(text.strip())
    except ValueError as error:
        raise WrongUseError(f"{error}: say where the letter goes") from error


def _is_of(domain: str, supplier: Supplier) -> bool:
    own = [one.lower() for one in supplier.email_domains if one.strip()]
    return any(domain == one or domain.endswith(f".{one}") for one in own)


def _sound(text: str) -> bool:
    try:
        return bool(address(text))
    except ValueError:
        return False


__all__ = ["Addressee", "addressee", "required"]
