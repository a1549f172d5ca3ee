"""All tables, and the metadata that migrations are compared with."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from storage.tables.custody import BILLED, BILLED_ORDER, DOCUMENT, MESSAGE, PART, SIGHTING
from storage.tables.decisions import (
    ALLOCATION,
    CANCELLATION,
    POSTING,
    QUEUE_ITEM,
    RESOLUTION,
    VERDICT,
    WAITING,
    WAITING_KEY,
)
from storage.tables.desk import COMMENT, LOOK, MENTION, PREFERENCE, QUEUE_SIGN, TRIAL
from storage.tables.masters import CHANGE, ORDER, ORDER_LINE, RECEIPT, RECEIPT_LINE, SUPPLIER
from storage.tables.outgoing import ESCALATION, LETTER, OUTGOING
from storage.tables.people import ATTEMPT, DELEGATION, ONCE, PERSON, SESSION, TOKEN
from storage.tables.receiving import COUNT, DELIVERY_DATE, ENTRY
from storage.tables.trail import AUDIT, AUDIT_HEAD, CURSOR, SEARCH_ENTRY

METADATA: MetaData = SQLModel.metadata

__all__ = [
    "ALLOCATION", "ATTEMPT", "AUDIT", "AUDIT_HEAD", "BILLED", "BILLED_ORDER", "CANCELLATION", "CHANGE", "COMMENT",
    "COUNT", "CURSOR", "DELEGATION", "DELIVERY_DATE", "DOCUMENT", "ENTRY", "ESCALATION", "LETTER", "LOOK", "MENTION",
    "MESSAGE", "METADATA", "ONCE", "ORDER", "ORDER_LINE", "OUTGOING", "PART", "PERSON", "POSTING", "PREFERENCE",
    "QUEUE_ITEM", "QUEUE_SIGN", "RECEIPT", "RECEIPT_LINE", "RESOLUTION", "SEARCH_ENTRY", "SESSION", "SIGHTING",
    "SUPPLIER", "TOKEN", "TRIAL", "VERDICT", "WAITING", "WAITING_KEY",
]  # fmt: skip
