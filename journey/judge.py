"""Judge: the rules on a case, with what people have settled about it before.

A waiver names a finding with its figures and falls when they change. A document that a person marked
as no duplicate is not compared with that earlier one again. Nothing else is taken from a resolution:
the rules see the whole case each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rules
from documents.case import Case
from documents.finding import Finding, Verdict
from storage.records import Resolution, ResolutionKind

OVER_LIMIT = "over-limit"
DUPLICATE = "duplicate-exact"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that its owner let pass, with the figures it had then."""

    code: str
    line: int | None
    expected: str | None
    actual: str | None

    def covers(self, finding: Finding) -> bool:
        """Whether this is the finding that was waived, its figures unchanged."""
        return (finding.code, finding.line, finding.expected, finding.actual) == (
            self.code, self.line, self.expected, self.actual,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acts:
    """What people have settled about a document: waivers, and numbers it is no duplicate of."""

    waivers: tuple[Waiver, ...] = ()
    cleared: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        waived = [[w.code, w.line, w.expected, w.actual] for w in self.waivers]
        return {"waivers": waived, "cleared": list(self.cleared)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Acts:
        """The inverse of `to_json`; what is not there was not settled."""
        waivers = tuple(Waiver(*figures) for figures in data.get("waivers", ()))
        return cls(waivers, tuple(data.get("cleared", ())))


def acts_of(resolutions: Iterable[Resolution]) -> Acts:
    """The waivers and marks among a document's resolutions; corrections are in its case already."""
    acts = [resolution.act for resolution in resolutions]
    waivers = [Waiver(a.code or "", a.line, a.expected, a.actual) for a in acts if a.kind is ResolutionKind.WAIVER]
    cleared = [act.value or "" for act in acts if act.kind is ResolutionKind.NOT_A_DUPLICATE]
    return Acts(tuple(waivers), tuple(cleared))


def judge(case: Case, acts: Acts) -> Verdict:
    """The verdict of the rules, less the findings that were waived."""
    return rules.match(case, cleared=frozenset(acts.cleared), waived=acts.waivers)


__all__ = ["Acts", "DUPLICATE", "OVER_LIMIT", "Waiver", "acts_of", "judge"]
