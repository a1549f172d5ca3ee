"""What if: what another policy would have made of a case, in findings and money, before it is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from documents.case import Case
from documents.finding import Finding, Verdict
from documents.kinds import Decision
from rules.figures import ZERO
from rules.verdicts import match
from rules.waiver import Waiver


@dataclass(frozen=True, slots=True)
class Effect:
    """A case's decision before and after, and the findings that would go or come (a changed severity is both)."""

    name: str
    before: Decision
    after: Decision
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]

    @property
    def changes(self) -> bool:
        """True if anything would be different."""
        return self.before is not self.after or bool(self.gone or self.new)


def effect(case: Case, policy: Mapping[str, Any], waivers: Collection[Waiver] = ()) -> Effect:
    """What a policy in place of the case's own would change, with the same waivers.

    Raises PolicyError if the policy is faulty.
    """
    return between(case.name, match(case, waivers), match(replace(case, policy=policy), waivers))


def between(name: str, before: Verdict, after: Verdict) -> Effect:
    """What differs between two verdicts on one document."""
    gone = tuple(one for one in before.findings if not _among(one, after.findings))
    new = tuple(one for one in after.findings if not _among(one, before.findings))
    return Effect(name, before.decision, after.decision, gone, new)


def _among(finding: Finding, others: Iterable[Finding]) -> bool:
    return any(
        (finding.code, finding.line, finding.severity) == (one.code, one.line, one.severity) for one in others
    )  # fmt: skip


def at_stake(findings: Iterable[Finding]) -> Decimal:
    """The money at stake in findings of one currency, those without any left out."""
    return sum((one.money_at_stake for one in findings if one.money_at_stake is not None), ZERO)


__all__ = ["Effect", "at_stake", "between", "effect"]
