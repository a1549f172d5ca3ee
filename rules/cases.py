"""Cases as JSON: one document with all the facts that the rules may look at.

Absent keys take their defaults. Figures are decimal strings (JSON numbers are taken too); a figure or a
date that is none is refused by name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from documents.case import Case, MailFacts
from documents.kinds import Kind
from documents.supplier import Supplier
from rules.casework.facts import earlier, order, receipt
from rules.casework.papers import invoice, slip
from rules.casework.reading import CaseError, Record, record
from rules.casework.writing import dump
from rules.policy import check


def parse(data: str | bytes | Mapping[str, Any]) -> Case:
    """A case from JSON text, or from what `json.loads` made of it.

    Raises CaseError (a ValueError) naming the key that is wrong.

    >>> parse({"document": {"kind": "invoice"}})
    Traceback (most recent call last):
    ...
    rules.casework.reading.CaseError: the case has no as_of
    """
    top = record(_loaded(data), "the case")
    policy = top.value("policy")
    if not isinstance(policy or {}, Mapping):
        raise CaseError("policy must be a record")
    check(policy or {})
    return Case(
        document=_document(top), as_of=top.needed_day("as_of"), supplier=_supplier(top),
        orders=tuple(order(one) for one in top.records("orders")),
        receipts=tuple(receipt(one) for one in top.records("receipts")),
        invoiced=tuple(earlier(one) for one in top.records("invoiced")),
        mail=_mail(top), policy=policy or {}, name=top.text("name") or "",
    )  # fmt: skip


def _loaded(data: str | bytes | Mapping[str, Any]) -> Any:
    if isinstance(data, str | bytes):
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise CaseError(f"the case is not JSON: {error}") from error
    return data


def _document(top: Record) -> Any:
    found = top.record("document")
    if found is None:
        raise CaseError("the case has no document")
    kind = found.choice("kind", Kind, Kind.INVOICE)
    if not kind.matched:
        raise CaseError(f"document.kind {kind.value} is not matched: it must be invoice, credit_note or packing_slip")
    return slip(found) if kind is Kind.PACKING_SLIP else invoice(found, kind)


def _supplier(top: Record) -> Supplier | None:
    found = top.record("supplier")
    if found is None:
        return None
    return Supplier(
        id=found.needed_text("id"), name=found.text("name") or "", vat_id=found.text("vat_id"),
        bank_accounts=found.texts("bank_accounts"), email_domains=found.texts("email_domains"),
        country=found.text("country"), currency=found.text("currency"), language=found.text("language"),
    )  # fmt: skip


def _mail(top: Record) -> MailFacts | None:
    found = top.record("mail")
    return None if found is None else MailFacts(sender=found.text("from"), dmarc=found.text("dmarc"))


__all__ = ["CaseError", "dump", "parse"]
