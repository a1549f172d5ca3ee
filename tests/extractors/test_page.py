"""The page model: words fall into visual lines, whatever the order in which they were painted."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.measures import Box
from extractors.page import Page, Word, displayed, enclosing, page_text, row_of, rows


def word(text: str, left: float, top: float, height: float = 10.0) -> Word:
    return Word(text, (left, top, left + 5.0 * len(text), top + height))


def page(*words: Word) -> Page:
    return Page(1, 595.0, 842.0, words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), []),
        ((word("b", 90, 50), word("a", 10, 50)), ["a b"]),
        ((word("below", 10, 64), word("above", 10, 50)), ["above", "below"]),
        # A dash is low and a headline high: both stand on the line of their neighbours.
        ((word("A", 10, 50), Word("-", (30, 54, 34, 55)), word("B", 40, 50)), ["A - B"]),
        ((word("INVOICE", 10, 44, 22), word("No", 300, 50), word("4711", 330, 50)), ["INVOICE No 4711"]),
        # A logo beside two lines joins one of them and does not glue them together.
        ((word("LOGO", 10, 44, 30), word("one", 300, 48), word("two", 300, 62)), ["LOGO one", "two"]),
    ],
)
def test_rows(words: tuple[Word, ...], expected: list[str]) -> None:
    assert [row.text for row in rows(page(*words))] == expected


@pytest.mark.parametrize("slope", [-0.006, 0.0, 0.006])
def test_rows_follow_a_slight_slope(slope: float) -> None:
    cells = [(line, column) for line in range(9) for column in range(9)]
    words = [word(f"w{line}", 20 + 60 * column, 100 + 13 * line + slope * 60 * column) for line, column in cells]
    found = rows(page(*words))
    assert [len(row.words) for row in found] == [9] * 9
    assert [row.words[0].text for row in found] == [f"w{line}" for line in range(9)]


edges = st.floats(0, 500, allow_nan=False)
boxes: st.SearchStrategy[Box] = st.tuples(edges, edges, st.floats(1, 90), st.floats(1, 30)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(st.lists(boxes, max_size=40))
def test_rows_keep_every_word_once(found: list[Box]) -> None:
    words = tuple(Word(str(index), box) for index, box in enumerate(found))
    grouped = [word for row in rows(page(*words)) for word in row.words]
    assert sorted(word.text for word in grouped) == sorted(word.text for word in words)
    assert sorted(page_text(page(*words)).split()) == sorted(word.text for word in words)


@given(st.lists(boxes, min_size=1, max_size=9))
def test_a_row_encloses_its_words_in_reading_order(found: list[Box]) -> None:
    row = row_of(Word("x", box) for box in found)
    assert row.box == enclosing(found)
    assert [word.box[0] for word in row.words] == sorted(box[0] for box in found)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_displayed_stays_on_the_displayed_page(rotation: int) -> None:
    turned = Page(1, 842.0, 595.0, rotation=rotation)
    width, height = (595.0, 842.0) if rotation % 180 else (842.0, 595.0)
    left, top, right, bottom = displayed(turned, (10, 20, 110, 40))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert {round(right - left), round(bottom - top)} == {100, 20}


def test_a_page_travels_without_its_cached_rows() -> None:
    first = page(word("a", 1, 1))
    assert len(rows(first)) == 1
    assert rows(first) is rows(first)
    again = pickle.loads(pickle.dumps(first))
    assert again == first
    assert "_rows" not in vars(again)
