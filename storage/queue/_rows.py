"""Rows of the queue as records, and the other way round."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from documents.finding import Finding
from documents.kinds import Role
from documents.money import plain
from storage.encoding import NEVER, canonical, day, day_text, instant
from storage.queue.urgency import urgency
from storage.records import ExceptionState, QueueItem
from storage.records.desk import Docket, Lane

UNTIMED: Final = "none"
"""The mark of an exception whose time is to be reckoned anew."""


def item_from(row: Mapping[str, Any]) -> QueueItem:
    """A row of `queue_item` as a record."""
    findings = tuple(map(Finding.from_json, json.loads(row["findings"])))
    return QueueItem(
        row["id"], row["document_id"], Role(row["owner"]), findings, ExceptionState(row["state"]),
        instant(row["opened_at"]), day(row["due_on"]), None if row["stake"] is None else Decimal(row["stake"]),
        row["currency"], row["claimed_by"], row["resolved_by"], row["because"], Role(row["desk"]), Role(row["home"]),
        row["supplier_id"], row["cost"], row["urgency"], day(row["turns_on"]), row["asked_by"], row["parked_by"],
        row["note"], None if row["settle_by"] == NEVER else instant(row["settle_by"]), row["timed_by"],
    )  # fmt: skip


def figures(
    owner: Role, findings: Sequence[Finding], due: date | None, currency: str | None, docket: Docket
) -> dict[str, Any]:  # fmt: skip
    """The columns that the findings of one owner and their docket fill."""
    stakes = [finding.money_at_stake for finding in findings if finding.money_at_stake is not None]
    return {
        "findings": canonical([finding.to_json() for finding in findings]), "due_on": day_text(due),
        "stake": plain(max(stakes)) if stakes else None, "currency": currency, "home": _home(owner, findings, docket),
        "supplier_id": docket.supplier, "cost": docket.cost.get(owner, 0),
    }  # fmt: skip


def fresh(values: Mapping[str, Any], due: date | None, docket: Docket) -> dict[str, Any]:
    """The columns of an exception that nobody has put anywhere: at home, not parked, not yet pressing."""
    return {
        "desk": values["home"], "urgency": urgency(Lane.OPEN, values["cost"], due),
        "turns_on": day_text(docket.presses), "asked_by": None, "parked_by": None, "note": None,
    }  # fmt: skip


def signs(owner: Role, findings: Sequence[Finding], docket: Docket) -> Iterator[str]:
    """What an exception is found by beside its columns."""
    yield from (code_sign(code) for code in dict.fromkeys(finding.code for finding in findings))
    yield from (cause_sign(cause) for cause in dict.fromkeys(docket.causes.get(owner, ())))


def code_sign(code: str) -> str:
    """The sign of a finding's code."""
    return f"code:{code}"


def cause_sign(cause: str) -> str:
    """The sign of a root cause; case does not matter."""
    return f"cause:{cause.strip().casefold()}"


def _home(owner: Role, findings: Sequence[Finding], docket: Docket) -> str:
    """Whose it is to release: another role than the owner where that releases all of it (the approval limit)."""
    roles = {docket.desks.get(finding.code, finding.owner) for finding in findings}
    return next(iter(roles)).value if len(roles) == 1 else owner.value


__all__ = ["UNTIMED", "cause_sign", "code_sign", "figures", "fresh", "item_from", "signs"]
