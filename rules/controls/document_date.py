"""An invoice must not be dated in the future, nor be older than a year.

A future date stretches the payment term; a stale one is a lost paper, a second copy, or past its deadline
for input tax.

Source: SAP posting period check; GoBD para. 45 (timely entry); docs/matching.md step 4.

>>> from rules.specimen import told
>>> told(check, document__date="2030-05-20"), told(check, document__date="2029-05-20")
([], [])
>>> told(check, document__date="2030-05-21"), told(check, document__date="2029-05-19")
(['date-future 0'], ['date-stale 0'])
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.figures import shown
from rules.rule import EVERY, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    4,
    (
        Code("date-future", "Dated in the future", (Role.CLERK,)),
        Code("date-stale", "Dated too long ago", (Role.CLERK,)),
    ),
    EVERY, "SAP posting period check; GoBD para. 45",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """Skipped without a date."""
    dated = sheet.document.date
    if dated is None:
        return
    ahead, terms = (dated - sheet.case.as_of).days, sheet.terms
    evidence = {"field": "delivery_note_date" if sheet.slip else "invoice_date"}
    if ahead > terms.future_days:
        yield RULE.finding(
            "date-future", f"The document is dated {dated}, {_days(ahead)} ahead, {shown(terms.future_days)} allowed.",
            expected=f"at most {shown(terms.future_days)} days ahead", actual=str(dated), evidence=evidence,
        )  # fmt: skip
    elif -ahead > terms.max_age_days:
        yield RULE.finding(
            "date-stale", f"The document is dated {dated}, {_days(-ahead)} ago, {shown(terms.max_age_days)} allowed.",
            expected=f"at most {shown(terms.max_age_days)} days ago", actual=str(dated), evidence=evidence,
        )  # fmt: skip


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


__all__ = ["RULE", "check"]
