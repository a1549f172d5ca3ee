"""What OCR saw is noted by the file: read again, the same bytes give the same drafts and no engine is asked."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
import pytest
from PIL import Image

from extractors.pages.notebook import Notebook, noting, recall
from extractors.sandbox import ReaderPool
from tests.extractors.test_ocr import DPI, saved, sheet

WHITE, BLACK = np.full((4, 6), 255, np.uint8), np.zeros((4, 6), np.uint8)


@dataclass
class Shelf:
    """Notes in memory; `kept` says how often some were put."""

    known: dict[str, bytes] = field(default_factory=dict)
    kept: int = 0

    def get(self, digest: str) -> bytes:
        return self.known.get(digest, b"")

    def put(self, digest: str, notes: bytes) -> None:
        self.known[digest], self.kept = notes, self.kept + 1


@pytest.fixture(scope="module")
def notes() -> Shelf:
    return Shelf()


@pytest.fixture(scope="module")
def readers(notes: Shelf) -> Iterator[ReaderPool]:
    with ReaderPool(size=1, notes=notes) as pool:
        yield pool


def told(readers: ReaderPool, data: bytes) -> list[Any]:
    return [draft.to_json(text=True, printed=True) for draft in readers.read(data, "scan.png")]


@pytest.mark.parametrize("picture", [sheet(), sheet().rotate(90, expand=True)], ids=["upright", "on its side"])
def test_a_second_reading_is_the_first_one_and_asks_nobody(
    readers: ReaderPool, notes: Shelf, picture: Image.Image
) -> None:
    data = saved(picture, dpi=(DPI, DPI))
    before = notes.kept
    first = told(readers, data)
    assert notes.kept == before + 1
    assert told(readers, data) == first
    assert notes.kept == before + 1


def test_notes_of_one_file_say_nothing_of_another(readers: ReaderPool, notes: Shelf) -> None:
    data = saved(sheet(), dpi=(DPI, DPI))
    told(readers, data)
    out = io.BytesIO()
    sheet().save(out, "PNG", dpi=(DPI, DPI), compress_level=1)  # the same pixels in other bytes
    before = notes.kept
    told(readers, out.getvalue())
    assert notes.kept == before + 1


@pytest.mark.parametrize("spoilt", [b"\xff", b"[]", b"{", b"[" * 100_000, b"null"])
def test_spoilt_notes_are_none(readers: ReaderPool, notes: Shelf, spoilt: bytes) -> None:
    data = saved(sheet().resize((827, 1170)), dpi=(100, 100))
    notes.known[sha256(data).hexdigest()] = spoilt
    assert told(readers, data)
    assert json.loads(notes.known[sha256(data).hexdigest()])


def test_an_answer_hangs_on_the_question_and_on_every_pixel() -> None:
    asked: list[str] = []

    def ask(name: str) -> list[str]:
        asked.append(name)
        return [name]

    with noting(Notebook()):
        for question in (("a", 1), ("a", 2), ("b", 1), ("a", 1)):
            for grey in (WHITE, BLACK, WHITE.reshape(6, 4), WHITE.T.copy().T):
                assert recall(question, grey, lambda: ask("ink")) == ["ink"]
    assert len(asked) == 3 * 3
    assert recall(("a", 1), WHITE, lambda: "none is open") == "none is open"


def test_only_what_was_used_is_handed_on() -> None:
    first, second = Notebook(), None
    first.recall(("old",), WHITE, lambda: 1)
    first.recall(("kept",), WHITE, lambda: 2)
    second = Notebook(first.written())
    assert second.recall(("kept",), WHITE, lambda: 3) == 2
    assert second.written() == b""
    second.recall(("new",), WHITE, lambda: 4)
    assert sorted(json.loads(second.written()).values()) == [2, 4]
