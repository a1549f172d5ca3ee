"""How facts are written into columns and hashes: one spelling each, the same on both databases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, Final

import orjson

from documents.errors import WrongUseError

NANO: Final = Decimal(1_000_000_000)
"""Quantities are counted in billionths, as whole numbers: figures closer than that are equal."""

PARTS: Final = Decimal(10_000)
"""Amounts are searched and added up in ten-thousandths, as whole numbers."""

NEVER: Final = "9999-12-31T23:59:59.999999Z"
"""The last instant that can be written: where there is none yet that would sort behind all others."""

_LARGEST: Final = 2**62
_ALIKE: Final = str.maketrans("IL", "11", "O0")


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the spelling that hashes are taken of.

    >>> canonical({"b": 1, "a": "ä"})
    '{"a":"ä","b":1}'
    """
    return canonical_bytes(value).decode()


def canonical_bytes(value: Any) -> bytes:
    """The same as UTF-8. What orjson cannot write (a whole number beyond 64 bits, a key that is no text) the
    standard library writes, in the same spelling; a test holds the two together.

    >>> canonical_bytes({1: 2**70})
    b'{"1":1180591620717411303424}'
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def number_key(number: str) -> str:
    """How order, receipt and delivery-note numbers compare: without case and outer spaces.

    >>> number_key("  Po-17 ")
    'po-17'
    """
    return number.strip().casefold()


def likeness_key(number: str | None) -> str | None:
    """A coarse key of an invoice number, for the index of possible duplicates.

    Numbers that MATCHING's step 5 calls the same share it whatever they differ in (separators, case,
    O and 0, I, L and 1, leading zeros); a few that are not the same share it too, so the rules compare again.

    >>> likeness_key("INV-0O1l"), likeness_key("inv 11")
    ('1NV11', '1NV11')
    """
    if number is None:
        return None
    signs = "".join(sign for sign in number.upper() if sign.isalnum())
    return signs.translate(_ALIKE)


def to_nano(quantity: Decimal, *, floor: bool = False) -> int:
    """A quantity in whole billionths, rounded half-up, or towards zero with `floor`.

    Raises WrongUseError above four billion: no receipt line holds that many.

    >>> to_nano(Decimal("2.5")), to_nano(Decimal(2) / 3, floor=True)
    (2500000000, 666666666)
    """
    nano = int((quantity * NANO).to_integral_value(ROUND_DOWN if floor else ROUND_HALF_UP))
    if abs(nano) > _LARGEST:
        raise WrongUseError(f"a quantity of {quantity} is beyond what a receipt line can hold: check its unit")
    return nano


def from_nano(nano: int) -> Decimal:
    """The inverse of `to_nano`.

    >>> from_nano(2500000000)
    Decimal('2.5')
    """
    return Decimal(nano) / NANO


def to_parts(amount: Decimal | None) -> int | None:
    """An amount in ten-thousandths of its currency's unit, rounded half-up, to be compared and added up; None where
    there is none, or where it is beyond any amount of business.

    >>> to_parts(Decimal("1.005")), to_parts(Decimal("1E30")), to_parts(None)
    (10050, None, None)
    """
    if amount is None:
        return None
    parts = int((amount * PARTS).to_integral_value(ROUND_HALF_UP))
    return parts if abs(parts) <= _LARGEST else None


def from_parts(parts: int | None) -> Decimal | None:
    """The inverse of `to_parts`.

    >>> from_parts(10050)
    Decimal('1.005')
    """
    return None if parts is None else Decimal(parts) / PARTS


def instant_text(instant: datetime) -> str:
    """An aware instant as sortable UTC text with microseconds.

    >>> instant_text(datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
    '2026-03-01T08:30:00.000000Z'
    """
    if instant.tzinfo is None:
        raise WrongUseError("an instant needs a time zone: give an aware datetime")
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The inverse of `instant_text`."""
    return datetime.fromisoformat(text)


def day_text(day: date | None) -> str | None:
    """A day of business as ISO 8601 text, or None."""
    return None if day is None else day.isoformat()


def day(text: str | None) -> date | None:
    """The inverse of `day_text`."""
    return None if text is None else date.fromisoformat(text)


def record(text: str) -> Mapping[str, Any]:
    """A JSON object from a column of our own writing."""
    found: Mapping[str, Any] = orjson.loads(text)
    return found


__all__ = [
    "NANO", "NEVER", "PARTS", "canonical", "canonical_bytes", "day", "day_text", "digest", "from_nano", "from_parts",
    "instant", "instant_text", "likeness_key", "number_key", "record", "to_nano", "to_parts",
]  # fmt: skip
