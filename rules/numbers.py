"""The numbers that documents, orders and notes bear: when two of them are the same."""

from __future__ import annotations

import re
from functools import lru_cache

_LEADING_ZEROS = re.compile(r"(?<!\d)0+")
_FOLDED = str.maketrans("IL", "11")


def key(text: str | None) -> str:
    """An order, item, delivery-note or lot number for comparing: without case and outer spaces; "" if none.

    >>> key(" Po-1 ") == key("PO-1")
    True
    """
    return text.strip().casefold() if text else ""


def keys(*texts: str | None) -> frozenset[str]:
    """The numbers among these that are not blank, for comparing.

    >>> sorted(keys("A-100", None, " ", "x1"))
    ['a-100', 'x1']
    """
    return frozenset(found for found in map(key, texts) if found)


@lru_cache(maxsize=65536)
def document_keys(number: str | None) -> tuple[str, str] | None:
    """What a document number may be mistaken for, in two sequences; None without a number.

    Upper case, letters and digits only, O → 0; then I and L → 1 and the leading zeros of each run of
    digits dropped, in one sequence and in the other. A number of neither letters nor digits stands for itself.

    >>> document_keys("inv-0017"), document_keys("INV-O01"), document_keys(" ")
    (('1NV17', '1NV17'), ('1NV1', '1NV1'), None)
    """
    if not number or not number.strip():
        return None
    bare = "".join(sign for sign in number.upper() if sign.isalnum()).replace("O", "0")
    if not bare:
        return number.strip(), number.strip()
    folded = _LEADING_ZEROS.sub("", bare.translate(_FOLDED))
    dropped = _LEADING_ZEROS.sub("", bare).translate(_FOLDED)
    return folded, dropped


def same_document(one: tuple[str, str] | None, other: tuple[str, str] | None) -> bool:
    """True if two document numbers are the same, after either sequence.

    >>> same_document(document_keys("RE-O1"), document_keys("RE 1")), same_document(None, None)
    (True, False)
    """
    return one is not None and other is not None and (one[0] == other[0] or one[1] == other[1])


__all__ = ["document_keys", "key", "keys", "same_document"]
