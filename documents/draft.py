"""What was read: a draft is a document as the reader saw it, every value with where it stood.

Drafts cross two borders as JSON: from the sandboxed reader to the engine, and to the user
(`tallymark read --json`). `Draft.to_json` and `Draft.from_json` are that format; the latter
trusts nothing and raises ValueError on anything that is not a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from documents.kinds import Kind
from documents.measures import Box, Confidence
from documents.printed import PrintedPage, pages_from_json

FieldValue: TypeAlias = str | tuple[str, ...] | tuple[Mapping[str, str], ...]
"""Plain text; for `orders` and `delivery_notes` several; for `charges` and `tax` small records."""

# The vocabulary of the contract. Dates are ISO 8601, amounts plain decimal strings, currencies ISO 4217.
HEADER_FIELDS = (
    "supplier_name", "supplier_vat", "buyer_name", "invoice_number", "invoice_date", "due_date", "currency",
    "net_total", "tax_total", "gross_total", "iban", "po_number", "delivery_note_number", "delivery_note_date",
    "order_date", "carrier", "tracking_number", "orders", "delivery_notes", "credits", "charges", "tax",
)  # fmt: skip
LINE_FIELDS = (
    "line", "description", "item", "supplier_item", "quantity", "unit", "unit_price", "price_per", "discount_percent",
    "net", "tax_rate", "po_number", "order_line", "lot", "serials", "shipped", "backordered", "role",
)  # fmt: skip
# A line's `role` is absent on what is billed; `group` (a subtotal of other lines) and `information` (a part
# whose price is in another line) are printed lines that no sum and no order line may count.


@dataclass(frozen=True, slots=True)
class Field:
    """One value with its provenance.

    `page` counts from 1, `box` is in points from the page's top left (None for XML), `path` is the
    XPath or segment in structured input, `method` is the extractor's name and version (`ubl/1`).
    """

    value: FieldValue
    confidence: Confidence = 1.0
    page: int | None = None
    box: Box | None = None
    path: str | None = None
    method: str = ""

    @property
    def text(self) -> str:
        """The value where it is plain text; raises TypeError on lists and records."""
        if not isinstance(self.value, str):
            raise TypeError(f"not a plain value: {self.value!r}")
        return self.value

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"value": _value_to_json(self.value), "confidence": round(self.confidence, 4)}
        out["page"] = self.page
        out["box"] = [round(edge, 2) for edge in self.box] if self.box else None
        if self.path:
            out["path"] = self.path
        out["method"] = self.method
        return out

    @classmethod
    def from_json(cls, data: Any) -> Field:
        if not isinstance(data, dict) or "value" not in data:
            raise ValueError("a field is a record with a value")
        return cls(
            value=_value_from_json(data["value"]), confidence=_confidence(data.get("confidence", 1.0)),
            page=_optional(data, "page", int), box=_box(data.get("box")),
            path=_optional(data, "path", str), method=str(data.get("method") or ""),
        )  # fmt: skip


Line: TypeAlias = Mapping[str, Field]
"""A line as read: field name (LINE_FIELDS) to value."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """A code found on a page; `parsed` holds its GS1 elements or payment data, if it has any."""

    format: str
    text: str
    page: int
    box: Box | None = None
    parsed: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """One document as read from a blob.

    `part` is the path inside the mail or archive it came from ("" where the file itself was read),
    `document` counts the documents of one part from 1, `pages` is "1" or "1-2" within the part
    ("" for structured input), `also` names other parts that are the same document (an XML twin,
    a second half), `spans` the pages within each of these parts where the document goes over several (it then
    counts its pages through), `medium` is xml, edi, pdf_text, pdf_scan, image, docx, html, text or table,
    `proved` the fields that the document's own arithmetic proves, `differences` the fields in which
    a hybrid's page shows something other than its XML, `printed` the words of its first and last
    pages with their places, which are kept apart from the draft.
    """

    kind: Kind
    fields: Mapping[str, Field]
    lines: tuple[Line, ...] = ()
    part: str = ""
    document: int = 1
    pages: str = ""
    language: str | None = None
    medium: str = ""
    kind_confidence: Confidence = 1.0
    barcodes: tuple[Barcode, ...] = ()
    proved: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    text: str = ""
    printed: tuple[PrintedPage, ...] = ()
    spans: tuple[str, ...] = ()

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """What the document is made of, in order: each part, with the pages in it; "" for data without pages.

        >>> Draft(Kind.INVOICE, {}, part="a.pdf", pages="1", also=("a.xml",)).pieces
        (('a.pdf', '1'), ('a.xml', ''))
        """
        spans = self.spans or (self.pages, *("" for _ in self.also))
        return tuple(zip((self.part, *self.also), spans, strict=True))

    def value(self, name: str) -> str | None:
        """The plain text of a header field, or None."""
        found = self.fields.get(name)
        return found.value if found is not None and isinstance(found.value, str) else None

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a list field such as `orders`; empty if it was not read."""
        found = self.fields.get(name)
        if found is None:
            return ()
        return (found.value,) if isinstance(found.value, str) else tuple(v for v in found.value if isinstance(v, str))

    def records(self, name: str) -> tuple[Mapping[str, str], ...]:
        """The records of `charges` or `tax`; empty if they were not read."""
        found = self.fields.get(name)
        if found is None or isinstance(found.value, str):
            return ()
        return tuple(v for v in found.value if not isinstance(v, str))

    def to_json(self, *, text: bool = False, printed: bool = False) -> dict[str, Any]:
        """The format of `tallymark read --json`, without `source`; full text and printed pages only when asked for."""
        out: dict[str, Any] = {
            "part": self.part, "document": self.document, "pages": self.pages, "kind": self.kind.value,
            "kind_confidence": round(self.kind_confidence, 4), "language": self.language, "medium": self.medium,
            "fields": {name: value.to_json() for name, value in self.fields.items()},
            "lines": [{name: value.to_json() for name, value in line.items()} for line in self.lines],
            "barcodes": [_barcode_to_json(code) for code in self.barcodes],
            "proved": list(self.proved), "differences": list(self.differences),
            "warnings": list(self.warnings), "also": list(self.also),
        }  # fmt: skip
        if self.spans:
            out["spans"] = list(self.spans)
        if text:
            out["text"] = self.text
        if printed and self.printed:
            out["printed"] = [page.to_json() for page in self.printed]
        return out

    @classmethod
    def from_json(cls, data: Any) -> Draft:
        """Validate what a reader answered; raises ValueError on anything that is not a draft."""
        if not isinstance(data, dict):
            raise ValueError("a draft is a record")
        header, lines = data.get("fields", {}), data.get("lines", [])
        if not isinstance(header, dict) or not isinstance(lines, list):
            raise ValueError("a draft has a record of fields and a list of lines")
        return cls(
            kind=Kind(str(data.get("kind"))), fields=_fields(header, HEADER_FIELDS),
            lines=tuple(_fields(line, LINE_FIELDS) for line in lines),
            part=str(data.get("part") or ""), pages=str(data.get("pages") or ""),
            document=int(data.get("document") or 1), language=_optional(data, "language", str),
            medium=str(data.get("medium") or ""),
            kind_confidence=_confidence(data.get("kind_confidence", 1.0)),
            barcodes=tuple(_barcode_from_json(code) for code in data.get("barcodes") or ()),
            proved=_texts(data, "proved"), differences=_texts(data, "differences"),
            warnings=_texts(data, "warnings"), also=_texts(data, "also"), text=str(data.get("text") or ""),
            printed=pages_from_json(data.get("printed") or []), spans=_spans(data),
        )  # fmt: skip


