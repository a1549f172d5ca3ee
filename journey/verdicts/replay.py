"""A stored verdict's case, as it was; and the verdict given again on it, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from documents.case import Case
from documents.finding import Finding, Verdict
from journey.shift import Shift
from journey.verdicts.judge import Acts, judge
from rules import cases
from rules.policy import policy_hash, restored
from rules.whatif import between
from storage.encoding import canonical
from storage.records import StoredVerdict


@dataclass(frozen=True, slots=True)
class Replayed:
    """A verdict given again; `differences` says in a sentence each what is not as it was."""

    stored: StoredVerdict
    verdict: Verdict
    differences: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """True where every byte is as it was, the name of the rules' version aside."""
        return not self.differences


def case_of(stored: StoredVerdict) -> Case:
    """The case that a verdict was given on, under the policy that held then.

    Should the default policy have changed since, the one noted beside the verdict is laid over it.
    """
    case = cases.parse(json.loads(stored.case_json))
    written = stored.evidence.get("policy")
    if written is not None and policy_hash(case.policy) != stored.policy_hash:
        return replace(case, policy=restored(written))
    return case


def replay(stored: StoredVerdict) -> Replayed:
    """Judge the stored case with today's rules and compare the bytes of the verdicts."""
    verdict = judge(case_of(stored), Acts.from_json(stored.evidence))
    now, then = replace(verdict, rules_version=stored.rules_version).to_json(), json.loads(stored.verdict_json)
    if canonical(now) == stored.verdict_json:
        return Replayed(stored, verdict)
    return Replayed(stored, verdict, tuple(_differences(stored, verdict, then, now)))


def replay_all(shift: Shift, document: int | None = None) -> Iterator[Replayed]:
    """The verdicts on a document, or all there are, given again, oldest first; a page in memory at a time."""
    begin, after = datetime.min.replace(tzinfo=UTC), 0
    while page := _page(shift, document, begin, after):
        yield from map(replay, page)
        after = page[-1].id


def _page(shift: Shift, document: int | None, begin: datetime, after: int) -> tuple[StoredVerdict, ...]:
    with shift.workspace.look() as unit:
        if document is None:
            return unit.verdicts.since(begin, after, limit=50)
        unit.custody.document(document)
        return tuple(stored for stored in unit.verdicts.of(document) if stored.id > after)


def _differences(
    stored: StoredVerdict, verdict: Verdict, then: dict[str, Any], now: dict[str, Any]
) -> Iterator[str]:  # fmt: skip
    effect = between("", stored.verdict, verdict)
    if effect.before is not effect.after:
        yield f"{effect.before.value} then, {effect.after.value} now"
    yield from (f"{_named(finding)} then, not now" for finding in effect.gone)
    yield from (f"{_named(finding)} now, not then" for finding in effect.new)
    if not effect.changes and then["findings"] != now["findings"]:
        yield "findings in other words or figures: " + ", ".join(map(_named, _reworded(stored.verdict, verdict)))
    for name in sorted({*then, *now} - {"decision", "findings"}):
        if then.get(name) != now.get(name):
            yield f"{name} {canonical(then.get(name))} then, {canonical(now.get(name))} now"
    if canonical(then) != stored.verdict_json:
        yield "the stored verdict is not in the spelling in which verdicts are stored"


def _reworded(then: Verdict, now: Verdict) -> list[Finding]:
    return [finding for finding in now.findings if finding not in then.findings]


def _named(finding: Finding) -> str:
    return f"{finding.severity.value} {finding.code}" + (f" on line {finding.line}" if finding.line else "")


__all__ = ["Replayed", "case_of", "replay", "replay_all"]
