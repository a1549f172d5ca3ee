"""The result of a run as a table that a finance person reads: document, supplier, amount, decision, why, who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cli import console

TITLES = ("mail", "document", "number", "supplier", "amount", "decision", "why", "who")
_KINDS = {"packing_slip": "packing slip", "credit_note": "credit note"}


def show(lines: Sequence[Mapping[str, Any]], suppliers: Mapping[str, str] | None = None) -> None:
    """Print the mails' outcomes as a table, and their sum in one sentence."""
    console.table(TITLES, (row for line in lines for row in _rows(line, suppliers or {})))
    console.say(summary(lines))


def summary(lines: Iterable[Mapping[str, Any]]) -> str:
    """How many mails, and what became of their documents."""
    mails = list(lines)
    decisions = Counter(document["decision"] or "filed" for line in mails for document in line["documents"])
    told = ", ".join(f"{count} {word}" for word, count in sorted(decisions.items()))
    aside = Counter(line["outcome"] or "left" for line in mails if line["outcome"] != "consumed")
    rest = "".join(f", {count} mails {word}" for word, count in sorted(aside.items()))
    return f"{len(mails)} mails: {told or 'no document'}{rest}"


def _rows(line: Mapping[str, Any], suppliers: Mapping[str, str]) -> Iterable[tuple[str, ...]]:
    if not line["documents"]:
        yield (line["mail"], "-", "", "", "", line["outcome"] or "left", line["reason"] or "", "")
    for document in line["documents"]:
        fields = document["fields"]
        yield (
            line["mail"], _KINDS.get(document["kind"], document["kind"]), document["number"] or "-",
            suppliers.get(document["supplier"] or "", document["supplier"] or _value(fields, "supplier_name") or "?"),
            _amount(fields), document["decision"] or "filed", *_why(document),
        )  # fmt: skip


def _why(document: Mapping[str, Any]) -> tuple[str, str]:
    """The reasons in plain words, the gravest first, and whose they are."""
    if document["decision"] is None:
        return f"a {document['kind'].replace('_', ' ')} is filed, not matched", ""
    weight = {"block": 0, "wait": 1}
    found = [finding for finding in document["findings"] if finding["severity"] != "info"]
    found.sort(key=lambda finding: weight[finding["severity"]])
    if not found:
        agrees = "agrees with the receipt" if document["kind"] == "packing_slip" else "agrees with order and receipt"
        return agrees, ""
    owners = dict.fromkeys(finding["owner"] for finding in found)
    return "; ".join(finding["message"] for finding in found), ", ".join(owners)


def _amount(fields: Mapping[str, Any]) -> str:
    gross, currency = _value(fields, "gross_total"), _value(fields, "currency")
    return " ".join(filter(None, (gross, currency))) if gross else ""


def _value(fields: Mapping[str, Any], name: str) -> str | None:
    found = fields.get(name)
    value = found["value"] if found else None
    return value if isinstance(value, str) else None


__all__ = ["show", "summary"]
