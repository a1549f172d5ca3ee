"""A receipt's total from the till: what was handed over less the change that was given back."""

from __future__ import annotations

from collections.abc import Iterator

from documents.kinds import Kind
from extractors.fields.claims import Claim
from extractors.fields.scene import Proposal, Scene
from extractors.fields.values import Type

# Labels at a till stand right beside their sums.
_CLOSE = 1.5


def propose(scene: Scene) -> Iterator[Proposal]:
    """The difference, where both sums are printed; stronger where that very sum is printed too."""
    if scene.kind is not Kind.RETAIL_RECEIPT:
        return
    printed = {value.amount for value in scene.values if value.type is Type.AMOUNT}
    for paid in _named(scene, "cash_paid"):
        for back in _named(scene, "cash_change"):
            total = paid.value.amount - back.value.amount
            if total > 0 and paid.value.line != back.value.line and paid.value.cents and back.value.cents:
                features = {
                    "till": 1.0,
                    "till_printed": float(total in printed),
                }
                value, text = paid.value, f"{paid.value.text} - {back.value.text}"
                yield Proposal(
                    "gross_total", format(total, "f"), text, value.page, value.box, paid.hit.text, "till", features
                )


def _named(scene: Scene, field: str) -> list[Claim]:
    return [c for c in scene.claims if c.hit.label.field == field and c.cost < _CLOSE and c.value.amount >= 0]


__all__ = ["propose"]
