"""The e-invoice inside a hybrid PDF (Factur-X, ZUGFeRD, Order-X): found by its name, never by its place.

Sources: Factur-X 1.07 / ZUGFeRD 2.3, chapter on embedding; ZUGFeRD 1.0; Order-X 1.0. The first attachment
of a PDF may be anything: a picture, terms of trade, a time sheet.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from documents.errors import UnreadableError
from extractors.formats import choose
from extractors.source import Media, Source

_NAMES = (
    "factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml", "cida.xml", "facturx.xml", "zugferd.xml",
)  # fmt: skip
_LARGEST = 20_000_000
# What pypdf raises on PDFs that break the standard, beside its own errors.
_FAULTS = (
    PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError, zlib.error,
    NotImplementedError, AssertionError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Embedded:
    """An XML attachment of a PDF; `others` are the names of further ones that are e-invoices too and differ."""

    name: str
    data: bytes
    others: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        """The attachment as a source of its own."""
        return Source(self.data, self.name, Media.XML)


def find_invoice(pdf: bytes, passwords: Sequence[str] = ()) -> Embedded | None:
    """The e-invoice that a PDF carries, or None. Nothing is raised for a broken PDF: its pages tell.

    Known names come first, in the order of the standards; without one, the only XML attachment that is
    an e-invoice counts.
    """
    found = [(name, data) for name, data in _attachments(pdf, passwords) if name.lower().endswith(".xml")]
    known = [pair for wanted in _NAMES for pair in found if _base(pair[0]) == wanted]
    known = known or [pair for pair in found if _is_invoice(*pair)]
    if not known:
        return None
    name, data = known[0]
    return Embedded(_base(name), data, tuple(dict.fromkeys(_base(n) for n, other in known[1:] if other != data)))


def _attachments(pdf: bytes, passwords: Sequence[str]) -> list[tuple[str, bytes]]:
    """Every embedded file with its name, of the name tree and of the associated files (/AF)."""
    if b"/EmbeddedFile" not in pdf and b"/ObjStm" not in pdf and b"/AF" not in pdf:
        return []
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(pdf), strict=False)
        if reader.is_encrypted and not any(reader.decrypt(word) for word in ("", *passwords)):
            return []
        root: Any = reader.trailer["/Root"]
        specs = [*_name_tree(root.get("/Names", {}).get("/EmbeddedFiles"), 0), *_associated(root.get("/AF"))]
    except _FAULTS:
        return []
    return [pair for spec in specs if (pair := _file(spec)) is not None]


def _name_tree(node: Any, depth: int) -> Iterator[Any]:
    """File specifications of a name tree (ISO 32000-1, 7.9.6), which may loop or be endlessly deep."""
    node = node.get_object() if node is not None else None
    if node is None or depth > 12:
        return
    names = node.get("/Names")
    if names is not None:
        yield from list(names.get_object())[1:2000:2]
    kids = node.get("/Kids")
    for kid in list(kids.get_object())[:200] if kids is not None else ():
        yield from _name_tree(kid, depth + 1)


def _associated(entry: Any) -> list[Any]:
    found = entry.get_object() if entry is not None else []
    return list(found)[:200] if isinstance(found, list) else [found]


def _file(spec: Any) -> tuple[str, bytes] | None:
    try:
        entry = spec.get_object()
        name = "".join(char for char in str(entry.get("/UF") or entry.get("/F") or "") if char.isprintable())
        if not name.lower().endswith(".xml"):
            return None
        data = bytes(entry["/EF"]["/F"].get_object().get_data())
    except _FAULTS:
        return None
    return (name, data) if data and len(data) <= _LARGEST else None


def _base(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].strip().lower()


def _is_invoice(name: str, data: bytes) -> bool:
    try:
        choose(Source(data, name, Media.XML))
    except UnreadableError:
        return False
    return True


__all__ = ["Embedded", "find_invoice"]
