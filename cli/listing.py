"""How the lists of `tallymark queue list` look: exceptions, groups of them, rejections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cli import console

if TYPE_CHECKING:
    from journey.queue.exceptions import Rejection
    from journey.queue.groups import Group
    from storage.records import Document, QueueItem

NOTHING = "nothing is open"


def show_items(items: Iterable[tuple[QueueItem, Document]], *, as_json: bool) -> None:
    """The exceptions one by one."""
    titles = ("document", "number", "supplier", "who", "findings", "at stake", "settle by", "claimed by")
    if as_json:
        for item, document in items:
            console.json_line(_record(item, document))
    else:
        _table(titles, [_row(item, document) for item, document in items], NOTHING)


def show_groups(groups: Iterable[Group], *, as_json: bool) -> None:
    """The causes that several documents share, with the line that would settle them where there is one."""
    if as_json:
        for group in groups:
            console.json_line({
                "cause": group.cause, "documents": list(group.documents), "codes": list(group.codes),
                "owners": [role.value for role in group.owners], "sibling": group.sibling,
                "at_stake": {currency: str(amount) for currency, amount in group.at_stake.items()},
            })  # fmt: skip
        return
    rows = [
        (
            group.cause, ", ".join(map(str, group.documents)), ", ".join(group.codes),
            ", ".join(role.value for role in group.owners),
            ", ".join(f"{amount} {currency}".strip() for currency, amount in group.at_stake.items()),
            f"perhaps booked on order line {group.sibling}" if group.sibling else "",
        )
        for group in groups
    ]  # fmt: skip
    titles = ("cause", "documents", "findings", "who", "at stake", "hint")
    _table(titles, rows, "no two documents share a cause")


def show_rejections(rejections: Iterable[Rejection], *, as_json: bool) -> None:
    """What was rejected as a copy of an earlier document."""
    if as_json:
        for one in rejections:
            console.json_line({
                "document": one.document.id, "number": one.document.number, "supplier": one.document.supplier,
                "original": one.original, "finding": one.finding.to_json(),
            })  # fmt: skip
        return
    rows = [
        (
            str(one.document.id), one.document.number or "-", one.document.supplier or "?", str(one.original or "-"),
            one.finding.message,
        )
        for one in rejections
    ]  # fmt: skip
    _table(("document", "number", "supplier", "copy of", "why"), rows, "nothing was rejected")
    if rows:
        console.say(
            "side by side: tallymark explain DOCUMENT; to take one up: tallymark queue resolve --not-a-duplicate"
        )


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> None:
    if rows:
        console.table(titles, rows)
    else:
        console.say(nothing)


def _row(item: QueueItem, document: Document) -> tuple[str, ...]:
    codes = ", ".join(dict.fromkeys(finding.code for finding in item.findings))
    stake = f"{item.stake} {item.currency or ''}".strip() if item.stake is not None else ""
    return (
        str(document.id), document.number or "-", document.supplier or "?", item.owner.value, codes, stake,
        f"{item.settle_by.astimezone():%Y-%m-%d %H:%M}" if item.settle_by else "", item.claimed_by or "",
    )  # fmt: skip


def _record(item: QueueItem, document: Document) -> dict[str, object]:
    return {
        "exception": item.id, "document": document.id, "number": document.number, "supplier": document.supplier,
        "owner": item.owner.value, "state": item.state.value, "claimed_by": item.claimed_by,
        "due": item.due and item.due.isoformat(), "settle_by": item.settle_by and item.settle_by.isoformat(),
        "findings": [finding.to_json() for finding in item.findings],
    }  # fmt: skip


__all__ = ["show_groups", "show_items", "show_rejections"]
