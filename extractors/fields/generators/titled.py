"""A number or date beside the document's own title: `Rechnung RE1001`, `Facture n°562 du 02 Juillet 2015`."""

from __future__ import annotations

from collections.abc import Iterator

from documents.kinds import Kind
from extractors.fields.scene import Proposal, Scene, place
from extractors.fields.values import Type, Value

NUMBER_FIELDS = {
    Kind.INVOICE: "invoice_number", Kind.CREDIT_NOTE: "invoice_number", Kind.PACKING_SLIP: "delivery_note_number",
    Kind.PURCHASE_ORDER: "po_number", Kind.RETAIL_RECEIPT: "invoice_number",
}  # fmt: skip
DATE_FIELDS = {
    Kind.INVOICE: "invoice_date", Kind.CREDIT_NOTE: "invoice_date", Kind.PACKING_SLIP: "delivery_note_date",
    Kind.PURCHASE_ORDER: "order_date", Kind.RETAIL_RECEIPT: "invoice_date",
}  # fmt: skip


def propose(scene: Scene) -> Iterator[Proposal]:
    """The first code and the first date after a title on its line, or on the line just below."""
    for rank, title in enumerate(scene.titles[:3]):
        line = scene.view.lines[title.line]
        start = next((t.box[0] for t in line.tokens if title.text.startswith(t.text)), line.box[0])
        yield from _beside(scene, title.line, start, rank, title.points, 0)
        below = title.line + 1
        if below < len(scene.view.lines) and scene.view.lines[below].page == line.page:
            yield from _beside(scene, below, start, rank, title.points, 1)


def _beside(scene: Scene, line: int, start: float, rank: int, points: float, drop: int) -> Iterator[Proposal]:
    fields = ((Type.CODE, NUMBER_FIELDS.get(scene.kind)), (Type.DATE, DATE_FIELDS.get(scene.kind)))
    for type_, name in fields:
        found = [v for v in scene.values if v.line == line and v.type is type_ and v.box[0] >= start - 3.0]
        if name is not None and found:
            yield _proposal(scene, name, found[0], rank, points, drop)


def _proposal(scene: Scene, name: str, value: Value, rank: int, points: float, drop: int) -> Proposal:
    claims = scene.claimed.get(id(value), ())
    others = (c for c in claims if c.hit.label.field not in (name, "order_date") and c.hit.label.strong)
    rival = min((c.cost for c in others), default=6.0)
    features = {
        "titled": 1.0, "title_rank": float(rank), "title_points": points, "title_below": float(drop),
        "title_rival": max(0.0, 3.0 - rival), "down": place(scene.view, value.page, value.box),
        "short": float(len(value.value) < 3), "letters": float(any(c.isalpha() for c in value.value)),
        "valid": float(value.valid), "figures": sum(c.isdigit() for c in value.value) / len(value.value),
    }  # fmt: skip
    text = scene.view.lines[value.line].text
    return Proposal(name, value.value, value.text, value.page, value.box, text[:40], "title", features)


__all__ = ["DATE_FIELDS", "NUMBER_FIELDS", "propose"]
