"""How a reading is scored against the truth of a manifest: values by their type, lines one to one.

A manifest is a list of records with `file`, `kind`, `medium`, `language`, `corpus` and `truth`. A field counts
where the truth names it. Precision is right of read, recall right of the truth.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any

from scipy.stats import beta

from documents.measures import Confidence

MONEY = {"net_total", "tax_total", "gross_total"}
DATES = {"invoice_date", "due_date", "delivery_note_date", "order_date"}
CODES = {"invoice_number", "po_number", "supplier_vat", "iban", "delivery_note_number", "tracking_number"}
NAMES = {"supplier_name", "buyer_name", "carrier"}
SCORED = MONEY | DATES | CODES | NAMES | {"currency"}
READABLE = {"invoice", "credit_note", "packing_slip", "purchase_order", "receipt_advice", "retail_receipt"}
_LINE = ("quantity", "unit_price", "net", "shipped")
CLEAR: Confidence = 0.975
_BANDS: tuple[Confidence, ...] = (0.0, 0.5, 0.8, 0.9, 0.95, 0.975, 0.99)


@dataclass
class Tally:
    """Counts for one group of documents; `names` of fields, `lines` apart."""

    documents: int = 0
    unread: int = 0
    kinds: Counter[bool] = field(default_factory=Counter)
    truth: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    graded: list[tuple[Confidence, bool]] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def add(self, case: Mapping[str, Any], line: Mapping[str, Any] | None) -> None:
        """Score one document; `line` is its JSON line, None where nothing was read."""
        self.documents += 1
        self.unread += line is None
        read = line or {}
        self.kinds[read.get("kind") == case["kind"]] += 1
        wanted, lines = wanted_of(case)
        for name, want in wanted.items():
            self._field(str(case["file"]), name, want, (read.get("fields") or {}).get(name))
        if lines:
            found = list(read.get("lines") or [])
            right = lines_right(lines, found)
            self.truth["lines"] += len(lines)
            self.read["lines"] += len(found)
            self.right["lines"] += right
            if right < len(lines):
                self.misses.append(f"{case['file']}: {right} of {len(lines)} lines right, {len(found)} read")

    def _field(self, file: str, name: str, want: object, got: Mapping[str, Any] | None) -> None:
        self.truth[name] += 1
        if got is None or got.get("value") in (None, ""):
            self.misses.append(f"{file}: {name} is {want!r}, not read")
            return
        ok = same(name, want, got["value"])
        self.read[name] += 1
        self.right[name] += ok
        self.graded.append((got.get("confidence", 1), ok))
        if not ok:
            self.misses.append(f"{file}: {name} is {want!r}, read {got['value']!r} at {got.get('confidence')}")

    def f1(self, *names: str) -> Confidence:
        """The harmonic mean of precision and recall over fields; over all of the header if none is named."""
        chosen = names or tuple(name for name in self.truth if name != "lines")
        truth, read, right = (sum(side[name] for name in chosen) for side in (self.truth, self.read, self.right))
        return 2 * right / (truth + read) if truth + read else 0

    def row(self) -> str:
        """Documents, kind, F1 of header and lines, and how often values read clearly were wrong."""
        clear = [ok for sure, ok in self.graded if sure >= CLEAR]
        wrong, header = len(clear) - sum(clear), sum(n for name, n in self.truth.items() if name != "lines")
        kept = sum(clear) / header if header else 0
        return (
            f"{self.documents:5d} {self.unread:6d} {self.kinds[True] / max(1, self.documents):6.3f} {self.f1():7.3f} "
            f"{self.f1('lines'):7.3f} {wrong:5d}/{len(clear):<5d} {kept:6.3f}"
        )


def upper_bound(wrong: int, values: int) -> float:
    """The share of wrong values that is not exceeded with 95 % certainty (Clopper and Pearson, one-sided).

    >>> round(upper_bound(0, 1000), 4), round(upper_bound(3, 1299), 4)
    (0.003, 0.006)
    """
    return float(beta.ppf(0.95, wrong + 1, values - wrong)) if wrong < values else 1.0


def reliability(graded: Iterable[tuple[Confidence, bool]]) -> Iterator[str]:
    """A row for each band of confidence: its values, how sure they were on average, how many were right."""
    bands: dict[Confidence, list[tuple[Confidence, bool]]] = {}
    for sure, right in graded:
        bands.setdefault(max(band for band in _BANDS if sure >= band), []).append((sure, right))
    for band, values in sorted(bands.items()):
        said = sum(sure for sure, _ in values) / len(values)
        hit = sum(right for _, right in values) / len(values)
        yield f"at {band:5.3f} or more {len(values):5d} values, said {said:.3f}, right {hit:.3f}"


HEADINGS = " docs unread   kind  header   lines wrong/clear    kept"


def wanted_of(case: Mapping[str, Any]) -> tuple[dict[str, object], list[Mapping[str, Any]]]:
    """The fields and lines that count for a case; of a hybrid only what its page shows, if the case says what."""
    truth = case.get("truth") or {}
    wanted = {name: value for name, value in truth.items() if name in SCORED and value not in (None, "", [])}
    lines = list(truth.get("lines") or [])
    if case.get("visible_keys"):
        wanted = {name: value for name, value in wanted.items() if name in case["visible_keys"]}
        visible = case.get("lines_visible")
        lines = [] if visible is not None and visible < len(lines) else lines
    return wanted, lines


def same(name: str, want: object, got: object) -> bool:
    """True if both say the same, by the type of the field.

    >>> same("net_total", 12.5, "12.50"), same("invoice_number", "RE-7/1", "re 7-1"), same("currency", "EUR", "USD")
    (True, True, False)
    """
    if name in MONEY or name in _LINE:
        a, b = _decimal(want), _decimal(got)
        return a is not None and b is not None and abs(a - b) < Decimal("0.005")
    if name in DATES:
        return _day(want) is not None and _day(want) == _day(got)
    if name in CODES:
        return _plain(want).replace(" ", "") == _plain(got).replace(" ", "")
    a_text, b_text = _plain(want), _plain(got)
    if name not in NAMES:
        return a_text == b_text
    likeness = SequenceMatcher(None, a_text, b_text).ratio()
    within = a_text in b_text or (b_text in a_text and len(b_text) >= 4)
    return bool(a_text and b_text) and (within or likeness >= 0.85)


def lines_right(wanted: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> int:
    """How many true lines have a read line of their own whose figures all agree; the likest description first."""
    free, right = list(range(len(found))), 0
    for want in wanted:
        fits = [index for index in free if _line_right(want, found[index])]
        if fits:
            best = max(fits, key=lambda index: _likeness(want, found[index]))
            free.remove(best)
            right += 1
    return right


def _line_right(want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    checked = [name for name in _LINE if want.get(name) is not None]
    return bool(checked) and all(same(name, want[name], (got.get(name) or {}).get("value")) for name in checked)


def _likeness(want: Mapping[str, Any], got: Mapping[str, Any]) -> Confidence:
    described = (got.get("description") or {}).get("value") or ""
    return SequenceMatcher(None, _plain(want.get("description") or ""), _plain(described)).ratio()


def readable(cases: Iterable[Mapping[str, Any]], media: Sequence[str] = ()) -> list[Mapping[str, Any]]:
    """The cases of a manifest that have a truth to score, of these media or of all."""
    known = [case for case in cases if case.get("truth") and case["kind"] in READABLE]
    return [case for case in known if not media or case["medium"] in media]


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value).replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _plain(value: object) -> str:
    text = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


__all__ = [
    "CLEAR",
    "HEADINGS",
    "READABLE",
    "Tally",
    "lines_right",
    "readable",
    "reliability",
    "same",
    "upper_bound",
    "wanted_of",
]
