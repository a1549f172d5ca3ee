"""The workspace's readers: confined, and with notes of what OCR saw before."""

from __future__ import annotations

from extractors.sandbox import ReaderPool, TwoReaders
from journey.shift import Shift
from storage.ocr_notes import OcrNotes


def ocr_notes(shift: Shift) -> OcrNotes:
    """The workspace's notes of what OCR saw, beside the archive."""
    return OcrNotes(shift.workspace.home / "renditions" / "ocr")


def open_readers(shift: Shift, jobs: int) -> ReaderPool:
    """A pool of `jobs` readers that remember through this workspace what OCR saw; close it when done."""
    notes = ocr_notes(shift)
    return TwoReaders(jobs, notes=notes) if shift.settings.second_reader else ReaderPool(jobs, notes=notes)


__all__ = ["ocr_notes", "open_readers"]
