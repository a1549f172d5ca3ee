"""Accounts: a bank account that treasury has confirmed becomes the supplier's.

Two people of treasury let `bank-account-changed` pass on one document, after calling the supplier back. From
then on the account is known, and other documents held for it are matched again at once. The ERP's suppliers
stay the source: an import that states other accounts for the supplier has the last word, and what it leaves
out is asked for again.
"""

from __future__ import annotations

from dataclasses import replace

from documents.finding import Finding
from documents.kinds import Severity
from storage import Unit
from storage.records import Document, StoredVerdict

CODE = "bank-account-changed"


def remember(unit: Unit, document: Document, stored: StoredVerdict) -> None:
    """Enter the account that a document's verdict shows as confirmed; one that is known changes nothing."""
    for finding in stored.verdict.findings:
        if _confirmed(finding) and finding.actual and document.supplier:
            _enter(unit, document, finding.actual, finding)


def _confirmed(finding: Finding) -> bool:
    return finding.code == CODE and finding.severity is Severity.INFO and "waived_by" in finding.evidence


def _enter(unit: Unit, document: Document, account: str, finding: Finding) -> None:
    supplier = unit.masters.supplier(document.supplier or "")
    if supplier is None or account in supplier.bank_accounts:
        return
    people = finding.evidence["waived_by"]
    confirmed = replace(supplier, bank_accounts=(*supplier.bank_accounts, account))
    unit.masters.take_suppliers([confirmed], people)
    details = {"supplier": supplier.id, "account": account, "document": document.id}
    unit.audit.append(
        people, "supplier:account", f"supplier:{supplier.id}", finding.evidence["waived_because"], details
    )


__all__ = ["CODE", "remember"]
