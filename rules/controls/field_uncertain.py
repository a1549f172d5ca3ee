"""Every figure that a decision rests on must have been read, and read with confidence.

A figure that was guessed or is missing is never taken as zero: a person looks at the page. One finding
a field; a document with neither lines nor charges is uncertain as a whole.

Source: Rossum and ABBYY confidence thresholds per field; docs/matching.md step 1.

>>> from rules.specimen import told
>>> told(check, document__confidence={"number": 0.90})
[]
>>> told(check, document__confidence={"number": 0.89}, document__lines__0__net=None)
['field-uncertain 0', 'field-uncertain 1']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from documents.finding import Finding
from documents.invoice import InvoiceLine
from documents.kinds import Role
from documents.measures import Confidence
from rules.figures import shown
from rules.rule import EVERY, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    1, (Code("field-uncertain", "Field missing or unclear", (Role.CLERK,)),), EVERY, "GoBD: complete and correct",
)  # fmt: skip

_INVOICE = ("supplier", "number", "date", "currency", "gross_total")
_SLIP = ("supplier", "number", "date")
_INVOICE_LINE = ("quantity", "unit_price", "net")
_SLIP_LINE = ("shipped",)


def check(sheet: Sheet) -> Iterator[Finding]:
    """Header fields, then each line's, then whether there is anything to match at all."""
    document = sheet.document
    for name in _SLIP if sheet.slip else _INVOICE:
        absent = name != "supplier" and _absent(getattr(document, name))
        yield from _judge(sheet, name, None, absent, document.confidence)
    for entry in sheet.entries:
        for name in _SLIP_LINE if sheet.slip else _INVOICE_LINE:
            absent = getattr(entry.source, name) is None
            yield from _judge(sheet, name, entry.line, absent, entry.source.confidence)
        if isinstance(entry.source, InvoiceLine) and entry.source.price_per <= 0:
            yield from _judge(sheet, "price_per", entry.line, True, entry.source.confidence)
    if not sheet.entries and not (sheet.invoice and sheet.invoice.charges):
        yield RULE.finding(
            "field-uncertain", "The document has 0 lines and 0 charges, at least 1 of either is expected.",
            expected="lines or charges", actual="none",
        )  # fmt: skip


def _absent(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _judge(
    sheet: Sheet, name: str, line: int | None, absent: bool, confidence: Mapping[str, Confidence]
) -> Iterator[Finding]:  # fmt: skip
    least, sure = sheet.terms.min_confidence, confidence.get(name)
    if not absent and (sure is None or Decimal(str(sure)) >= least):
        return
    label = "quantity shipped" if name == "shipped" else name.replace("_", " ")
    if absent:
        message, actual = f"The {label} was not read, a confidence of {shown(least)} is needed.", "absent"
    else:
        actual = shown(Decimal(str(sure)))
        message = f"The {label} was read with a confidence of {actual}, {shown(least)} is needed."
    yield RULE.finding(
        "field-uncertain", message, line=line, expected=f"{name} {shown(least)}", actual=f"{name} {actual}",
        evidence={"field": name},
    )  # fmt: skip


__all__ = ["RULE", "check"]
