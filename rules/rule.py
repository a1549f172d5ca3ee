"""A rule: its codes, who owns them, where it comes from, and how its findings are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from documents.finding import Finding
from documents.kinds import Kind, Role, Severity

INVOICES = frozenset({Kind.INVOICE})
CREDIT_NOTES = frozenset({Kind.CREDIT_NOTE})
BILLS = INVOICES | CREDIT_NOTES
SLIPS = frozenset({Kind.PACKING_SLIP})
EVERY = BILLS | SLIPS

BLOCK = (Severity.BLOCK,)


@dataclass(frozen=True, slots=True)
class Code:
    """A finding's stable code, its title for people, and the severities and owners that it may have, the usual first.

    Machines keep to `name`; `title` stands wherever a person reads: capitalised, without a full stop."""

    name: str
    title: str
    owners: tuple[Role, ...]
    severities: tuple[Severity, ...] = BLOCK


@dataclass(frozen=True, slots=True)
class Rule:
    """A control: the step it belongs to, its codes, the kinds it judges, and its source.

    `version` rises whenever the same case could get another finding; verdicts name the versions.
    """

    step: int
    codes: tuple[Code, ...]
    kinds: frozenset[Kind]
    source: str
    version: int = 1

    def finding(
        self,
        code: str,
        message: str,
        *,
        expected: str,
        actual: str,
        line: int | None = None,
        severity: Severity | None = None,
        owner: Role | None = None,
        stake: Decimal | None = None,
        evidence: Mapping[str, str] | None = None,
    ) -> Finding:
        """A finding of this rule; severity and owner are the code's usual ones unless told otherwise."""
        known = next(one for one in self.codes if one.name == code)
        severity, owner = severity or known.severities[0], owner or known.owners[0]
        assert severity in known.severities and owner in known.owners, f"{code} is never {severity}, {owner}"
        return Finding(code, severity, owner, message, line, expected, actual, stake, dict(evidence or {}))


def named(names: Iterable[str]) -> str:
    """Names as a list for reading; "none" for an empty one.

    >>> named(["PO-1", "PO-2"]), named([])
    ('PO-1, PO-2', 'none')
    """
    return ", ".join(names) or "none"


__all__ = ["BILLS", "BLOCK", "CREDIT_NOTES", "Code", "EVERY", "INVOICES", "Rule", "SLIPS", "named"]
