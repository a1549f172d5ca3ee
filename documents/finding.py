"""Findings and verdicts: disagreement as data that a finance person can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from documents.kinds import Decision, Role, Severity
from documents.money import plain


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement.

    `line` is the document line's number, None for the header; `expected` and `actual` are the two
    figures as text; `message` one sentence with both and their units; `owner` the role that can
    settle it; `money_at_stake` in the document's currency, ≥ 0, or None; `evidence` points to the
    order and receipt lines and to the page.
    """

    code: str
    severity: Severity
    owner: Role
    message: str
    line: int | None = None
    expected: str | None = None
    actual: str | None = None
    money_at_stake: Decimal | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        stake = None if self.money_at_stake is None else plain(self.money_at_stake)
        return {
            "code": self.code, "severity": self.severity.value, "line": self.line, "expected": self.expected,
            "actual": self.actual, "message": self.message, "owner": self.owner.value, "money_at_stake": stake,
            "evidence": dict(self.evidence),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        stake = data.get("money_at_stake")
        return cls(
            code=data["code"], severity=Severity(data["severity"]), owner=Role(data["owner"]), message=data["message"],
            line=data.get("line"), expected=data.get("expected"), actual=data.get("actual"),
            money_at_stake=None if stake is None else Decimal(stake), evidence=dict(data.get("evidence") or {}),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Allocation:
    """A quantity of a receipt line, in order units, consumed by a document line."""

    line: int
    receipt: str
    receipt_line: int
    quantity: Decimal

    def to_json(self) -> dict[str, Any]:
        return {
            "line": self.line, "receipt": self.receipt, "receipt_line": self.receipt_line,
            "quantity": plain(self.quantity),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Allocation:
        return cls(int(data["line"]), data["receipt"], int(data["receipt_line"]), Decimal(data["quantity"]))


@dataclass(frozen=True, slots=True)
class Pairing:
    """A document line and the order line it was paired with, and how: `line-number`, `item`, `likeness`.

    `quantity` is the line's in order units, `unit_price` billed per order unit after discount;
    None where unread or not convertible. `lead` is the score's lead over the second best, if scored.
    """

    line: int
    order: str
    order_line: int
    by: str
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    net: Decimal | None = None
    lead: Decimal | None = None

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"line": self.line, "order": self.order, "order_line": self.order_line, "by": self.by}
        for name in ("quantity", "unit_price", "net", "lead"):
            value = getattr(self, name)
            out[name] = None if value is None else plain(value)
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Pairing:
        names = ("quantity", "unit_price", "net", "lead")
        figures = {name: None if data.get(name) is None else Decimal(data[name]) for name in names}
        return cls(int(data["line"]), data["order"], int(data["order_line"]), data["by"], **figures)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules decided of one document, with everything needed to store and to explain it.

    `orders` are the orders the document was matched with (step 6), `pairings` the lines; the
    decision follows from the findings alone (`decide`). `latent` findings count only once nothing else
    stops the document (the approval limit): they join the findings when waivers clear the others.
    """

    decision: Decision
    findings: tuple[Finding, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    orders: tuple[str, ...] = ()
    policy_hash: str = ""
    rules_version: str = ""
    latent: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "decision": self.decision.value, "findings": [f.to_json() for f in self.findings],
            "allocations": [a.to_json() for a in self.allocations], "pairings": [p.to_json() for p in self.pairings],
            "orders": list(self.orders), "policy_hash": self.policy_hash, "rules_version": self.rules_version,
            "latent": [f.to_json() for f in self.latent],
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verdict:
        return cls(
            decision=Decision(data["decision"]), findings=tuple(map(Finding.from_json, data["findings"])),
            allocations=tuple(map(Allocation.from_json, data["allocations"])),
            pairings=tuple(map(Pairing.from_json, data.get("pairings") or ())), orders=tuple(data.get("orders") or ()),
            policy_hash=data.get("policy_hash", ""), rules_version=data.get("rules_version", ""),
            latent=tuple(map(Finding.from_json, data.get("latent") or ())),
        )  # fmt: skip


def decide(findings: tuple[Finding, ...]) -> Decision:
    """The decision that follows from findings: reject on an exact duplicate, else the worst severity."""
    if any(f.code == "duplicate-exact" for f in findings):
        return Decision.REJECT
    severities = {f.severity for f in findings}
    if Severity.BLOCK in severities:
        return Decision.HOLD
    return Decision.WAIT if Severity.WAIT in severities else Decision.APPROVE


__all__ = ["Allocation", "Finding", "Pairing", "Verdict", "decide"]
