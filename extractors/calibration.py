"""Confidence that means something: what speaks for a chosen value, as a share of such values that were right.

The signs of a value are weighed (`confidence.json`, fitted on documents whose suppliers were left
out of the scorer's fitting), and the sum is read off a table that rises with it (isotonic), one for
text layers and one for OCR. Of values at 0.975 or more at most 0.5 % are to be wrong.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from documents.measures import Box, Confidence
from extractors.fields.candidate import Candidate, of
from extractors.fold import fold
from extractors.header import Header
from extractors.page import Page

TOTALS = ("net_total", "tax_total", "gross_total")
_CHECKED = frozenset({"iban", "supplier_vat"})
_DATES = frozenset({"invoice_date", "due_date", "delivery_note_date", "order_date"})
_TYPES = {
    **dict.fromkeys(TOTALS, "amount"), **dict.fromkeys(_DATES, "date"), **dict.fromkeys(_CHECKED, "checked"),
    "supplier_name": "name", "buyer_name": "name", "carrier": "name", "currency": "currency",
}  # fmt: skip
_MOST = 8.0
# Three totals that do not add up are a person's to look at, whatever speaks for one of them.
_CLASHING: Confidence = 0.8


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` of the signs, `offsets` by field, and for each medium a rising table of (sum, confidence)."""

    weights: Mapping[str, float]
    offsets: Mapping[str, float]
    tables: Mapping[str, Sequence[tuple[float, float]]]

    def total(self, name: str, signs: Mapping[str, float]) -> float:
        """The weighed sum of a field's signs."""
        return self.offsets.get(name, 0.0) + sum(self.weights.get(sign, 0.0) * amount for sign, amount in signs.items())

    def confidence(self, name: str, signs: Mapping[str, float]) -> Confidence:
        """The share of such values that were right."""
        return read_off(self.tables[table_of(signs)], self.total(name, signs))


def table_of(signs: Mapping[str, float]) -> str:
    """Which table a value's signs are read off from: names that OCR read are proved by nothing.

    >>> table_of({"ocr": 0.0}), table_of({"ocr": 1.0}), table_of({"ocr": 1.0, "ocr_name": 1.0})
    ('text', 'ocr', 'ocr names')
    """
    if not signs.get("ocr"):
        return "text"
    return "ocr names" if signs.get("ocr_name") else "ocr"


@cache
def shipped_model() -> Model:
    """The model that ships with the reader."""
    data: dict[str, Any] = json.loads(files("extractors").joinpath("confidence.json").read_text("utf-8"))
    tables = {medium: [(float(x), float(y)) for x, y in rows] for medium, rows in data["tables"].items()}
    return Model(data["weights"], data["offsets"], tables)


def read_off(table: Sequence[tuple[float, float]], at: float) -> Confidence:
    """The table's value at a place, straight between its points and level beyond them.

    >>> read_off([(0.0, 0.2), (2.0, 0.8)], 1.0), read_off([(0.0, 0.2), (2.0, 0.8)], 9.0)
    (0.5, 0.8)
    """
    places = [x for x, _ in table]
    upper = bisect_right(places, at)
    if upper == 0:
        return table[0][1]
    if upper == len(table):
        return table[-1][1]
    (x0, y0), (x1, y1) = table[upper - 1], table[upper]
    return y0 + (y1 - y0) * (at - x0) / (x1 - x0)


def judge_by(pages: Sequence[Page], model: Model | None = None) -> _Judge:
    """A judge of the values read from these pages."""
    return _Judge({page.number: page for page in pages}, model or shipped_model())


