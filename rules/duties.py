"""Separation of duties: who may waive what, and with whom.

Only the role that owns a finding may waive it. A changed bank account needs two different people of
treasury. The approval limit needs an approver, though the buyer owns the finding, who waived nothing else
on the document. An exact duplicate is never waived; its owner may mark it "not a duplicate". Nobody
releases what they entered themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from documents.errors import NotAllowedError
from documents.finding import Finding
from documents.kinds import Role
from rules.catalogue import title
from rules.waiver import Waiver

NEVER_WAIVED = "duplicate-exact"
LIMIT = "over-limit"
PERSONS = {"bank-account-changed": 2}
"""How many different people must waive a code; one for all others."""


def may_waive(finding: Finding) -> Role:
    """The role that may waive a finding (of an exact duplicate: mark it)."""
    return Role.APPROVER if finding.code == LIMIT else finding.owner


def refusal(
    finding: Finding, waiver: Waiver, others: Iterable[Waiver] = (), entered_by: Collection[str] = ()
) -> str | None:  # fmt: skip
    """Why a waiver of a finding does not count, as a sentence for the person; None if it does.

    `others` are all waivers of the same document, `entered_by` those who entered or corrected it.
    """
    role, name = may_waive(finding), title(finding.code)
    if not waiver.names(finding):
        return f"“{name}” has other figures now: look at it again"
    if not waiver.reason.strip() or not waiver.person.strip():
        return f"“{name}” needs a person and a reason"
    if waiver.role is not role:
        return f"only the role {role.value} may accept “{name}”, not {waiver.role.value}"
    if waiver.person in entered_by:
        return f"{waiver.person} entered this document and cannot release it: ask somebody else of {role.value}"
    if finding.code == LIMIT and any(one.person == waiver.person and one.code != LIMIT for one in others):
        return f"{waiver.person} released something else on this document: another approver must release the limit"
    return None


def require(
    finding: Finding, waiver: Waiver, others: Iterable[Waiver] = (), entered_by: Collection[str] = ()
) -> None:  # fmt: skip
    """Raise NotAllowedError where a waiver of a finding would not count."""
    why = refusal(finding, waiver, others, entered_by)
    if why is not None:
        raise NotAllowedError(why)


def releases(
    finding: Finding, waivers: Collection[Waiver], entered_by: Collection[str] = ()
) -> tuple[Waiver, ...]:  # fmt: skip
    """The waivers that together release a finding, one a person; empty while one is still lacking."""
    valid = {
        one.person: one for one in waivers if one.names(finding) and refusal(finding, one, waivers, entered_by) is None
    }
    return tuple(valid.values()) if len(valid) >= PERSONS.get(finding.code, 1) else ()


__all__ = ["LIMIT", "NEVER_WAIVED", "PERSONS", "may_waive", "refusal", "releases", "require"]
