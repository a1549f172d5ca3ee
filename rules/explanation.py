"""The tally line by line, the way a clerk would write it on paper: `tallymark explain`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import localcontext

from documents.case import Case
from documents.finding import Finding, Verdict
from documents.order import MatchLevel
from rules.arithmetic import lines_and_charges, tax_amount
from rules.catalogue import link, title
from rules.entries import Entry
from rules.excess import amount
from rules.figures import CONTEXT, money, shown
from rules.pairing import Pair
from rules.sheet import Sheet, Tallied
from rules.units import counted

_LEVELS = {
    MatchLevel.TWO_WAY: "order", MatchLevel.THREE_WAY: "order and receipt",
    MatchLevel.FOUR_WAY: "order and accepted receipt",
}  # fmt: skip


def explain(case: Case, verdict: Verdict) -> str:
    """A verdict as text: the document, each order line's tally, its sums, the findings, the decision."""
    with localcontext(CONTEXT):
        sheet = Sheet(case)
        lines = [*_head(sheet), *_tallies(sheet, verdict), *_sums(sheet), *_findings(verdict), *_foot(verdict)]
    return "\n".join(lines) + "\n"


def _head(sheet: Sheet) -> Iterator[str]:
    document = sheet.document
    supplier = f"{sheet.supplier.name or sheet.supplier.id} ({sheet.supplier.id})" if sheet.supplier else "not known"
    kind = document.kind.value.replace("_", " ").capitalize()
    yield f"{kind} {document.number or 'without number'} of {document.date or 'no date'}, supplier {supplier}"
    yield f"Orders: {', '.join(sheet.orders.named.values()) or 'none'}; matched on {sheet.case.as_of}"


def _tallies(sheet: Sheet, verdict: Verdict) -> Iterator[str]:
    for tallied in sheet.tallied:
        yield ""
        yield from _tally(sheet, tallied)
        for one in verdict.allocations:
            if one.line in {pair.entry.line for pair in tallied.pairs}:
                yield f"    taken from receipt {one.receipt}/{one.receipt_line}: {amount(tallied, one.quantity)}"
    loose = [*sheet.outcome.unpaired, *(one.entry for one in sheet.outcome.ambiguous)]
    for entry in sorted(loose, key=lambda entry: entry.line):
        yield ""
        yield f"Line {entry.line} {_written(sheet, entry)}: no order line"


def _tally(sheet: Sheet, tallied: Tallied) -> Iterator[str]:
    ordered, standing = tallied.ordered, tallied.standing
    price = money(ordered.price, ordered.order.currency)
    yield f"Order line {ordered.name} {ordered.line.description}: held against {_LEVELS[ordered.line.match]}"
    yield f"    ordered          {amount(tallied, ordered.line.quantity)} at {price}"
    for one in standing.arrivals:
        received = f"    received         {amount(tallied, one.quantity)} by {one.name}"
        yield f"{received}, kept {shown(one.kept)}, accepted {shown(one.accepted)}"
    yield f"    may be billed    {amount(tallied, standing.cap)}"
    yield f"    billed before    {amount(tallied, standing.invoiced)}"
    yield f"    open             {amount(tallied, standing.open)}"
    for pair in tallied.pairs:
        yield f"    line {pair.entry.line}: {_written(sheet, pair.entry)}, paired by {_how(pair)}"
    total = "unread" if tallied.q is None else amount(tallied, tallied.q)
    yield f"    this document    {total}"


def _written(sheet: Sheet, entry: Entry) -> str:
    quantity = "?" if entry.quantity is None else shown(entry.quantity)
    text = f"{quantity} {counted(entry.quantity, entry.unit)}".strip()
    if entry.price is not None:
        text += f" at {money(entry.price, sheet.currency)}"
    return text if entry.net is None else f"{text} = {money(entry.net, sheet.currency)}"


def _how(pair: Pair) -> str:
    return pair.by if pair.lead is None else f"{pair.by}, {shown(pair.lead)} ahead of the next"


def _sums(sheet: Sheet) -> Iterator[str]:
    if sheet.invoice is None:
        return
    yield ""
    figures = (
        ("lines and charges", lines_and_charges(sheet)), ("net total", sheet.invoice.net_total),
        ("tax", tax_amount(sheet)), ("gross total", sheet.invoice.gross_total),
    )  # fmt: skip
    for name, figure in figures:
        yield f"{name:<21}{'not stated' if figure is None else money(figure, sheet.currency)}"


def _findings(verdict: Verdict) -> Iterator[str]:
    yield ""
    for finding in verdict.findings:
        head = f"{finding.severity.value:<6}{title(finding.code)} ({finding.code}, {finding.owner.value})"
        yield f"{head}: {finding.message} {_more(finding)}".rstrip()
    if not verdict.findings:
        yield "No findings."


def _more(finding: Finding) -> str:
    waived = finding.evidence.get("waived_by")
    text = f"Waived by {waived}: {finding.evidence.get('waived_because', '')}. " if waived else ""
    sibling = finding.evidence.get("sibling")
    hint = f"Perhaps booked on order line {sibling}. " if sibling else ""
    return f"{text}{hint}[{link(finding.code)}]"


def _foot(verdict: Verdict) -> Iterator[str]:
    yield ""
    yield f"Decision: {verdict.decision.value} (policy {verdict.policy_hash[:12]}, rules {verdict.rules_version})"


__all__ = ["explain"]