@dataclass(frozen=True, slots=True)
class _Judge:
    pages: Mapping[int, Page]
    model: Model

    def __call__(self, name: str, header: Header) -> Confidence:
        signs = self.signs(name, header)
        sure = self.model.confidence(name, signs)
        return min(sure, _CLASHING) if signs.get("clash") else sure

    def signs(self, name: str, header: Header) -> dict[str, float]:
        """What speaks for a chosen value and against it."""
        chosen = header.chosen[name]
        page = self.pages.get(chosen.page)
        ocr = page is not None and page.source == "ocr"
        signs = {"one": 1.0, "ocr": float(ocr), **_rank(name, chosen, header.candidates), **_place(chosen)}
        if name in TOTALS:
            signs |= _sums(name, chosen, header)
        if name in _CHECKED:
            signs["checked"] = chosen.features.get("valid", 0.0)
        if name in _DATES:
            signs |= _company(chosen, header.candidates)
        if ocr and page is not None:
            signs |= self._doubts(name, chosen, page)
        return signs

    def _doubts(self, name: str, chosen: Candidate, page: Page) -> dict[str, float]:
        """What OCR leaves open, and what takes it back: the same print read again elsewhere."""
        word = _word_confidence(page, chosen.box)
        again = sum(_counted(each)[fold(chosen.text)] for each in self.pages.values())
        return {
            "ocr_doubt": 1.0 - word, "ocr_dim": 1.0 - (page.ocr_confidence or 0.5), "ocr_again": float(again > 1),
            f"ocr_{_TYPES.get(name, 'code')}": 1.0,
        }  # fmt: skip


def _rank(name: str, chosen: Candidate, candidates: Sequence[Candidate]) -> dict[str, float]:
    others = [c.score for c in of(candidates, name) if c.value != chosen.value]
    rival = max(others, default=0.0)
    return {
        "share": _logit(chosen.score),
        "lead": _logit(chosen.score) - _logit(rival),
        "first": float(chosen.score >= rival),
    }


def _place(chosen: Candidate) -> dict[str, float]:
    features = chosen.features
    wanted = (
        "strong", "repeated", "later_page", "titled", "free", "form", "till", "host", "named", "bare_dollar", "sender",
        "party_supplier", "party_buyer", "currency_guess", "cents", "known",
    )  # fmt: skip
    signs = {f"is_{name}": features[name] for name in wanted if features.get(name)}
    return signs | {"far": min(features.get("cost", 0.0), 4.0), "rivalled": max(0.0, 1.0 - features.get("rival", 3.0))}


def _sums(name: str, chosen: Candidate, header: Header) -> dict[str, float]:
    strength = header.proof.strength.get(name, 0)
    proved = name in header.proof.proved
    return {
        "clash": float(_clashes(header.chosen)), "proved": float(proved), "unproved": float(not proved),
        "strength": min(float(strength), 3.0),
        "unnamed": float(chosen.score < 0.1), "lines_close": float("lines" in header.proof.proved),
    }  # fmt: skip


def _clashes(chosen: Mapping[str, Candidate]) -> bool:
    """True where all three totals were read and do not add up."""
    if any(name not in chosen for name in TOTALS):
        return False
    net, tax, gross = (Decimal(chosen[name].value) for name in TOTALS)
    return abs(net + tax - gross) > Decimal("0.02")


def _company(chosen: Candidate, candidates: Sequence[Candidate]) -> dict[str, float]:
    """Dates of one document lie close together: one that stands years away was misread or means something else."""
    day = date.fromisoformat(chosen.value)
    others = {c.value for c in candidates if c.name in _DATES and c.value != chosen.value}
    gaps = [abs((date.fromisoformat(other) - day).days) for other in others]
    near = any(gap <= 130 for gap in gaps)
    return {"date_near": float(near), "date_astray": float(bool(gaps) and not near)}


@lru_cache(maxsize=64)
def _counted(page: Page) -> Counter[str]:
    """How often each print stands on a page."""
    return Counter(fold(word.text) for word in page.words)


def _word_confidence(page: Page, box: Box | None) -> Confidence:
    if box is None:
        return page.ocr_confidence or 0.5
    left, top, right, bottom = box
    near = (word for word in page.words if word.box[0] < right and word.box[2] > left)
    inside = [word.confidence for word in near if word.box[1] < bottom and word.box[3] > top]
    return min(inside, default=page.ocr_confidence or 0.5)


def _logit(share: float) -> float:
    kept = min(max(share, 1e-6), 1 - 1e-6)
    return max(-_MOST, min(math.log(kept / (1 - kept)), _MOST))


__all__ = ["TOTALS", "Model", "judge_by", "read_off", "shipped_model", "table_of"]
