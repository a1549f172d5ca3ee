"""Whether a candidate can be read at all: encrypted, damaged, a bomb, or alive."""

from __future__ import annotations

import io
import re
import warnings

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from documents.errors import UnreadableError
from documents.kinds import Reason
from extractors.faults import PICTURE_FAULTS
from extractors.sniff import decode, locked_office
from extractors.source import Media
from extractors.unwrap.archive import check_zip
from extractors.unwrap.budget import BombError, Budget

# What runs when somebody opens it. Our readers run nothing; the desk's people might.
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!", b"\x4c\x00\x00\x00\x01\x14\x02\x00")
_SUFFIXES = (
    "exe", "dll", "scr", "com", "pif", "bat", "cmd", "ps1", "psm1", "js", "jse", "mjs", "vbs", "vbe", "wsf", "wsh",
    "hta", "lnk", "jar", "msi", "msp", "reg", "cpl", "chm", "iso", "img", "vhd", "vhdx", "one", "url", "scf", "sct",
    "apk", "app", "deb", "rpm", "xll",
)  # fmt: skip
_SCRIPT = re.compile(
    r"<\s*(script|iframe|object|embed|applet)\b|\son\w+\s*=\s*[\"'\w]|(href|src|action)\s*=\s*[\"']?\s*javascript:"
    r"|<meta[^>]+http-equiv\s*=\s*[\"']?refresh|<\s*form\b[^>]*\baction\s*=\s*[\"']?\s*https?:",
    re.IGNORECASE,
)
_MACROS = ("vbaproject.bin", "xl/macrosheets/")
_OLE_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))
_DAMAGED = "this PDF is damaged; ask the sender for it again"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def fault_of(data: bytes, media: Media, name: str, budget: Budget) -> tuple[Reason, str] | None:
    """The reason, with a sentence, for which a file is quarantined; None for a sound one."""
    if is_active(data, media, name):
        return Reason.ACTIVE_CONTENT, "this file runs when it is opened; do not open it"
    try:
        _check(data, media, budget)
    except UnreadableError as error:
        return Reason(error.code), error.sentence
    return None


def is_active(data: bytes, media: Media, name: str) -> bool:
    """True for programs, scripts, macros, and HTML or SVG with script in it."""
    if data.startswith(_PROGRAMS) or name.rpartition(".")[2].lower() in _SUFFIXES:
        return True
    if media is Media.HTML or (media is Media.XML and b"<svg" in data[:2000]):
        return bool(_SCRIPT.search(decode(data) or ""))
    return data.startswith(_OLE) and any(mark in data for mark in _OLE_MACROS)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture in pixels, from its header only; None if it is none.

    Raises BombError where Pillow refuses its size.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as picture:
                return picture.size
    except Image.DecompressionBombError as error:
        raise BombError("this picture is larger than any scan") from error
    except PICTURE_FAULTS:
        return None


def _check(data: bytes, media: Media, budget: Budget) -> None:
    if media is Media.PDF:
        _check_pdf(data, budget)
    elif media.image:
        _check_picture(data, budget)
    elif media in (Media.DOCX, Media.XLSX):
        if any(mark in member.lower() for member in check_zip(data, budget) for mark in _MACROS):
            raise UnreadableError("this file holds macros; do not open it", code="active-content")
    elif locked_office(data):
        raise UnreadableError("this file needs a password; ask the sender for one without", code="encrypted")


def _check_pdf(data: bytes, budget: Budget) -> None:
    """What ends before its end, or what a viewer refuses, is no invoice to be paid, whatever can be saved of it."""
    for password in (None, "", *budget.limits.passwords):
        try:
            document = pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as fault:
            if getattr(fault, "err_code", None) not in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
                raise UnreadableError(_DAMAGED, code="corrupt") from fault
            continue
        if len(document) == 0 or b"%%EOF" not in data:
            raise UnreadableError(_DAMAGED, code="corrupt")
        document.close()
        return
    raise UnreadableError("this PDF needs a password; ask the sender for one without", code="encrypted")


def _check_picture(data: bytes, budget: Budget) -> None:
    size = picture_size(data)
    if size is None:
        raise UnreadableError("this picture is damaged; ask the sender for it again", code="corrupt")
    if size[0] * size[1] > budget.limits.pixels:
        raise BombError(f"this picture has {size[0]} × {size[1]} pixels, more than any scan")


__all__ = ["fault_of", "is_active", "picture_size"]
