"""The outcome of a mail: the line that `tallymark run --json` writes for it."""

from __future__ import annotations

from typing import Any

from documents.draft import Draft
from documents.finding import Finding
from documents.kinds import Kind
from journey.amended import amended
from journey.shift import Shift
from storage import Unit
from storage.records import Document, Message, Part


def outcome(shift: Shift, message_id: int) -> dict[str, Any]:
    """A mail with its attachments and documents in their present state."""
    with shift.workspace.look() as unit:
        message = unit.custody.message(message_id)
        return {
            "mail": message.name, "outcome": message.outcome and message.outcome.value,
            "reason": message.reason and message.reason.value,
            "attachments": [_attachment(part, message) for part in unit.custody.parts(message_id)],
            "documents": [_document(unit, document) for document in unit.custody.documents(message_id)],
        }  # fmt: skip


def _attachment(part: Part, message: Message) -> dict[str, Any]:
    fate, reason = (part.fate, part.reason) if part.fate else (message.outcome, message.reason)
    return {
        "path": part.path, "sha256": part.sha256, "bytes": part.bytes, "fate": fate and fate.value,
        "reason": reason and reason.value,
    }  # fmt: skip


def _document(unit: Unit, document: Document) -> dict[str, Any]:
    draft = amended(document.draft, unit.resolutions.of(document.id))
    stored = unit.verdicts.latest(document.id)
    verdict = stored.verdict if stored else None
    shown = draft.to_json()
    return {
        "id": document.id, "attachment": draft.part, "also": list(draft.also), "pages": draft.pages,
        "kind": draft.kind.value, "number": number_of(draft), "supplier": document.supplier,
        "state": document.state.value, "decision": verdict and verdict.decision.value,
        "findings": [_finding(finding) for finding in verdict.findings] if verdict else [],
        "fields": shown["fields"], "lines": shown["lines"],
    }  # fmt: skip


def number_of(draft: Draft) -> str | None:
    """The document's own number."""
    return draft.value("delivery_note_number" if draft.kind is Kind.PACKING_SLIP else "invoice_number")


def _finding(finding: Finding) -> dict[str, Any]:
    told = finding.to_json()
    return {name: told[name] for name in ("code", "line", "severity", "owner", "message")}


__all__ = ["number_of", "outcome"]
