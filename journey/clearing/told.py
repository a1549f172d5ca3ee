"""What an act has changed, in one sentence for the person who did it."""

from __future__ import annotations

from collections.abc import Iterable

from documents.finding import Finding
from documents.lifecycle import State
from journey.clearing.acts import Changed
from rules.catalogue import title

_NOW = {
    State.FILED: "it is approved and filed", State.POSTED: "it is approved and posted",
    State.APPROVED: "it is approved", State.REJECTED: "it is rejected", State.WAITING: "it waits for its goods",
    State.HELD: "it is still held",
}  # fmt: skip


def sentence(changed: Changed) -> str:
    """What became of the document, and which findings are gone or new.

    >>> sentence(Changed(6, State.HELD, State.FILED, (), (), 0))
    'Document 6: it is approved and filed.'
    """
    parts = [
        f"gone: {_titles(changed.gone)}" if changed.gone else "", f"new: {_titles(changed.new)}" if changed.new else "",
        _NOW.get(changed.after, f"it is {changed.after.value}"),
    ]  # fmt: skip
    if not changed.gone and not changed.new and changed.before is changed.after:
        parts.insert(0, "nothing else changes")
    return f"Document {changed.document}: {'; '.join(part for part in parts if part)}."


def _titles(findings: Iterable[Finding]) -> str:
    named = (f"{title(one.code)}{f' (line {one.line})' if one.line else ''}" for one in findings)
    return ", ".join(dict.fromkeys(named))


__all__ = ["sentence"]
