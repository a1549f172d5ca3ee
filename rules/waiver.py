"""A waiver: what a person with the right role says of one finding, and why."""

from __future__ import annotations

from dataclasses import dataclass

from documents.finding import Finding
from documents.kinds import Role


@dataclass(frozen=True, slots=True)
class Waiver:
    """It names the finding by code, line and both figures, and falls as soon as one of them changes.

    For `duplicate-exact`, which is never waived, it is the mark "not a duplicate" of that earlier document.
    """

    code: str
    line: int | None
    expected: str | None
    actual: str | None
    person: str
    role: Role
    reason: str

    def names(self, finding: Finding) -> bool:
        """True if this is about that finding, figures included."""
        return (self.code, self.line, self.expected, self.actual) == (
            finding.code, finding.line, finding.expected, finding.actual,
        )  # fmt: skip

    @classmethod
    def of(cls, finding: Finding, person: str, role: Role, reason: str) -> Waiver:
        """The waiver of a finding by a person."""
        return cls(finding.code, finding.line, finding.expected, finding.actual, person, role, reason)


__all__ = ["Waiver"]
