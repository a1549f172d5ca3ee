"""The second reader of pages: RapidOCR, an extra that is not installed by default, for scans that fail their checks.

It reads thermal print and photos far better than Tesseract at several times the CPU, and needs a gigabyte of
memory; so it works in readers of its own (`extractors.sandbox.second`), and only where it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np

from documents.draft import Draft
from documents.errors import UnreadableError
from documents.measures import Confidence
from extractors.pages.ink import Grey
from extractors.pages.ocr import Ink, Layout, OcrEngine

# Of values that OCR read less surely than this every fourth is wrong (measured).
_DOUBTFUL: Confidence = 0.8
_asked: ContextVar[bool] = ContextVar("second_reader", default=False)


class Rapid:
    """RapidOCR inside this process, its models from its own wheel, on one thread."""

    name = "rapidocr"

    def __init__(self) -> None:
        self.version = version("rapidocr")
        threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
        told = {"Global.use_cls": False, "Global.log_level": "error"}
        self._read = import_module("rapidocr").RapidOCR(params={**threads, **told})

    def read(self, grey: Grey, dpi: int, layout: Layout) -> tuple[Ink, ...]:
        """The words in the order in which they were found; it finds lines by itself, at any size and layout."""
        del dpi, layout
        found = self._read(np.stack([grey] * 3, axis=-1), return_word_box=True)
        lines = found.word_results or ()
        return tuple(ink for line in lines for ink in _words(line))


def _words(line: Sequence[Any]) -> Iterator[Ink]:
    """The words of one line, each with its corners."""
    for text, sure, corners in line:
        across, down = zip(*corners, strict=True)
        box = (int(min(across)), int(min(down)), int(max(across)), int(max(down)))
        if str(text).strip():
            yield Ink(str(text).strip(), box, float(sure), box[3] - box[1])


@contextmanager
def asking() -> Iterator[None]:
    """Within, pages are read by the second reader too."""
    token = _asked.set(True)
    try:
        yield
    finally:
        _asked.reset(token)


def second_reader() -> OcrEngine | None:
    """The second reader where it is asked for, else None.

    Raises UnreadableError (unsupported) if it is not installed.
    """
    return _started() if _asked.get() else None


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def doubtful(draft: Draft) -> bool:
    """Whether OCR read a document so that a second reader may do better: a value of its header is not sure."""
    ocr = draft.medium in ("image", "pdf_scan")
    return ocr and (not draft.fields or any(field.confidence < _DOUBTFUL for field in draft.fields.values()))


@cache
def _started() -> OcrEngine:
    if not installed():
        raise UnreadableError(
            "The second reader is not installed: pip install 'rapidocr>=3.10,<4' onnxruntime", code="unsupported"
        )
    return Rapid()


__all__ = ["Rapid", "asking", "doubtful", "installed", "second_reader"]
