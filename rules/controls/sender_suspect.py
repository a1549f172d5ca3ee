"""A mail must not come from somebody who only looks like the supplier.

A domain one letter away from the supplier's, or one that reads the same, is how invoices are forged; a
failed DMARC check says that the sender's own domain disowns the mail.

Source: RFC 7489 (DMARC); Unicode TR 39 (confusables); docs/matching.md step 3.

>>> from rules.specimen import told
>>> told(check, mail={"from": "bills@post.northgate.example", "dmarc": "pass"})
[]
>>> told(check, mail={"from": "bills@post.n0rthgate.example", "dmarc": "pass"})
['sender-suspect 0']
>>> told(check, mail={"from": "bills@northgate.example", "dmarc": "fail"})
['sender-suspect 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.lookalikes import domain_of, imitated
from rules.rule import EVERY, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    3, (Code("sender-suspect", "Sender looks suspicious", (Role.TREASURY,)),), EVERY, "RFC 7489 (DMARC); Unicode TR 39",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding: a failed DMARC check, else a domain that imitates one of the supplier's."""
    mail = sheet.case.mail
    if mail is None:
        return
    domain = domain_of(mail.sender)
    if (mail.dmarc or "").strip().lower() == "fail":
        yield RULE.finding(
            "sender-suspect", f"The mail of {domain or 'nobody known'} has the DMARC result fail, pass is expected.",
            expected="dmarc pass", actual="dmarc fail", evidence={"sender": mail.sender or ""},
        )  # fmt: skip
        return
    model = imitated(domain, sheet.supplier.email_domains) if sheet.supplier and domain else None
    if model:
        yield RULE.finding(
            "sender-suspect", f"The sender's domain {domain} looks like the supplier's {model} but is not.",
            expected=model, actual=domain, evidence={"sender": mail.sender or ""},
        )  # fmt: skip


__all__ = ["RULE", "check"]
