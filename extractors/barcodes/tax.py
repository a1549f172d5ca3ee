"""Codes that tax offices prescribe on invoices: Portugal (Portaria 195/2020, ATCUD) and Spain (VERI*FACTU)."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

_PORTUGUESE = re.compile(r"A:\d{9}\*B:.+\*")
_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,2})?")


def parse_tax_code(text: str) -> dict[str, str]:
    """Supplier's tax number, invoice number, date and totals, {} if the text is no such code.

    >>> parse_tax_code("A:500000000*B:999999990*C:PT*D:FT*E:N*F:20260305*G:FT A/12*H:0*I1:PT*N:23.00*O:123.00*Q:x*R:1")
    {'supplier_vat': 'PT500000000', 'invoice_number': 'FT A/12', 'invoice_date': '2026-03-05', \
'tax_total': '23.00', 'gross_total': '123.00'}
    """
    if _PORTUGUESE.match(text):
        return _portuguese(text)
    if text.startswith("https://") and ".agenciatributaria." in text[:80]:
        return _spanish(text)
    return {}


def _portuguese(text: str) -> dict[str, str]:
    parts = dict(part.split(":", 1) for part in text.split("*") if ":" in part)
    day = parts.get("F", "")
    found = {
        "supplier_vat": "PT" + parts.get("A", ""),
        "invoice_number": parts.get("G", ""),
        "invoice_date": _date(day[:4], day[4:6], day[6:]),
        "tax_total": parts.get("N", "") if _DECIMAL.fullmatch(parts.get("N", "")) else "",
        "gross_total": parts.get("O", "") if _DECIMAL.fullmatch(parts.get("O", "")) else "",
    }
    return {name: value for name, value in found.items() if value}


def _spanish(text: str) -> dict[str, str]:
    try:
        query = parse_qs(urlsplit(text).query)
    except ValueError:
        return {}
    first = {name: values[0].strip() for name, values in query.items()}
    day, _, rest = first.get("fecha", "").partition("-")
    month, _, year = rest.partition("-")
    found = {
        "supplier_vat": "ES" + first["nif"] if first.get("nif") else "",
        "invoice_number": first.get("numserie", ""),
        "invoice_date": _date(year, month, day),
        "gross_total": first.get("importe", "") if _DECIMAL.fullmatch(first.get("importe", "")) else "",
    }
    return {name: value for name, value in found.items() if value}


def _date(year: str, month: str, day: str) -> str:
    if not (year + month + day).isdecimal() or not (year + month + day).isascii():
        return ""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


__all__ = ["parse_tax_code"]
