"""What Prefect shows of a batch: a table of its documents with decision and reason."""

from __future__ import annotations

from prefect.artifacts import acreate_table_artifact

from journey.batch import Batch
from journey.decide import because
from journey.shift import Shift


async def result_table(shift: Shift, batch: Batch) -> None:
    """Publish the documents of a batch; a batch that did nothing publishes nothing."""
    if not batch.documents:
        return
    await acreate_table_artifact(
        key="batch", table=rows(shift, batch), description=f"{len(batch.documents)} documents, {batch.left} mails left"
    )


def rows(shift: Shift, batch: Batch) -> list[dict[str, str]]:
    """A row a document: number, kind, supplier, decision, state and findings."""
    shown = []
    with shift.workspace.look() as unit:
        for number in batch.documents:
            document, stored = unit.custody.document(number), unit.verdicts.latest(number)
            shown.append({
                "document": str(number), "number": document.number or "", "kind": document.kind.value,
                "supplier": document.supplier or "", "decision": stored.verdict.decision.value if stored else "",
                "state": document.state.value, "why": because(stored) if stored else "",
            })  # fmt: skip
    return shown


__all__ = ["result_table", "rows"]
