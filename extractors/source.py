"""What a format module is given: the bytes with their name and medium, and how they are to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Media(StrEnum):
    """What bytes are, by their content; the file name is only a hint (`extractors.sniff`)."""

    PDF = "pdf"
    XML = "xml"
    HTML = "html"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    GIF = "gif"
    BMP = "bmp"
    WEBP = "webp"
    DOCX = "docx"
    XLSX = "xlsx"
    DOC = "doc"
    CSV = "csv"
    EDIFACT = "edifact"
    X12 = "x12"
    EML = "eml"
    MSG = "msg"
    MBOX = "mbox"
    ZIP = "zip"
    GZIP = "gzip"
    TNEF = "tnef"
    P7M = "p7m"
    TEXT = "text"
    ICS = "ics"
    UNKNOWN = "unknown"

    @property
    def image(self) -> bool:
        """True for pictures that are read by OCR."""
        return self in (Media.PNG, Media.JPEG, Media.TIFF, Media.GIF, Media.BMP, Media.WEBP)


@dataclass(frozen=True, slots=True)
class Source:
    """One blob to be read. `name` is the file's own name without its folders, "" where unknown."""

    data: bytes
    name: str = ""
    media: Media = Media.UNKNOWN


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. `page_only` ignores XML embedded in a PDF, `passwords` are tried in turn on an
    encrypted file, `languages` are ISO 639-1 codes that OCR and the label words should expect
    (empty: all that are installed), `max_pages` is the number of pages after which a file is refused,
    `buyer_names`, `buyer_vat_ids` and `buyer_domains` are the reader's own: never the supplier's; `ranges`
    are the pages (first, last) of each document as a person says, instead of what the pages show, and `kind` what
    they are, instead of what they look like ("" for nothing said);
    `second_reader` has scans read by the second engine too (`extractors.pages.second_reader`)."""

    page_only: bool = False
    passwords: Sequence[str] = ()
    languages: Sequence[str] = ()
    max_pages: int = 500
    buyer_names: Sequence[str] = ()
    buyer_vat_ids: Sequence[str] = ()
    buyer_domains: Sequence[str] = ()
    ranges: Sequence[Sequence[int]] = ()
    kind: str = ""
    second_reader: bool = False


__all__ = ["Media", "ReadOptions", "Source"]
