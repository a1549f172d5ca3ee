"""Simulate: what another policy would have decided, on the cases as they were. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from documents.finding import Verdict
from journey.judge import Acts, judge
from journey.replay import case_of
from journey.shift import Shift
from storage.records import StoredVerdict


@dataclass(frozen=True, slots=True)
class Simulated:
    """A document's last verdict and the one that the other policy gives."""

    stored: StoredVerdict
    verdict: Verdict

    @property
    def differs(self) -> bool:
        """Whether the other policy decides otherwise."""
        return self.stored.verdict.decision is not self.verdict.decision


def simulate(shift: Shift, policy: Mapping[str, Any], since: datetime) -> Iterator[Simulated]:
    """Each document judged since an instant, under another policy, in the order of their verdicts."""
    for stored in _last_verdicts(shift, since):
        case = replace(case_of(stored), policy=policy)
        yield Simulated(stored, judge(case, Acts.from_json(stored.evidence)))


def _last_verdicts(shift: Shift, since: datetime) -> list[StoredVerdict]:
    last: dict[int, StoredVerdict] = {}
    after = 0
    with shift.workspace.look() as unit:
        while found := unit.verdicts.since(since, after):
            last |= {stored.document: stored for stored in found}
            after = found[-1].id
    return sorted(last.values(), key=lambda stored: stored.id)


__all__ = ["Simulated", "simulate"]
