"""Simulate: what another policy would have made of the cases as they were. Nothing is written.

Each document is judged on the facts of its newest verdict, with what people released on it. A policy that
lets one document pass leaves less to those behind it; that is not followed up here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import rules
from documents.finding import Finding, Verdict
from documents.kinds import Decision
from documents.money import plain
from journey.shift import Shift
from journey.verdicts.judge import Acts, judge
from journey.verdicts.replay import case_of
from rules.whatif import Effect, between
from storage.records import StoredVerdict


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the other policy would change of one document, judged by its newest verdict; `gross` None where it was
    not read."""

    verdict: int
    document: int
    number: str | None
    supplier: str | None
    currency: str | None
    gross: Decimal | None
    effect: Effect

    def to_json(self) -> dict[str, Any]:
        """The document with its decision before and after, and the findings that would go or come."""
        return {
            "document": self.document, "number": self.number, "supplier": self.supplier,
            "before": self.effect.before.value, "after": self.effect.after.value, "currency": self.currency,
            "gross": None if self.gross is None else plain(self.gross),
            "gone": [finding.to_json() for finding in self.effect.gone],
            "new": [finding.to_json() for finding in self.effect.new],
        }  # fmt: skip


@dataclass(slots=True)
class Tally:
    """The sums of a simulation: documents and their gross by what becomes of them, findings and money by code."""

    tried: int = 0
    changed: int = 0
    documents: Counter[tuple[Decision, Decision]] = field(default_factory=Counter)
    gross: dict[tuple[Decision, Decision, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    at_stake: dict[tuple[str, str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, one: Simulated) -> None:
        """Count a document in."""
        self.tried += 1
        self.changed += one.effect.changes
        if one.effect.before is not one.effect.after:
            way = (one.effect.before, one.effect.after)
            self.documents[way] += 1
            self.gross[*way, one.currency or ""] += one.gross or 0
        for fate, findings in (("gone", one.effect.gone), ("new", one.effect.new)):
            for finding in findings:
                self._count(fate, finding, one.currency or "")

    def _count(self, fate: str, finding: Finding, currency: str) -> None:
        self.findings[finding.code, fate] += 1
        if finding.money_at_stake is not None:
            self.at_stake[finding.code, fate, currency] += finding.money_at_stake

    def money(self, *key: Any) -> dict[str, str]:
        """The sums of a way (`before, after`) or of a finding's fate (`code, fate`) by currency, as text."""
        sums: Mapping[tuple[Any, ...], Decimal] = self.gross if isinstance(key[0], Decision) else self.at_stake
        return {name[-1]: plain(total) for name, total in sorted(sums.items()) if name[:-1] == key and total}

    def to_json(self) -> dict[str, Any]:
        """The sums as one record."""
        ways = [
            {"before": way[0].value, "after": way[1].value, "documents": count, "gross": self.money(*way)}
            for way, count in sorted(self.documents.items())
        ]
        findings = [
            {"code": code, "fate": fate, "findings": count, "at_stake": self.money(code, fate)}
            for (code, fate), count in sorted(self.findings.items())
        ]
        return {"tried": self.tried, "changed": self.changed, "decisions": ways, "findings": findings}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Tally:
        """The inverse of `to_json`: a simulation that goes on adds to it."""
        tally = cls(told.get("tried", 0), told.get("changed", 0))
        for one in told.get("decisions", ()):
            way = Decision(one["before"]), Decision(one["after"])
            tally.documents[way] = one["documents"]
            tally.gross |= {(*way, currency): Decimal(total) for currency, total in one["gross"].items()}
        for one in told.get("findings", ()):
            tally.findings[one["code"], one["fate"]] = one["findings"]
            staked = one["at_stake"].items()
            tally.at_stake |= {(one["code"], one["fate"], currency): Decimal(total) for currency, total in staked}
        return tally


def simulate(shift: Shift, policy: Mapping[str, Any], since: datetime, after: int = 0) -> Iterator[Simulated]:
    """Each document judged since an instant, and behind the verdict `after`, under another policy, in the order of
    their verdicts; a page of them is in memory at a time. Raises PolicyError if the policy is faulty."""
    while page := _page(shift, since, after):
        yield from (_simulated(stored, policy) for stored in page)
        after = page[-1].id


def _page(shift: Shift, since: datetime, after: int) -> tuple[StoredVerdict, ...]:
    with shift.workspace.look() as unit:
        return unit.verdicts.newest(since, after)


def _simulated(stored: StoredVerdict, policy: Mapping[str, Any]) -> Simulated:
    case, acts = case_of(stored), Acts.from_json(stored.evidence)
    paper = case.document
    # By the rules of today on both sides, so that only the policy makes a difference.
    before: Verdict = stored.verdict if stored.rules_version == rules.version() else judge(case, acts)
    effect = between(case.name, before, judge(replace(case, policy=policy), acts))
    return Simulated(
        stored.id, stored.document, paper.number, paper.supplier, getattr(paper, "currency", None),
        getattr(paper, "gross_total", None), effect,
    )  # fmt: skip


__all__ = ["Simulated", "Tally", "simulate"]
