"""File: the last step. What was posted, or needs no posting, is indexed under its supplier and at rest."""

from __future__ import annotations

from documents.crash import reach
from documents.lifecycle import State
from journey.amended import amended
from journey.archive.search import entry
from journey.learning.learn import learn_from
from journey.notices.bank import announce
from journey.shift import Shift
from storage import Unit
from storage.records import Document


def file(shift: Shift, document_id: int) -> Document:
    """File a posted document, or a read one of a kind that is not matched; any other is left alone.

    What its corrections teach is learnt before, so that a crash in between learns it again."""
    learn_from(shift, document_id)
    filed = shift.workspace.run(lambda unit: _file(shift, unit, document_id))
    reach("file.committed")
    return filed


def _file(shift: Shift, unit: Unit, document_id: int) -> Document:
    document = unit.custody.document(document_id)
    unmatched = document.state is State.READ and not document.kind.matched
    if document.state is not State.POSTED and not unmatched:
        return document
    draft = amended(document.draft, unit.resolutions.of(document_id))
    unit.search.index(entry(document_id, draft, document.supplier))
    announce(shift, unit, document)
    because = document.kind.value if unmatched else "posted"
    return unit.custody.move(document_id, State.FILED, because=because)


__all__ = ["file"]
