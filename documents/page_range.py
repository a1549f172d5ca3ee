"""Ranges of pages, as drafts and the keys of documents spell them: `3` or `3-5`; nothing for data without pages."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Pages: TypeAlias = tuple[int, int]
"""First and last page, the first of a file being 1; both belong to the range."""
_RANGE: Final = re.compile(r"([0-9]+)(?:-([0-9]+))?")


def page_range(text: str) -> Pages | None:
    """What a spelling means; None for data without pages, and for what is no range.

    >>> page_range("3"), page_range("3-5"), page_range(""), page_range("x-")
    ((3, 3), (3, 5), None, None)
    """
    said = _RANGE.fullmatch(text)
    return (int(said[1]), int(said[2] or said[1])) if said else None


def page_range_text(first: int, last: int) -> str:
    """The inverse of `page_range`.

    >>> page_range_text(3, 3), page_range_text(3, 5)
    ('3', '3-5')
    """
    return str(first) if first == last else f"{first}-{last}"


__all__ = ["Pages", "page_range", "page_range_text"]