def _fields(data: Any, vocabulary: tuple[str, ...]) -> dict[str, Field]:
    if not isinstance(data, dict):
        raise ValueError("fields are a record")
    unknown = sorted(set(data) - set(vocabulary))
    if unknown:
        raise ValueError(f"not a field name: {', '.join(map(str, unknown))}")
    return {name: Field.from_json(value) for name, value in data.items()}


def _value_to_json(value: FieldValue) -> Any:
    return value if isinstance(value, str) else [v if isinstance(v, str) else dict(v) for v in value]


def _value_from_json(value: Any) -> FieldValue:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if isinstance(value, list) and all(isinstance(v, dict) for v in value):
        return tuple({str(k): str(x) for k, x in record.items()} for record in value)
    raise ValueError(f"not a field value: {value!r}")


def _barcode_to_json(code: Barcode) -> dict[str, Any]:
    box = list(code.box) if code.box else None
    return {"format": code.format, "text": code.text, "page": code.page, "box": box, "parsed": dict(code.parsed)}


def _barcode_from_json(data: Any) -> Barcode:
    if not isinstance(data, dict):
        raise ValueError("a barcode is a record")
    parsed = {str(k): str(v) for k, v in dict(data.get("parsed") or {}).items()}
    page, box = int(data.get("page") or 1), _box(data.get("box"))
    return Barcode(str(data.get("format")), str(data.get("text")), page, box, parsed)


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(value) for value in data.get(name) or ())


def _spans(data: Mapping[str, Any]) -> tuple[str, ...]:
    spans = _texts(data, "spans")
    if spans and len(spans) != 1 + len(data.get("also") or ()):
        raise ValueError("a document over several parts has pages in each of them")
    return spans


def _optional(data: Mapping[str, Any], name: str, kind: type) -> Any:
    value = data.get(name)
    if value is not None and not isinstance(value, kind):
        raise ValueError(f"{name} is {value!r}")
    return value


def _confidence(value: Any) -> Confidence:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"a confidence lies between 0 and 1: {value!r}")
    return float(value)


def _box(value: Any) -> Box | None:
    if value is None:
        return None
    if not isinstance(value, list | tuple) or len(value) != 4:
        raise ValueError(f"a box has four edges: {value!r}")
    left, top, right, bottom = (float(edge) for edge in value)
    return (left, top, right, bottom)


__all__ = ["HEADER_FIELDS", "LINE_FIELDS", "Barcode", "Draft", "Field", "FieldValue", "Line"]
