"""The words of the trade that every room shares: kinds, roles, reasons, severities, decisions."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a document is; each kind has a route, a retention class and a place in the archive."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PACKING_SLIP = "packing_slip"
    PURCHASE_ORDER = "purchase_order"
    ORDER_CONFIRMATION = "order_confirmation"
    RECEIPT_ADVICE = "receipt_advice"
    STATEMENT = "statement"
    REMINDER = "reminder"
    CERTIFICATE = "certificate"
    SAFETY_DATA_SHEET = "safety_data_sheet"
    BILL_OF_LADING = "bill_of_lading"
    QUALITY_REPORT = "quality_report"
    TIMESHEET = "timesheet"
    BANK_CHANGE = "bank_change"
    RETAIL_RECEIPT = "retail_receipt"
    OTHER = "other"

    @property
    def matched(self) -> bool:
        """True for the kinds that are tallied against orders and receipts."""
        return self in (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PACKING_SLIP)

    @property
    def posted(self) -> bool:
        """True for the kinds that are written to the ERP once approved."""
        return self in (Kind.INVOICE, Kind.CREDIT_NOTE)


class Role(StrEnum):
    """Who may act, and who owns a finding."""

    CLERK = "clerk"
    BUYER = "buyer"
    RECEIVING = "receiving"
    QUALITY = "quality"
    TREASURY = "treasury"
    APPROVER = "approver"
    COMPLIANCE = "compliance"
    ADMIN = "admin"


class Severity(StrEnum):
    """What a finding does to its document: stop it, let it wait, or only tell."""

    BLOCK = "block"
    WAIT = "wait"
    INFO = "info"


class Decision(StrEnum):
    """The outcome of a match."""

    APPROVE = "approve"
    HOLD = "hold"
    WAIT = "wait"
    REJECT = "reject"


class Outcome(StrEnum):
    """How a message ends in the custody ledger."""

    CONSUMED = "consumed"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"


class Reason(StrEnum):
    """Why a message or a part of it was ignored or quarantined."""

    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    NEWSLETTER = "newsletter"
    NO_DOCUMENT = "no-document"
    DUPLICATE_MAIL = "duplicate-mail"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    BOMB = "bomb"
    ACTIVE_CONTENT = "active-content"

    @property
    def outcome(self) -> Outcome:
        """Ignored for what is harmless and of no use, quarantined for what could not be opened."""
        quarantined = (Reason.ENCRYPTED, Reason.CORRUPT, Reason.BOMB, Reason.ACTIVE_CONTENT)
        return Outcome.QUARANTINED if self in quarantined else Outcome.IGNORED


__all__ = ["Decision", "Kind", "Outcome", "Reason", "Role", "Severity"]
