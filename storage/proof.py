"""Proof of one document: its bytes, its entries in the trail and its verdicts are those that were recorded.

It takes as long as reading the document's own files; that nothing was cut out of the whole trail is proved by
`storage.verification.verify_all`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from storage.audit import is_whole
from storage.encoding import digest
from storage.unit import Unit
from storage.verification import verify_objects
from storage.workspace import Workspace

_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at: the hashes of the objects, how many entries and verdicts; and a sentence for each fault."""

    objects: tuple[str, ...]
    entries: int
    verdicts: int
    faults: tuple[str, ...] = ()


def prove(workspace: Workspace, document_id: int) -> Proof:
    """Hold a document against what was recorded of it. Raises NotFoundError."""
    with workspace.look() as unit:
        document = unit.custody.document(document_id)
        came_with = (document.message, *(sighting.message for sighting in unit.custody.sightings(document_id)))
        mails = [unit.custody.message(number).sha256 for number in dict.fromkeys(came_with)]
        entries = unit.audit.entries(f"document:{document_id}", limit=_MOST)
        faults = [f"audit entry {entry.seq} was changed" for entry in entries if not is_whole(entry)]
        verdicts = unit.verdicts.of(document_id)
        faults += _verdict_faults(unit, document_id)
        moves = [entry.details["to"] for entry in entries if entry.kind == "document:moved"]
    if moves and moves[-1] != document.state.value:
        faults.append(f"document {document_id} is {document.state.value}, but the trail left it {moves[-1]}")
    objects = tuple(dict.fromkeys((*mails, *(sha256 for sha256, _ in document.key))))
    faults += [f"object {sha256} is missing or changed" for sha256 in verify_objects(workspace, objects)]
    return Proof(objects, len(entries), len(verdicts), tuple(faults))


def _verdict_faults(unit: Unit, document_id: int) -> list[str]:
    judged = {
        entry.details["verdict"]: entry.details["sha256"]
        for entry in unit.audit.entries(f"document:{document_id}", "document:judged", limit=_MOST)
    }
    return [
        f"verdict {one.id} is not the one that the trail recorded"
        for one in unit.verdicts.of(document_id)
        if judged.get(one.id) != digest(one.verdict_json.encode())
    ]


__all__ = ["Proof", "prove"]
