"""GS1 element strings (GS1 General Specifications, section 3): application identifiers and their data."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_SEPARATOR = "\x1d"
# Application identifier: name, and the exact or greatest length of its data. Dates are YYMMDD.
_FIXED = {
    "00": ("sscc", 18), "01": ("gtin", 14), "02": ("content_gtin", 14), "11": ("produced", 6), "12": ("due_date", 6),
    "13": ("packed", 6), "15": ("best_before", 6), "17": ("expiry", 6), "20": ("variant", 2), "402": ("shipment", 17),
    "410": ("ship_to", 13), "411": ("bill_to", 13), "412": ("purchased_from", 13), "413": ("ship_for", 13),
    "414": ("location", 13), "415": ("invoicing_party", 13),
}  # fmt: skip
_VARIABLE = {
    "10": ("lot", 20), "21": ("serial", 20), "22": ("consumer_variant", 20), "30": ("count", 8), "37": ("count", 8),
    "240": ("additional_id", 30), "241": ("item", 30), "242": ("made_to_order", 6), "250": ("secondary_serial", 30),
    "251": ("source_entity", 30), "400": ("order", 30), "401": ("consignment", 30), "403": ("routing", 30),
    "420": ("ship_to_postcode", 20),
}  # fmt: skip
_DATES = {"produced", "due_date", "packed", "best_before", "expiry"}
_MEASURE = re.compile(r"(31[0-6]|32[0-9]|33[0-7])(\d)")
_NET_WEIGHT = re.compile(r"310(\d)")
_PIVOT = 51  # years 00 to 50 are 20xx, 51 to 99 are 19xx (GS1 rule for this half of the century)


def parse_elements(text: str) -> dict[str, str]:
    """The elements of a GS1 code, given as `(01)…(10)…`, or raw with FNC1 as group separator; {} if it is none.

    A check digit that is wrong leaves its element out.

    >>> parse_elements("(01)04012345123456(17)261231(10)L-77(37)24")
    {'gtin': '04012345123456', 'expiry': '2026-12-31', 'lot': 'L-77', 'count': '24'}
    >>> parse_elements("(00)340123450000000018")
    {}
    """
    if text.startswith("("):
        pairs = _bracketed(text)
    elif _SEPARATOR in text or text.startswith("]"):
        pairs = _raw(text.removeprefix("]C1").removeprefix("]d2").removeprefix("]Q3").lstrip(_SEPARATOR))
    else:
        return {}
    out: dict[str, str] = {}
    for identifier, value in pairs:
        name, data = _element(identifier, value)
        if name and data and name not in out:
            out[name] = data
    return out


def check_digit(digits: str) -> str:
    """The GS1 check digit (modulo 10, weights 3 and 1 from the right) for digits without it.

    >>> check_digit("34012345000000001")
    '7'
    """
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _bracketed(text: str) -> list[tuple[str, str]]:
    """A bracket in the data itself is no identifier: only known ones split."""
    parts = re.split(r"\((\d{2,4})\)", text)
    pairs: list[tuple[str, str]] = []
    for identifier, value in zip(parts[1::2], parts[2::2], strict=True):
        if _known(identifier) or not pairs:
            pairs.append((identifier, value))
        else:
            before, data = pairs[-1]
            pairs[-1] = (before, f"{data}({identifier}){value}")
    return pairs


def _raw(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    while text:
        identifier = next((text[:size] for size in (4, 3, 2) if _known(text[:size])), "")
        if not identifier:
            return []
        rest = text[len(identifier) :]
        length = _FIXED[identifier][1] if identifier in _FIXED else (6 if identifier not in _VARIABLE else 0)
        value, text = (rest[:length], rest[length:]) if length else rest.partition(_SEPARATOR)[::2]
        text = text.removeprefix(_SEPARATOR)
        pairs.append((identifier, value))
    return pairs


def _known(identifier: str) -> bool:
    return identifier in _FIXED or identifier in _VARIABLE or _MEASURE.fullmatch(identifier) is not None


def _element(identifier: str, value: str) -> tuple[str, str]:
    if (weight := _NET_WEIGHT.fullmatch(identifier)) is not None and value.isdecimal() and value.isascii():
        return ("net_weight_kg", _shifted(value, int(weight.group(1))))
    if identifier in _VARIABLE:
        name, most = _VARIABLE[identifier]
        fits = 0 < len(value) <= most and (name != "count" or (value.isdecimal() and value.isascii()))
        return (name, value.lstrip("0") or "0" if name == "count" else value) if fits else ("", "")
    if identifier not in _FIXED:
        return ("", "")
    name, length = _FIXED[identifier]
    if len(value) != length or not (value.isdecimal() and value.isascii()):
        return ("", "")
    if name in _DATES:
        return (name, _date(value))
    checked = length in (13, 14, 17, 18)
    return (name, value) if not checked or check_digit(value[:-1]) == value[-1] else ("", "")


def _date(value: str) -> str:
    """YYMMDD; day 00 is the last of the month."""
    year, month, day = int(value[:2]), int(value[2:4]), int(value[4:])
    year += 2000 if year < _PIVOT else 1900
    if not 1 <= month <= 12:
        return ""
    last = monthrange(year, month)[1]
    return date(year, month, day or last).isoformat() if day <= last else ""


def _shifted(digits: str, places: int) -> str:
    whole = digits.rjust(places + 1, "0")
    text = f"{whole[: len(whole) - places]}.{whole[len(whole) - places :]}" if places else whole
    trimmed = text.rstrip("0").rstrip(".") if "." in text else text
    return trimmed.lstrip("0") if trimmed.lstrip("0")[:1] not in ("", ".") else "0" + trimmed.lstrip("0")


__all__ = ["check_digit", "parse_elements"]
