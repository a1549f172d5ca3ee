"""Values that a label names: codes, dates, amounts and IBANs, right of their label or below it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from extractors.fields.claims import Claim
from extractors.fields.scene import Proposal, Scene, place
from extractors.fields.values import Type, Value

# Labels that claim their value only so that no header field gets it.
_OTHERS = frozenset({"other_codes", "other_dates", "other_amounts", "buyer_vat", "cash_paid", "cash_change"})


def propose(scene: Scene) -> Iterator[Proposal]:
    """One proposal a field and value: by the cheapest of the field's claims on it."""
    repeats = _repeats(scene)
    for claims in scene.claimed.values():
        for name, claim in _best_by_field(claims).items():
            if name not in _OTHERS and claim.value.type is not Type.VAT:
                features = _features(scene, claim, claims)
                features["repeated"] = min(math.log1p(repeats[name, claim.value.value] - 1), 1.5)
                value = claim.value
                yield Proposal(
                    name, value.value, value.text, value.page, value.box, claim.hit.text,
                    f"label/{claim.relation}", features,
                )  # fmt: skip


def _best_by_field(claims: Sequence[Claim]) -> dict[str, Claim]:
    best: dict[str, Claim] = {}
    for claim in claims:
        name = claim.hit.label.field
        if name not in best or _weighed(claim) < _weighed(best[name]):
            best[name] = claim
    return best


def _weighed(claim: Claim) -> float:
    return claim.cost + (0.0 if claim.hit.label.strong else 0.8)


def _repeats(scene: Scene) -> Mapping[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for claims in scene.claimed.values():
        for name, claim in _best_by_field(claims).items():
            if claim.cost < 3.0:
                key = (name, claim.value.value)
                counts[key] = counts.get(key, 0) + 1
    return {**{(c.hit.label.field, c.value.value): 1 for c in scene.claims}, **counts}


def _features(scene: Scene, claim: Claim, claims: Sequence[Claim]) -> dict[str, float]:
    value, hit = claim.value, claim.hit
    rivals = [c for c in claims if c.hit.label.field != hit.label.field and not _twin(c, claim)]
    rival = min((_weighed(c) for c in rivals), default=6.0)
    features = {
        "bias": 1.0, "cost": claim.cost, "strong": float(hit.label.strong), "below": float(claim.relation == "below"),
        "rival": max(-3.0, min(rival - _weighed(claim), 3.0)), "leads": float(hit.leads),
        "later_page": float(value.page != scene.view.pages[0].number),
        "down": place(scene.view, value.page, value.box), "valid": float(value.valid),
        "language": float(scene.view.language in hit.label.languages),
    }  # fmt: skip
    features.update(_SHAPES[value.type](scene, value))
    return features


def _twin(one: Claim, other: Claim) -> bool:
    """The same printed words may name two fields ("Date"): these do not compete."""
    return one.hit.line == other.hit.line and one.hit.start == other.hit.start


def _code_shape(_scene: Scene, value: Value) -> dict[str, float]:
    text = value.value
    figures = sum(c.isdigit() for c in text)
    return {
        "figures": figures / len(text), "short": float(len(text) < 3), "long": float(len(text) >= 5),
        "letters": float(any(c.isalpha() for c in text)), "one_letter_less": float(figures < 2),
        "decimal": float("," in text or (text.count(".") == 1 and len(text.split(".")[1]) == 2)),
    }  # fmt: skip


def _date_shape(scene: Scene, value: Value) -> dict[str, float]:
    days = sorted({v.value for v in scene.values if v.type is Type.DATE})
    return {
        "earliest": float(value.value == days[0]), "latest": float(value.value == days[-1]),
        "only": float(len(days) == 1), "year_odd": float(not "1995" <= value.value[:4] <= "2040"),
    }  # fmt: skip


def _amount_shape(scene: Scene, value: Value) -> dict[str, float]:
    amounts = [v for v in scene.values if v.type is Type.AMOUNT and not v.percent]
    most = max((v.amount for v in amounts if v.cents), default=value.amount)
    on_line = [v for v in amounts if v.line == value.line]
    return {
        "cents": float(value.cents), "currency": float(value.currency is not None),
        "largest": float(value.amount == most), "share": min(float(value.amount / most), 1.0) if most > 0 else 0.0,
        "last_on_line": float(on_line[-1] is value), "negative": float(value.amount < 0),
        "zero": float(value.amount == 0), "bracketed": float(value.bracketed),
    }  # fmt: skip


def _no_shape(_scene: Scene, _value: Value) -> dict[str, float]:
    return {}


_SHAPES = {
    Type.CODE: _code_shape, Type.DATE: _date_shape, Type.AMOUNT: _amount_shape,
    Type.IBAN: _no_shape, Type.VAT: _no_shape,
}  # fmt: skip

__all__ = ["propose"]
