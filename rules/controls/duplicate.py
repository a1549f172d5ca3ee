"""The same invoice must not be paid twice, whatever year it comes again in.

The same number, gross and currency within 300 days is the same document: it is rejected. The same number
otherwise, or the same money for the same orders a few weeks apart, is for a clerk to look at; where an
unbilled receipt covers every line, the second of two equal deliveries is only told. Credit notes too.

The same document may come under a sister's id, as suppliers of a group share VAT ids and bank accounts: with
number, money and date of a sister's document it is rejected, with number and money, or orders and money, a
clerk looks at it.

Source: SAP duplicate invoice check (which skips credit notes, and years); Directive 2006/112/EC art. 226 (2);
docs/matching.md step 5.

>>> from rules.specimen import EARLIER, told
>>> copy = EARLIER | {"number": "F 1OO", "gross_total": "357.00", "orders": ["4500001"]}
>>> told(check, invoiced=[copy | {"date": "2029-07-19"}])
['duplicate-exact 0']
>>> told(check, invoiced=[copy | {"date": "2029-07-18"}])
['duplicate-number 0']
>>> told(check, invoiced=[copy | {"number": "F-99", "date": "2030-02-14"}])
['duplicate-probable 0']
>>> told(check, invoiced=[copy | {"number": "F-99", "date": "2030-02-13"}])
[]
>>> told(check, invoiced=[copy | {"supplier": "SISTER", "date": "2030-05-15"}])
['duplicate-exact 0']
>>> told(check, invoiced=[copy | {"supplier": "SISTER", "gross_total": "358.00"}])
[]
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.case import EarlierDocument
from documents.finding import Finding
from documents.kinds import Role, Severity
from documents.order import MatchLevel
from rules.copies import EXACT, NUMBER, PROBABLE, kinship
from rules.figures import exceeds, money, stake
from rules.rule import BILLS, BLOCK, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    5,
    (
        Code(EXACT, "Exact duplicate", (Role.CLERK,)), Code(NUMBER, "Number used before", (Role.CLERK,)),
        Code(PROBABLE, "Possible duplicate", (Role.CLERK,), (*BLOCK, Severity.INFO)),
    ),
    BILLS, "SAP duplicate invoice check; Directive 2006/112/EC art. 226 (2)",
)  # fmt: skip

_WORDS = {
    EXACT: "is the same document as", NUMBER: "has the same number as", PROBABLE: "bills the same as",
}  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding, the gravest; of several earlier documents the first by date and number."""
    before = (*sheet.earlier.documents, *sheet.earlier.sisters)
    akin = [(code, earlier) for earlier in before if (code := kinship(sheet, earlier))]
    found = [one for one in akin if (_named(one[1]), _own_name(sheet)) not in sheet.cleared]
    if found:
        yield _finding(sheet, *min(found, key=lambda one: (_GRAVITY[one[0]], _age(one[1]))))


_GRAVITY = {EXACT: 0, NUMBER: 1, PROBABLE: 2}


def _finding(sheet: Sheet, code: str, earlier: EarlierDocument) -> Finding:
    assert sheet.invoice is not None
    gross = sheet.invoice.gross_total
    severity = Severity.INFO if code == PROBABLE and _covered(sheet) else Severity.BLOCK
    return RULE.finding(
        code, f"Document {_own_name(sheet)} {_WORDS[code]} {_named(earlier)}.", expected=_named(earlier),
        actual=_own_name(sheet), severity=severity, stake=None if gross is None else stake(gross, sheet.currency),
        evidence={"earlier": earlier.number or "", "earlier_date": str(earlier.date or "")},
    )  # fmt: skip


def _covered(sheet: Sheet) -> bool:
    """True for an invoice each line of which bills goods that were received and not yet billed."""
    counted = [
        pair
        for tallied in sheet.tallied
        if tallied.ordered.line.match is not MatchLevel.TWO_WAY
        and tallied.q is not None
        and not exceeds(tallied.q, tallied.standing.open)
        for pair in tallied.pairs
        if pair.quantity is not None
    ]
    return sheet.bills and 0 < len(sheet.entries) == len(counted)


def _named(earlier: EarlierDocument) -> str:
    gross = "without gross" if earlier.gross_total is None else money(earlier.gross_total, earlier.currency)
    sister = f", from {earlier.supplier}" if earlier.supplier else ""
    return f"{earlier.number or 'a document without number'} of {earlier.date or 'no date'}, {gross}{sister}"


def _own_name(sheet: Sheet) -> str:
    assert sheet.invoice is not None
    gross = sheet.invoice.gross_total
    figure = "without gross" if gross is None else money(gross, sheet.currency)
    return f"{sheet.invoice.number or 'without number'} of {sheet.invoice.date or 'no date'}, {figure}"


def _age(earlier: EarlierDocument) -> tuple[str, str]:
    return str(earlier.date or ""), repr(earlier)


__all__ = ["RULE", "check"]
