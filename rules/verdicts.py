"""From a case to its verdict: every rule is asked, none stops another.

A waiver never flips a state: the case is matched again with all its waivers. Step 15, the approval limit,
is asked of the decision *after* waivers: a large invoice with a waived price comes up for approval as one
with nothing wrong does, and the approver must be somebody who waived nothing on it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import localcontext

from documents.case import Case
from documents.finding import Finding, Verdict, decide
from documents.finding import Pairing as Paired
from documents.kinds import Decision, Role, Severity
from rules.allocation import allocate
from rules.catalogue import rules_for, version
from rules.duties import LIMIT, NEVER_WAIVED, releases
from rules.figures import CONTEXT
from rules.pairing import Pair
from rules.sheet import Sheet
from rules.waiver import Waiver


def match(case: Case, waivers: Collection[Waiver] = (), entered_by: Collection[str] = ()) -> Verdict:
    """Decide a case: all findings, the decision, the allocations and what they rest on.

    `waivers` are all those of the document, those of other figures included; those that its rules of
    duty do not admit (`rules.duties`) count for nothing. A waiver of `duplicate-exact` is the mark "not a
    duplicate". Raises PolicyError where the case's policy is faulty, and nothing else for any valid case.
    """
    with localcontext(CONTEXT):
        sheet = Sheet(case, _marks(waivers, entered_by))
        found = [finding for entry in rules_for(case.document.kind) for finding in entry.check(sheet)]
        verdict = Verdict(
            decision=Decision.APPROVE, pairings=tuple(map(_pairing, sheet.outcome.pairs)),
            orders=tuple(sheet.orders.named.values()), policy_hash=sheet.policy.hash, rules_version=version(),
            findings=tuple(one for one in found if one.code != LIMIT),
            latent=tuple(one for one in found if one.code == LIMIT),
        )  # fmt: skip
        verdict = waive(verdict, waivers, entered_by)
        rejected = verdict.decision is Decision.REJECT
        return verdict if rejected else replace(verdict, allocations=allocate(sheet))


def waive(verdict: Verdict, waivers: Collection[Waiver], entered_by: Collection[str] = ()) -> Verdict:
    """The verdict with its waivers: a waived finding stays, as information with who, which role and why.

    The decision is taken anew from what is left; then step 15. Marks "not a duplicate" change which facts
    count and need `match` with the waivers. Waiving twice is waiving once.
    """
    limits = tuple(one for one in (*verdict.findings, *verdict.latent) if one.code == LIMIT)
    others = tuple(_waived(one, waivers, entered_by) for one in verdict.findings if one.code != LIMIT)
    if decide(others) is not Decision.APPROVE:
        return replace(verdict, decision=decide(others), findings=others, latent=limits)
    findings = (*others, *(_waived(one, waivers, entered_by) for one in limits))
    return replace(verdict, decision=decide(findings), findings=findings, latent=())


def _waived(finding: Finding, waivers: Collection[Waiver], entered_by: Collection[str]) -> Finding:
    if finding.severity is Severity.INFO or finding.code == NEVER_WAIVED or not waivers:
        return finding
    granted = releases(finding, waivers, entered_by)
    if not granted:
        return finding
    evidence = {
        "waived_by": ", ".join(f"{one.person} ({one.role.value})" for one in granted),
        "waived_because": "; ".join(one.reason for one in granted),
        "waived_severity": finding.severity.value,
    }
    return replace(finding, severity=Severity.INFO, evidence={**finding.evidence, **evidence})


def _marks(waivers: Collection[Waiver], entered_by: Collection[str]) -> frozenset[tuple[str, str]]:
    """Which earlier documents are marked as no duplicates, by the figures of the finding they answer."""
    return frozenset(
        (one.expected or "", one.actual or "") for one in waivers
        if one.code == NEVER_WAIVED and releases(_marked(one), waivers, entered_by)
    )  # fmt: skip


def _marked(mark: Waiver) -> Finding:
    return Finding(NEVER_WAIVED, Severity.BLOCK, Role.CLERK, "", mark.line, mark.expected, mark.actual)


def _pairing(pair: Pair) -> Paired:
    return Paired(
        pair.entry.line, pair.ordered.order.number, pair.ordered.line.line, pair.by, pair.quantity, pair.price,
        pair.entry.net, pair.lead,
    )  # fmt: skip


__all__ = ["match", "waive"]
