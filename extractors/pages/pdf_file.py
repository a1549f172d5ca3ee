"""Opening PDF files that may be locked, damaged or hostile."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pypdf.errors import PyPdfError

from documents.errors import UnreadableError

# Annotations that show text which is no part of the page's own content: form fields, notes, stamps.
_SHOWN = frozenset({pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_STAMP})
_ACTIONS = {b"/Launch": "starts programs", b"/JavaScript": "holds scripts", b"/SubmitForm": "sends data"}
_DAMAGED = "The PDF is damaged beyond repair; ask the sender for it again."
_LOCKED = "The PDF is locked by a password; ask the sender for it, or add the password to the settings."


def opened(data: bytes, passwords: Sequence[str] = ()) -> pdfium.PdfDocument:
    """A PDF with at least one page, tried without a password first, repaired where the file is broken.

    Raises UnreadableError: encrypted, corrupt.
    """
    for password in (None, "", *passwords):
        try:
            return _with_pages(pdfium.PdfDocument(data, password=password))
        except pdfium.PdfiumError as fault:
            if not _locked(fault):
                return _repaired(data)
    raise UnreadableError(_LOCKED, code="encrypted")


def _locked(fault: pdfium.PdfiumError) -> bool:
    return getattr(fault, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)


def _with_pages(document: pdfium.PdfDocument) -> pdfium.PdfDocument:
    if len(document) == 0:
        raise pdfium.PdfiumError("no page")
    return document


def _repaired(data: bytes) -> pdfium.PdfDocument:
    """What pypdf can save of a file that pdfium refuses, written anew."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports each fault that it works around
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise UnreadableError(_LOCKED, code="encrypted")
        writer = pypdf.PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        saved = io.BytesIO()
        writer.write(saved)
        return _with_pages(pdfium.PdfDocument(saved.getvalue()))
    except UnreadableError:
        raise
    except (
        PyPdfError, pdfium.PdfiumError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError,
        RecursionError, AssertionError, NotImplementedError,
    ) as fault:  # fmt: skip
        # pypdf raises whatever its parser stumbles over; each means that the file is past saving.
        raise UnreadableError(_DAMAGED, code="corrupt") from fault


def warnings_of(document: pdfium.PdfDocument, data: bytes) -> Iterator[str]:
    """Sentences on what a PDF would do if it were opened in a viewer. Nothing of it is ever run here."""
    scripted = pdfium_c.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0
    for mark, deed in _ACTIONS.items():
        if mark in data or (scripted and mark == b"/JavaScript"):
            yield f"The PDF {deed}; nothing of it was run."
    if pdfium_c.FPDF_GetFormType(document.raw) == pdfium_c.FORMTYPE_XFA_FULL:
        yield "The PDF is a dynamic form, whose content only Adobe's reader shows; ask the sender for a printed PDF."


def loaded(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage | None:
    """A page with form fields and stamps flattened into its content; None if this page is broken."""
    try:
        page = document[index]
        if _shows_annotations(page):
            pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
            page = document[index]
    except pdfium.PdfiumError:
        return None
    return page


def _shows_annotations(page: pdfium.PdfPage) -> bool:
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), 500)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation) if annotation else None
        if annotation:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
        if kind in _SHOWN:
            return True
    return False


__all__ = ["loaded", "opened", "warnings_of"]
