"""What the codes on a page say of its fields: a second, exact witness beside the printed text.

A code that repeats a printed value makes it sure. A code that names a field which was not read supplies it, and
one that nearly agrees with an unsure reading mends it (OCR takes 0 for O, a code does not). A code that clearly
says something else changes nothing: it is told, for a person to look at; a payment code with another account is
a known fraud.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from documents.draft import Barcode, Draft, Field
from documents.kinds import Kind
from documents.measures import Confidence

METHOD = "barcode/1"
_AGREED: Confidence = 0.99
_TAKEN: Confidence = 0.95
_UNSURE: Confidence = 0.90
_LIKE = 0.75
_SHORTEST = 4
_NUMBERS = ("invoice_number", "po_number", "delivery_note_number", "tracking_number")
# What a parsed code may supply, and the header field that it is.
_SUPPLIES = {
    "order": "po_number", "delivery_note": "delivery_note_number", "invoice_number": "invoice_number",
    "invoice_date": "invoice_date", "supplier_vat": "supplier_vat", "gross_total": "gross_total",
    "tax_total": "tax_total", "iban": "iban", "currency": "currency",
}  # fmt: skip
_OF_BILLS = {"invoice_number", "invoice_date", "gross_total", "tax_total", "iban", "currency", "supplier_vat"}
_ALSO = {"po_number": "orders", "delivery_note_number": "delivery_notes"}


def weigh_codes(draft: Draft) -> Draft:
    """The draft with its codes taken into account; drafts without codes come back as they are."""
    if not draft.barcodes:
        return draft
    fields, warnings = dict(draft.fields), list(draft.warnings)
    for name in _NUMBERS:
        for code, text in _texts(draft):
            _agree(fields, name, text, code)
    for code, name, value in _named(draft):
        _supply(fields, warnings, name, value, code)
    for single, several in _ALSO.items():
        if single in fields and fields[single].method == METHOD:
            listed = fields.get(several)
            known = listed.value if listed is not None and not isinstance(listed.value, str) else ()
            others = tuple(value for value in known if isinstance(value, str) and not _same(value, fields[single].text))
            fields[several] = replace(fields[single], value=(fields[single].text, *others))
    return replace(draft, fields=fields, warnings=tuple(warnings))


def _texts(draft: Draft) -> Iterator[tuple[Barcode, str]]:
    for code in draft.barcodes:
        yield code, code.text
        for value in code.parsed.values():
            yield code, value


def _named(draft: Draft) -> Iterator[tuple[Barcode, str, str]]:
    bill = draft.kind in (Kind.INVOICE, Kind.CREDIT_NOTE)
    for code in draft.barcodes:
        for key, value in code.parsed.items():
            name = _SUPPLIES.get(key)
            if name is not None and (bill or name not in _OF_BILLS):
                yield code, name, value


def _agree(fields: dict[str, Field], name: str, text: str, code: Barcode) -> None:
    """Make a printed number sure if a code repeats it, or mend one that was read unsurely."""
    found = fields.get(name)
    if found is None or not isinstance(found.value, str) or len(_bare(text)) < _SHORTEST:
        return
    if _same(found.value, text):
        fields[name] = replace(found, confidence=max(found.confidence, _AGREED))
    elif found.confidence < _UNSURE and _near(found.value, text):
        fields[name] = Field(text, _TAKEN, code.page, code.box, None, METHOD)


def _supply(fields: dict[str, Field], warnings: list[str], name: str, value: str, code: Barcode) -> None:
    found = fields.get(name)
    if found is None:
        fields[name] = Field(value, _TAKEN, code.page, code.box, None, METHOD)
    elif isinstance(found.value, str) and _same(found.value, value):
        fields[name] = replace(found, confidence=max(found.confidence, _AGREED))
    elif isinstance(found.value, str):
        shown = name.replace("_", " ")
        warnings.append(f"A code on page {code.page} says {shown} {value}, the page says {found.value}.")


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _near(one: str, other: str) -> bool:
    """As long and nearly alike: what OCR makes of a number."""
    a, b = _bare(one), _bare(other)
    return len(a) == len(b) and SequenceMatcher(None, a, b).ratio() >= _LIKE


def _bare(text: str) -> str:
    """Letters and digits; of a decimal its value."""
    whole, point, cents = text.partition(".")
    if point and whole.lstrip("-").isdecimal() and cents.isdecimal() and len(cents) <= 2:
        return whole + "." + cents.ljust(2, "0")
    return "".join(char for char in text.upper() if char.isalnum())


__all__ = ["METHOD", "weigh_codes"]
