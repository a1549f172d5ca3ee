"""A stored verdict's case, as it was; and the verdict given again on it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from documents.case import Case
from documents.finding import Verdict
from journey.judge import Acts, judge
from rules import cases
from storage.records import StoredVerdict


@dataclass(frozen=True, slots=True)
class Replayed:
    """A verdict given again: `same` is true where decision, findings and allocations are what they were."""

    stored: StoredVerdict
    verdict: Verdict
    same: bool


def case_of(stored: StoredVerdict) -> Case:
    """The case that a verdict was given on."""
    return cases.parse(json.loads(stored.case_json))


def replay(stored: StoredVerdict) -> Replayed:
    """Judge the stored case with today's rules."""
    verdict = judge(case_of(stored), Acts.from_json(stored.evidence))
    before = stored.verdict
    same = (verdict.decision, verdict.findings, verdict.allocations) == (
        before.decision, before.findings, before.allocations,
    )  # fmt: skip
    return Replayed(stored, verdict, same)


__all__ = ["Replayed", "case_of", "replay"]
