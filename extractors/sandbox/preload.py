"""The modules that a reader needs, loaded once in the server so that each fork has them for nothing."""

from __future__ import annotations

import importlib
import pkgutil

import extractors
from documents.errors import UnreadableError

# pdfium is only imported: each reader opens its own documents.
_LIBRARIES = (
    "email.parser", "zipfile", "zlib", "html.parser", "lxml.etree", "lxml.html", "PIL.Image", "PIL.TiffImagePlugin",
    "PIL.PngImagePlugin", "PIL.JpegImagePlugin", "numpy", "pypdf", "pypdfium2", "tesserocr", "docx", "openpyxl",
    "zxingcpp", "tnefparse", "asn1crypto.cms", "dkim", "stdnum", "rapidfuzz.fuzz",
)  # fmt: skip


def preload() -> list[str]:
    """Import libraries and all extractors; returns a sentence for each that could not be (a reader
    that needs it will say so again)."""
    names = [*_LIBRARIES, *_ours()]
    problems = [problem for name in names if (problem := _load(name))]
    return [*problems, *_start_ocr()]


def _start_ocr() -> list[str]:
    """The usual OCR engine, its models loaded: it has no thread and no handle, so each fork can go on with it."""
    from extractors.pages.ocr import engine

    try:
        engine()
    except (UnreadableError, RuntimeError) as error:
        return [f"OCR: {error}"]
    return []


def _ours() -> list[str]:
    found = pkgutil.walk_packages(extractors.__path__, "extractors.", onerror=lambda _name: None)
    return [module.name for module in found if not module.name.startswith("extractors.sandbox")]


def _load(name: str) -> str:
    try:
        importlib.import_module(name)
    except Exception as error:  # noqa: BLE001 - one broken module must not stop the others from being read
        return f"{name}: {type(error).__name__}: {error}"
    return ""


__all__ = ["preload"]
