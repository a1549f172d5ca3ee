"""A page's picture as it crosses from the reader to the desk; making one is in `extractors.pages.picture`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from documents.printed import PrintedPage

PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
PICTURES: Final = {PNG: b"\x89PNG\r\n\x1a\n", JPEG: b"\xff\xd8\xff"}
"""The kinds of pictures that are shown, by how their bytes begin."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: the encoded picture, its media type, the page's size and words, and how many pages the file has."""

    data: bytes
    media: str
    page: PrintedPage
    count: int


__all__ = ["JPEG", "PICTURES", "PNG", "Picture"]
