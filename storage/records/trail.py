"""The audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the audit log. `kind` reads subject:act (`document:moved`), `hash` covers all other
    fields and the hash of the entry before."""

    seq: int
    at: datetime
    actor: str
    kind: str
    subject: str
    because: str
    details: Mapping[str, Any]
    previous: str
    hash: str


__all__ = ["AuditEntry"]
