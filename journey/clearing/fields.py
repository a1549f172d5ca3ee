"""The fields of a document as a clerk goes through them: what was read, what is doubtful, what is proved, and where
it stands on the page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from documents.draft import Draft, Field, Line
from documents.finding import Finding
from documents.kinds import Kind, Severity
from documents.measures import Box, Confidence
from journey.facts.typed import INVOICE_FIGURES, SLIP_FIGURES, number
from rules.figures import money
from rules.units import counted

_INVOICE: Final = (
    "invoice_number", "invoice_date", "due_date", "supplier_name", "supplier_vat", "iban", "po_number",
    "delivery_note_number", "currency", "net_total", "tax_total", "gross_total",
)  # fmt: skip
_SLIP: Final = (
    "delivery_note_number", "delivery_note_date", "supplier_name", "po_number", "carrier", "tracking_number",
)  # fmt: skip
_NEEDED: Final = frozenset({*INVOICE_FIGURES.values(), *SLIP_FIGURES.values()})
_LINE: Final[Mapping[bool, Sequence[str]]] = {
    False: ("quantity", "unit", "unit_price", "net"), True: ("shipped", "unit"),
}  # fmt: skip
CORRECTED: Final = "correction/"
"""How the method of a value begins that a person put right."""

# What a finding is about where its evidence names no field of the page.
_ABOUT: Final[Mapping[str, Sequence[str]]] = {
    "duplicate-exact": ("invoice_number", "invoice_date"), "duplicate-probable": ("gross_total", "invoice_date"),
    "document-date": ("invoice_date",), "line-unmatched": ("description", "item"),
    "line-ambiguous": ("description", "item"), "slip-line-unordered": ("description", "item"),
    "order-closed": ("po_number",), "supplier-mismatch": ("supplier_name", "po_number"),
}  # fmt: skip
_LABELS: Final = {
    "po_number": "Order", "iban": "IBAN", "supplier_vat": "Supplier VAT", "delivery_note_number": "Delivery note",
}  # fmt: skip
_MONEY: Final = frozenset({"net_total", "tax_total", "gross_total", "unit_price", "net"})
_PAPER: Final = {**INVOICE_FIGURES, "supplier": "supplier_name"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as it is shown. `doubt` says in words why a person should look, "" where there is no need; `by` who
    put it right; `page`, `box` and `path` where it stands."""

    name: str
    label: str
    value: str
    doubt: str = ""
    proved: bool = False
    by: str = ""
    confidence: Confidence | None = None
    page: int | None = None
    box: Box | None = None
    path: str | None = None


def header(draft: Draft, least: Decimal, findings: Sequence[Finding]) -> tuple[Shown, ...]:
    """The header's fields in the order of a page; those that every document of its kind has, be they read or not."""
    usual = _SLIP if draft.kind is Kind.PACKING_SLIP else _INVOICE
    names = (*usual, *(name for name in draft.fields if name not in usual and _plain(draft.fields[name])))
    asked = {name for finding in findings for name in about(finding, draft) if finding.line is None}
    return tuple(_shown(name, draft.fields.get(name), draft, least, asked) for name in dict.fromkeys(names))


def of_line(place: int, draft: Draft, least: Decimal, findings: Sequence[Finding]) -> tuple[Shown, ...]:
    """The figures of a line (from 1), as they can be put right."""
    line = draft.lines[place - 1]
    names = _figures(draft, line)
    asked = {name for finding in findings if finding.line == place for name in about(finding, draft)}
    return tuple(_shown(f"{place}.{name}", line.get(name), draft, least, asked) for name in names)


def about(finding: Finding, draft: Draft) -> tuple[str, ...]:
    """The fields, as they are named on the page (`3.quantity`), that a finding is about: its evidence, lit."""
    slip = draft.kind is Kind.PACKING_SLIP
    said = finding.evidence.get("field")
    paper = {**_PAPER, **SLIP_FIGURES} if slip else _PAPER
    if finding.line is None or not 1 <= finding.line <= len(draft.lines):
        named = (paper.get(said, said),) if said else _ABOUT.get(finding.code, ())
        return tuple(named)
    quantity = "shipped" if slip and "shipped" in draft.lines[finding.line - 1] else "quantity"
    named = (said,) if said else _ABOUT.get(finding.code, (quantity,))
    return tuple(f"{finding.line}.{name}" for name in named)


def doubtful(fields: Sequence[Shown]) -> Iterator[Shown]:
    """Those that a person should look at."""
    return (field for field in fields if field.doubt)


def _figures(draft: Draft, line: Line) -> Sequence[str]:
    slip = draft.kind is Kind.PACKING_SLIP
    return ("quantity", "unit") if slip and "shipped" not in line else _LINE[slip]


def _shown(name: str, field: Field | None, draft: Draft, least: Decimal, asked: Collection[str]) -> Shown:
    bare = name.rpartition(".")[2]
    label = _LABELS.get(bare) or bare.replace("_", " ").capitalize()
    if field is None:
        doubt = "not read" if name in _NEEDED or name in asked else ""
        return Shown(name, label, "", doubt)
    by = field.method.removeprefix(CORRECTED) if field.method.startswith(CORRECTED) else ""
    proved = name in draft.proved and not by
    doubt = "" if by else _doubt(name, field, least, asked)
    sure = None if by else field.confidence
    value = written(bare, _text(field), draft.value("currency"), _quantity_beside(name, draft))
    return Shown(name, label, value, doubt, proved, by, sure, field.page, field.box, field.path)


def _doubt(name: str, field: Field, least: Decimal, asked: Collection[str]) -> str:
    if Decimal(str(field.confidence)) < least:
        return f"{round(field.confidence * 100)} % sure"
    return "named by a finding" if name in asked else ""


def written(name: str, text: str, currency: str | None = None, quantity: str | None = None) -> str:
    """A field's value as people write it: money with its minor places, a unit as the word for so many of it; both are
    understood when sent back. `name` may be a line's (`3.net`).

    >>> written("3.net", "12.5", "EUR"), written("unit", "H87", quantity="1"), written("item", "W-8")
    ('12.50', 'piece', 'W-8')
    """
    bare = name.rpartition(".")[2]
    if bare == "unit":
        return counted(number(quantity), text)
    figure = number(text) if bare in _MONEY else None
    return text if figure is None else money(figure, currency).partition(" ")[0]


def _quantity_beside(name: str, draft: Draft) -> str | None:
    """The quantity that a line's unit stands behind."""
    place, _, bare = name.rpartition(".")
    if bare != "unit":
        return None
    line = draft.lines[int(place) - 1]
    field = line.get("quantity") or line.get("shipped")
    return _text(field) if field else None


def _text(field: Field) -> str:
    parts = [field.value] if isinstance(field.value, str) else field.value
    return ", ".join(part if isinstance(part, str) else " ".join(part.values()) for part in parts)


def _plain(field: Field) -> bool:
    return isinstance(field.value, str)


def blocking(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that need somebody: not what was accepted, nor what only tells."""
    return tuple(finding for finding in findings if finding.severity is not Severity.INFO)


__all__ = ["CORRECTED", "Shown", "about", "blocking", "doubtful", "header", "of_line", "written"]
