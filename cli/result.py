"""The result of a run as a table that finance people read: document, supplier, amount, decision, why, who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cli import console
from documents.money import Money, plain
from journey.facts.typed import number

TITLES = ("document", "supplier", "amount", "decision", "why", "who")
_KINDS = {"packing_slip": "packing slip", "credit_note": "credit note"}
_UNCERTAIN = "field-uncertain"


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
    rest = "".join(f"; mails {word}: {count}" for word, count in sorted(aside.items()))
    return f"{len(mails)} mails: {told or 'no document'}{rest}"


def _rows(line: Mapping[str, Any], suppliers: Mapping[str, str]) -> Iterable[tuple[str, ...]]:
    if not line["documents"]:
        yield (f"mail {line['mail']}", "", "", line["outcome"] or "left", line["reason"] or "", "")
    for document in line["documents"]:
        fields = document["fields"]
        yield (
            f"{_KINDS.get(document['kind'], document['kind'].replace('_', ' '))} {document['number'] or '?'}",
            suppliers.get(document["supplier"] or "", document["supplier"] or _value(fields, "supplier_name") or "?"),
            _amount(fields), document["decision"] or "filed", *_why(document),
        )  # fmt: skip


def _why(document: Mapping[str, Any]) -> tuple[str, str]:
    """The gravest reason in plain words, how many more there are, and whose they all are."""
    if document["decision"] is None:
        return "of a kind that is filed, not matched", ""
    found = [finding for finding in document["findings"] if finding["severity"] != "info"]
    if not found:
        agrees = "agrees with the receipt" if document["kind"] == "packing_slip" else "agrees with order and receipt"
        return agrees, ""
    said = sorted(_sentences(found), key=lambda pair: pair[0])
    more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
    owners = dict.fromkeys(finding["owner"] for finding in found)
    return said[0][1] + more, ", ".join(owners)


def _sentences(found: Sequence[Mapping[str, Any]]) -> Iterable[tuple[int, str]]:
    """Each reason with its weight, the gravest 0; all that was read uncertainly is one reason."""
    uncertain = [finding for finding in found if finding["code"] == _UNCERTAIN]
    for finding in found:
        if finding["code"] != _UNCERTAIN:
            grave = finding["code"] == "duplicate-exact"
            yield (0 if grave else 1 if finding["severity"] == "block" else 3), finding["message"]
    if uncertain:
        yield 2, uncertain[0]["message"] if len(uncertain) == 1 else f"{len(uncertain)} fields were read uncertainly."


def _amount(fields: Mapping[str, Any]) -> str:
    """The gross total with its currency, in the currency's own places."""
    gross, currency = number(_value(fields, "gross_total")), _value(fields, "currency")
    if gross is None:
        return ""
    return str(Money(gross, currency)) if currency else plain(gross)


def _value(fields: Mapping[str, Any], name: str) -> str | None:
    found = fields.get(name)
    value = found["value"] if found else None
    return value if isinstance(value, str) else None


__all__ = ["show", "summary"]
