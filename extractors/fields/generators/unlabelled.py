"""Values that nothing names: a date that stands alone, the largest sum of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from documents.kinds import Kind
from extractors.fields.generators.titled import DATE_FIELDS
from extractors.fields.scene import Proposal, Scene, place
from extractors.fields.values import Type, Value

_MOST = 6


def propose(scene: Scene) -> Iterator[Proposal]:
    """Dates in reading order for the document's own date; sums by size for its total."""
    dates = [value for value in scene.values if value.type is Type.DATE]
    name = DATE_FIELDS.get(scene.kind, "invoice_date")
    for rank, value in enumerate(_distinct(dates)[:_MOST]):
        features = _common(scene, value, rank, name)
        line = scene.view.lines[value.line]
        clock = any(token.text.count(":") in (1, 2) and token.text[:1].isdigit() for token in line.tokens)
        features |= {"clock": float(clock), "only": float(len(_distinct(dates)) == 1), "valid": float(value.valid)}
        features["year_odd"] = float(not "1995" <= value.value[:4] <= "2040")
        yield Proposal(name, value.value, value.text, value.page, value.box, "", "free/date", features)
    sums = [value for value in scene.values if value.type is Type.AMOUNT and value.cents and not value.percent]
    ordered = sorted(_distinct(sums), key=lambda value: -value.amount)
    for rank, value in enumerate(ordered[:_MOST]):
        features = _common(scene, value, rank, "gross_total")
        repeats = sum(other.amount == value.amount for other in sums)
        features |= {"currency": float(value.currency is not None), "repeated": float(repeats > 1)}
        features["often"] = features["receipt"] * min(max(repeats - 2, 0), 2) / 2
        yield Proposal("gross_total", value.value, value.text, value.page, value.box, "", "free/sum", features)


def _distinct(values: Sequence[Value]) -> list[Value]:
    seen: dict[str, Value] = {}
    for value in values:
        seen.setdefault(value.value, value)
    return list(seen.values())


def _common(scene: Scene, value: Value, rank: int, name: str) -> dict[str, float]:
    claims = scene.claimed.get(id(value), ())
    rival = min((c.cost for c in claims if c.hit.label.field != name and c.hit.label.strong), default=6.0)
    return {
        "free": 1.0, "rank": float(rank), "receipt": float(scene.kind is Kind.RETAIL_RECEIPT),
        "free_rival": max(0.0, 3.0 - rival), "down": place(scene.view, value.page, value.box),
        "later_page": float(value.page != scene.view.pages[0].number),
    }  # fmt: skip


__all__ = ["propose"]
