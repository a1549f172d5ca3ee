"""Printed numbers: 1.234,56 and 1,234.56, 1 234,56 and 1'234.56, Indian 12,34,567.89.

A number says itself which mark divides its decimals in most cases; `1.234` does not. Such a one is
read by the mark that the rest of the document uses (`decide_mark`) and flagged as ambiguous where
the document does not tell either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

SPACES = " \u00a0\u2007\u2009\u202f"
QUOTES = "'’`´"
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-"})

_BARE = re.compile(rf"\d+(?:[.,{SPACES}{QUOTES}]\d+)*")
_GROUPED = re.compile(rf"\d{{1,3}}(?P<g>[.,{SPACES}{QUOTES}])\d{{3}}(?:(?P=g)\d{{3}})*(?:(?P<d>[.,])(?P<frac>\d+))?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.(?P<frac>\d+))?")
_PLAIN = re.compile(r"\d+(?:(?P<d>[.,])(?P<frac>\d+))?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: its `value`, decimal `places`, the `mark` before them ("" if none).

    `grouped` tells that thousands were marked, `ambiguous` that the one mark could be either.
    """

    value: Decimal
    places: int
    mark: str = ""
    grouped: bool = False
    ambiguous: bool = False


def parse_number(text: str, mark: str | None = None) -> Number | None:
    """Read a printed number, with the sign before or after it or in brackets; None if it is none.

    `mark` is the decimal mark of the document, where it is known.

    >>> [str(parse_number(t).value) for t in ("1.234,56", "1,234.56", "1 234,56", "1'234.56", "12,34,567.89")]
    ['1234.56', '1234.56', '1234.56', '1234.56', '1234567.89']
    >>> str(parse_number("(5,00)").value), str(parse_number("5.00-").value)
    ('-5.00', '-5.00')
    >>> parse_number("1.234").ambiguous, parse_number("1.234", mark=",").value
    (True, Decimal('1234'))
    """
    body, negative = _signed(text)
    if not _BARE.fullmatch(body):
        return None
    number = _indian(body) or _grouped(body, mark) or _plain(body)
    if number is None or not negative:
        return number
    return Number(-number.value, number.places, number.mark, number.grouped, number.ambiguous)


def decide_mark(texts: Iterable[str]) -> str | None:
    """The decimal mark that a document's numbers agree on; None where they do not tell.

    >>> decide_mark(["1.234,56", "7", "1.000"]), decide_mark(["9.99", "1,234.50"]), decide_mark(["1.234"])
    (',', '.', None)
    """
    votes = {",": 0, ".": 0}
    for text in texts:
        number = parse_number(text)
        if number is not None and number.mark and not number.ambiguous:
            votes[number.mark] += 3 if number.grouped else 1
    if votes[","] == votes["."]:
        return None
    winner, loser = (",", ".") if votes[","] > votes["."] else (".", ",")
    return winner if votes[winner] >= 2 * votes[loser] else None


def _signed(text: str) -> tuple[str, bool]:
    body = text.strip().translate(_DASHES)
    if body.startswith("(") and body.endswith(")"):
        return body[1:-1].strip(), True
    if body.startswith("-") or body.endswith("-"):
        return body.strip("-").strip(), True
    return body.removeprefix("+").strip(), False


def _indian(body: str) -> Number | None:
    found = _INDIAN.fullmatch(body)
    if found is None:
        return None
    return _number(body.replace(",", ""), found["frac"], ".", grouped=True)


def _grouped(body: str, mark: str | None) -> Number | None:
    found = _GROUPED.fullmatch(body)
    if found is None or found["d"] == found["g"]:
        return None
    group, frac = found["g"], found["frac"]
    whole = body[: found.start("d")] if frac else body
    digits = whole.replace(group, "")
    if frac:
        return _number(f"{digits}.{frac}", frac, found["d"], grouped=True)
    if body.count(group) > 1 or group in SPACES + QUOTES or digits.startswith("0"):
        return None if digits.startswith("0") else _number(digits, None, "", grouped=True)
    if mark == group:
        return _plain(body)
    number = _number(digits, None, "", grouped=True)
    return number if mark else Number(number.value, 0, "", grouped=True, ambiguous=True)


def _plain(body: str) -> Number | None:
    found = _PLAIN.fullmatch(body)
    if found is None:
        return None
    return _number(body.replace(",", "."), found["frac"], found["d"] or "", grouped=False)


def _number(digits: str, frac: str | None, mark: str, *, grouped: bool) -> Number:
    return Number(Decimal(digits), len(frac or ""), mark if frac else "", grouped)


__all__ = ["QUOTES", "SPACES", "Number", "decide_mark", "parse_number"]
