"""Documents with their truth, from folders that hold a manifest, and when a value says the same as the truth.

A manifest (`manifest.json`) is a list of records: `file` below the folder, `kind`, `medium`,
`truth` (header field to value), and where known `group` (whose layout it is) and `visible_keys`
(the fields that the page shows).
"""

from __future__ import annotations

import hashlib
import json
import pickle
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rapidfuzz.distance import Indel

from documents.draft import HEADER_FIELDS
from documents.errors import UnreadableError
from documents.kinds import Kind
from extractors.fold import fold, fold_words
from extractors.page import Page
from extractors.pages import pages_of
from extractors.sniff import sniff
from extractors.source import ReadOptions

_AMOUNTS = frozenset({"net_total", "tax_total", "gross_total"})
_DATES = frozenset({"invoice_date", "due_date", "delivery_note_date", "order_date"})
_NAMES = frozenset({"supplier_name", "buyer_name", "carrier"})
_KINDS = frozenset({Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PACKING_SLIP, Kind.PURCHASE_ORDER, Kind.RETAIL_RECEIPT})
_PAGED = frozenset({"pdf_text", "pdf_scan", "image", "docx", "html", "text", "other"})


@dataclass(frozen=True)
class Labelled:
    """One document with its pages and its truth; `group` is whose layout it is, for leaving suppliers out."""

    name: str
    kind: Kind
    medium: str
    group: str
    truth: Mapping[str, str]
    pages: tuple[Page, ...]


def load(folders: Sequence[Path], cache: Path | None = None) -> Iterator[Labelled]:
    """Every document on pages of the folders' manifests that names fields; unreadable ones are left out.

    `cache` is a folder that keeps pages (OCR is dear) by the hash of the file. Only a folder of one's
    own may be given: what it holds is unpickled.
    """
    for folder in folders:
        for record in json.loads((folder / "manifest.json").read_text("utf-8")):
            truth = _truth(record)
            if not truth or record["medium"] not in _PAGED or record["kind"] not in set(_KINDS):
                continue
            pages = _pages(folder / record["file"], cache)
            if pages:
                group = str(record.get("group") or truth.get("supplier_name") or record["file"]).lower()
                yield Labelled(record["file"], Kind(record["kind"]), record["medium"], group, truth, pages)


def same(name: str, truth: str, read: str) -> bool:
    """True where a read value says the same as the truth, by the type of the field.

    >>> same("gross_total", "100", "100.00"), same("invoice_number", "RE-17", "re 17"), same("iban", "DE1", "DE2")
    (True, True, False)
    """
    if name in _AMOUNTS:
        wanted, got = _decimal(truth), _decimal(read)
        return wanted is not None and got is not None and abs(wanted - got) < Decimal("0.005")
    if name in _DATES:
        return _day(truth) is not None and _day(truth) == _day(read)
    if name in _NAMES:
        a, b = fold_words(truth), fold_words(read)
        return bool(a and b) and (a in b or (b in a and len(b) >= 4) or Indel.normalized_similarity(a, b) >= 0.85)
    return fold(truth) == fold(read)


def _truth(record: Mapping[str, object]) -> dict[str, str]:
    truth, visible = record.get("truth"), record.get("visible_keys")
    if not isinstance(truth, dict):
        return {}
    shown = set(visible) if isinstance(visible, list) else set(truth)
    known = set(HEADER_FIELDS) & shown
    return {
        name: str(value)
        for name, value in truth.items()
        if name in known and isinstance(value, str | int | float) and value
    }


def _pages(path: Path, cache: Path | None) -> tuple[Page, ...]:
    data = path.read_bytes()
    kept = cache / f"{hashlib.sha256(data).hexdigest()}.pickle" if cache else None
    if kept is not None and kept.exists():
        found: tuple[Page, ...] = pickle.loads(kept.read_bytes())
        return found
    try:
        pages = tuple(pages_of(data, sniff(data, path.name), ReadOptions(page_only=True)))
    except UnreadableError:
        return ()
    if kept is not None:
        kept.write_bytes(pickle.dumps(pages))
    return pages


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(re.sub(r"[, ]", "", text))
    except InvalidOperation:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


__all__ = ["Labelled", "load", "same"]
