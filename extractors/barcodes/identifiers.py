"""Data identifiers (ANSI MH10.8.2, in ISO/IEC 15434 messages) and labelled pairs such as `PO:4711|DN:12`."""

from __future__ import annotations

import re

_GROUP = "\x1d"
_NAMES = {
    "K": "order", "1K": "supplier_order", "4K": "order_line", "11K": "delivery_note", "2S": "shipment", "P": "item",
    "1P": "supplier_item", "Q": "count", "T": "lot", "1T": "lot", "S": "serial", "V": "supplier", "J": "license_plate",
    "1J": "license_plate", "N": "nsn", "D": "date", "9D": "date", "14D": "expiry", "16D": "produced",
}  # fmt: skip
_PAIRS = {
    "po": "order", "order": "order", "bestellung": "order", "dn": "delivery_note", "ls": "delivery_note",
    "lieferschein": "delivery_note", "bl": "delivery_note", "inv": "invoice_number", "invoice": "invoice_number",
    "re": "invoice_number", "rechnung": "invoice_number", "item": "item", "lot": "lot", "charge": "lot", "batch": "lot",
    "qty": "count", "menge": "count", "exp": "expiry", "sn": "serial",
}  # fmt: skip
_HEADER = re.compile(r"\[\)>\x1e?06\x1d")
_TOKEN = re.compile(r"(\d{0,2}[A-Z])([\w./#-]{2,40})")
_PAIR = re.compile(r"\s*([A-Za-z]{2,12})\s*[:=]\s*([^|;:=\r\n]{1,60}?)\s*")


def parse_identifiers(text: str) -> dict[str, str]:
    """The identified data, {} where the text is of another kind.

    >>> parse_identifiers("[)>\\x1e06\\x1d11KLS-77\\x1dK4500071\\x1dQ24\\x1e\\x04")
    {'delivery_note': 'LS-77', 'order': '4500071', 'count': '24'}
    >>> parse_identifiers("DN:LS-77|PO:4500071"), parse_identifiers("https://a.example/x:y")
    ({'delivery_note': 'LS-77', 'order': '4500071'}, {})
    """
    if (header := _HEADER.match(text)) is not None:
        return _identified(text[header.end() :].split("\x1e", 1)[0].split(_GROUP))
    if "://" in text:
        return {}
    return _labelled(text) or _identified(text.split())


def _identified(tokens: list[str]) -> dict[str, str]:
    """Two tokens or more, each with a known identifier; one alone could be any word."""
    found = [match for token in tokens if (match := _TOKEN.fullmatch(token)) is not None]
    known = [(match.group(1), match.group(2)) for match in found if match.group(1) in _NAMES]
    if len(known) < 2 or len(known) != len([token for token in tokens if token]):
        return {}
    out: dict[str, str] = {}
    for identifier, value in known:
        out.setdefault(_NAMES[identifier], value)
    return out


def _labelled(text: str) -> dict[str, str]:
    parts = [part for part in re.split(r"[|;\r\n]", text) if part.strip()]
    matches = [_PAIR.fullmatch(part) for part in parts]
    out: dict[str, str] = {}
    for match in matches:
        if match is not None and (name := _PAIRS.get(match.group(1).lower())) is not None:
            out.setdefault(name, match.group(2))
    return out if all(match is not None for match in matches) else {}


__all__ = ["parse_identifiers"]
