"""Reading ink: one small interface for OCR engines, Tesseract in this process first.

`SetImageBytes` and `SetSourceResolution` spare the PNG that other ways encode (0.7 s of CPU a page)
and tell the recogniser the size of letters.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from PIL import Image

from documents.measures import Confidence
from extractors.pages.ink import Grey
from extractors.pages.notebook import recall
from extractors.pages.tessdata import edition, installed, tessdata_folder

if TYPE_CHECKING:
    import tesserocr

# ISO 639-1 to Tesseract's codes (ISO 639-2/T).
TESSERACT_CODES = {
    "en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por",
    "pl": "pol", "cs": "ces", "da": "dan", "sv": "swe", "nb": "nor", "no": "nor", "fi": "fin",
}  # fmt: skip
USUAL = ("eng", "deu")


class Layout(IntEnum):
    """How ink lies on a picture, in Tesseract's numbers of page segmentation."""

    PAGE = 3
    COLUMN = 4
    BLOCK = 6
    SPARSE = 11


@dataclass(frozen=True, slots=True)
class Ink:
    """A word as an engine saw it: pixel edges (left, top, right, bottom), the height of its line in pixels."""

    text: str
    box: tuple[int, int, int, int]
    confidence: Confidence
    line_height: int


class OcrEngine(Protocol):
    """What a second reader must offer to be used in the place of the first."""

    name: str
    version: str

    def read(self, grey: Grey, dpi: int, layout: Layout) -> tuple[Ink, ...]:
        """The words of an upright picture, in reading order."""
        ...


class Tesseract:
    """libtesseract inside this process, through tesserocr. Not for several threads at once."""

    name = "tesserocr"

    def __init__(self, languages: Sequence[str]) -> None:
        import tesserocr  # deferred: readers of text layers never load it

        self.version = str(tesserocr.tesseract_version()).split()[1]
        self._api: tesserocr.PyTessBaseAPI = tesserocr.PyTessBaseAPI(
            path=str(tessdata_folder()), lang="+".join(languages), oem=tesserocr.OEM.LSTM_ONLY
        )

    def read(self, grey: Grey, dpi: int, layout: Layout) -> tuple[Ink, ...]:
        height, width = grey.shape
        self._api.SetPageSegMode(int(layout))
        self._api.SetImageBytes(grey.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(dpi)
        found = tuple(_ink_of(self._api.GetTSVText(0)))
        self._api.Clear()
        return found


def expected(languages: Sequence[str] = ()) -> tuple[str, ...]:
    """Tesseract's codes for ISO 639-1 languages; English and German where none is named.

    >>> expected(["fr", "xx"]), expected()
    (('fra', 'eng'), ('eng', 'deu'))
    """
    named = tuple(TESSERACT_CODES[code] for code in languages if code in TESSERACT_CODES)
    return tuple(dict.fromkeys((*named, "eng"))) if named else USUAL


class Noted:
    """An engine whose answers are noted, where a notebook is open (`extractors.pages.notebook`)."""

    def __init__(self, engine: OcrEngine, languages: Sequence[str]) -> None:
        self.name, self.version, self._engine = engine.name, engine.version, engine
        self._asks = ("ink", engine.name, engine.version, *edition(tuple(languages)))

    def read(self, grey: Grey, dpi: int, layout: Layout) -> tuple[Ink, ...]:
        def ask() -> list[Any]:
            return [
                [ink.text, ink.box, ink.confidence, ink.line_height] for ink in self._engine.read(grey, dpi, layout)
            ]

        noted = recall((*self._asks, dpi, int(layout)), grey, ask)
        return tuple(Ink(text, (box[0], box[1], box[2], box[3]), sure, high) for text, box, sure, high in noted)


class TesseractProgram:
    """The `tesseract` program, through pytesseract: half as fast, for machines without the library."""

    name = "pytesseract"

    def __init__(self, languages: Sequence[str]) -> None:
        import pytesseract  # deferred: only machines without tesserocr need it

        self._run, self._languages = pytesseract.image_to_data, "+".join(languages)
        self.version = str(pytesseract.get_tesseract_version())

    def read(self, grey: Grey, dpi: int, layout: Layout) -> tuple[Ink, ...]:
        picture = Image.fromarray(grey)
        picture.format = "PPM"  # or it would be encoded as PNG, 0.6 s of CPU a page
        os.environ["OMP_THREAD_LIMIT"] = "1"  # its threads spin: five times the CPU for nothing
        options = f"--psm {int(layout)} --oem 1 --dpi {dpi} --tessdata-dir {shlex.quote(str(tessdata_folder()))}"
        return tuple(_ink_of(self._run(picture, lang=self._languages, config=options)))


@cache
def engine(languages: tuple[str, ...] = USUAL) -> OcrEngine:
    """The engine for Tesseract's codes, started once a process (before the fork, where readers are forked)."""
    known = tuple(code for code in languages if code in installed()) or tuple(sorted(installed() - {"osd"}))[:1]
    return Noted(Tesseract(known) if find_spec("tesserocr") else TesseractProgram(known), known)


def _ink_of(table: str) -> Iterator[Ink]:
    """The words of Tesseract's tab-separated answer: level 4 is a line, level 5 a word."""
    line_height = 0
    for row in table.splitlines():
        cells = row.split("\t", 11)
        if len(cells) < 12 or not cells[0].isdecimal():
            continue
        left, top, width, height = (int(cell) for cell in cells[6:10])
        if cells[0] == "4":
            line_height = height
        text = cells[11].strip()
        if cells[0] == "5" and text:
            confidence = min(max(float(cells[10]) / 100, 0.0), 1.0)
            yield Ink(text, (left, top, left + width, top + height), confidence, line_height)


__all__ = [
    "TESSERACT_CODES",
    "USUAL",
    "Ink",
    "Layout",
    "Noted",
    "OcrEngine",
    "Tesseract",
    "TesseractProgram",
    "engine",
    "expected",
]
