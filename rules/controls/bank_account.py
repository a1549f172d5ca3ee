"""Money only goes to a bank account that treasury knows to be the supplier's.

A changed account is the commonest payment fraud: the invoice is genuine, the IBAN is not. An IBAN whose
form or check digits are wrong cannot be paid at all.

Source: ISO 13616 (IBAN, mod 97-10); AFP payments fraud surveys; docs/matching.md step 3.

>>> from rules.specimen import told
>>> told(check, document__iban="DE02 1203 0000 0000 2020 51")
[]
>>> told(check, document__iban="DE02500105170137075030")
['bank-account-changed 0']
>>> told(check, document__iban="DE03120300000000202051")
['bank-account-invalid 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.identifiers import compact, iban_is_valid
from rules.rule import EVERY, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(
    3,
    (
        Code("bank-account-invalid", "Bank account invalid", (Role.TREASURY,)),
        Code("bank-account-changed", "Bank account changed", (Role.TREASURY,)),
    ),
    EVERY, "ISO 13616 (IBAN); AFP payments fraud surveys",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """The printed IBAN's check digits, then whether it is one of the supplier's."""
    iban = compact(sheet.document.iban)
    if not iban:
        return
    if not iban_is_valid(iban):
        yield RULE.finding(
            "bank-account-invalid", f"The IBAN {iban} fails its form or check digits, a remainder of 1 is expected.",
            expected="a valid IBAN", actual=iban, evidence={"field": "iban"},
        )  # fmt: skip
    elif sheet.supplier is not None:
        accounts = [compact(account) for account in sheet.supplier.bank_accounts]
        if iban not in accounts:
            known = named(account for account in accounts)
            yield RULE.finding(
                "bank-account-changed", f"The IBAN {iban} is not one of supplier {sheet.supplier.id}'s: {known}.",
                expected=known, actual=iban, evidence={"field": "iban"},
            )  # fmt: skip


__all__ = ["RULE", "check"]
