"""What a code says: one door to the parsers of GS1, of data identifiers, of payment and of tax codes."""

from __future__ import annotations

from extractors.barcodes.gs1 import parse_elements
from extractors.barcodes.identifiers import parse_identifiers
from extractors.barcodes.payment import parse_payment
from extractors.barcodes.tax import parse_tax_code

_PARSERS = (parse_payment, parse_tax_code, parse_elements, parse_identifiers)


def parse_content(text: str) -> dict[str, str]:
    """The business data of a code by name, {} where it carries none that is known.

    Names: gtin, sscc, lot, expiry, count … of GS1; order, delivery_note, item … of data identifiers; iban, amount,
    currency, reference … of payment codes; invoice_number, gross_total … of tax codes. Dates are ISO 8601.

    >>> parse_content("(00)340123450000000017"), parse_content("just a text")
    ({'sscc': '340123450000000017'}, {})
    """
    for parse in _PARSERS:
        found = parse(text)
        if found:
            return found
    return {}


__all__ = ["parse_content"]
