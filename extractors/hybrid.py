"""Hybrid documents: the XML says what counts, the page is what a person sees; the two are held together.

MATCHING, step 1: where page and XML differ in number, date, gross total, currency or IBAN, matching stops the
document (`page-xml-mismatch`). Only what the page shows clearly counts as a difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from documents.draft import Draft
from documents.errors import UnreadableError
from documents.measures import Confidence
from documents.page_range import page_range, page_range_text
from extractors.embedded import Embedded, find_invoice
from extractors.formats import choose
from extractors.source import ReadOptions, Source

CLEAR: Confidence = 0.975
"""A page value counts against the XML from this confidence on."""

_COMPARED = (
    ("number", "invoice_number"), ("date", "invoice_date"), ("gross_total", "gross_total"),
    ("currency", "currency"), ("iban", "iban"),
)  # fmt: skip


def read_pdf(source: Source, options: ReadOptions) -> list[Draft]:
    """A PDF by its embedded XML, checked against its pages; by its pages where it carries none.

    Raises UnreadableError if neither can be read.
    """
    embedded = None if options.page_only else find_invoice(source.data, options.passwords)
    if embedded is None:
        return choose(source).read(source, options)
    try:
        told = choose(embedded.source).read(embedded.source, options)
    except UnreadableError as fault:
        sentence = f"Its embedded {embedded.name} could not be read ({fault.code}), so the pages were."
        return [replace(draft, warnings=(*draft.warnings, sentence)) for draft in choose(source).read(source, options)]
    return _checked(told, embedded, source, options)


def _checked(told: list[Draft], embedded: Embedded, source: Source, options: ReadOptions) -> list[Draft]:
    warnings = [f"It also carries {name}, which differs from {embedded.name}." for name in embedded.others]
    try:
        shown = choose(source).read(source, options)
    except UnreadableError as fault:
        warnings.append(f"Its pages could not be read: {fault.sentence}")
        return [replace(draft, warnings=(*draft.warnings, *warnings)) for draft in told]
    pages = _span(shown)
    return [
        replace(
            draft, pages=pages, language=draft.language or shown[0].language, warnings=(*draft.warnings, *warnings),
            differences=differences(draft, shown), barcodes=tuple(code for page in shown for code in page.barcodes),
            text="\n".join((draft.text, *(page.text for page in shown))),
        )
        for draft in told
    ]  # fmt: skip


def differences(told: Draft, shown: Sequence[Draft]) -> tuple[str, ...]:
    """The fields (MATCHING's names) that every page document which shows them clearly shows otherwise."""
    return tuple(name for name, field in _COMPARED if _differs(told, shown, field))


def _differs(told: Draft, shown: Sequence[Draft], field: str) -> bool:
    stated = told.value(field)
    seen = [
        found.text
        for page in shown
        if (found := page.fields.get(field)) is not None and found.confidence >= CLEAR and isinstance(found.value, str)
    ]
    if stated is None or not seen:
        return False
    if field == "iban" and any(_bare(value) in _bare(told.text) for value in seen):
        return False  # the XML names several accounts
    return all(_bare_value(field, value) != _bare_value(field, stated) for value in seen)


def _bare_value(field: str, value: str) -> str:
    """Amounts without sign and trailing zeros, codes without case and punctuation."""
    return str(abs(Decimal(value)).normalize()) if field == "gross_total" else _bare(value)


def _bare(value: str) -> str:
    return "".join(char for char in value.upper() if char.isalnum())


def _span(shown: Sequence[Draft]) -> str:
    numbers = [number for draft in shown for number in page_range(draft.pages) or ()]
    return page_range_text(min(numbers), max(numbers)) if numbers else ""


__all__ = ["CLEAR", "differences", "read_pdf"]
