"""Learnt places: found again where the layout is the same, on nothing else, and never more sure than they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.draft import Draft, Field
from documents.errors import WrongUseError
from documents.kinds import Kind
from documents.printed import MOST_WORDS, PrintedPage, PrintedWord, pages_from_json
from extractors.layouts import (
    CONFIRMED,
    LEARNABLE,
    UNCONFIRMED,
    Lesson,
    Lessons,
    Standing,
    apply,
    dump,
    learn,
    pages_of,
    parse,
    print_of,
    readings,
    values,
)
from extractors.page import Page, Word

# Text, left edge, baseline: a form with labels left of values, above them, and a sum at the foot.
FORM = (
    ("Hollerbusch", 50, 60), ("Stichwort", 380, 100), ("{po}", 480, 100), ("Kundennummer", 380, 116),
    ("10-44718", 480, 116), ("Tag", 50, 160), ("Zeichen", 200, 160), ("{day}", 50, 176), ("{note}", 200, 176),
    ("Posten", 50, 240), ("50,00", 480, 240), ("Summa", 380, 300), ("{gross}", 480, 300), ("EUR", 530, 300),
)  # fmt: skip
FIRST = {"po": "K4-70881", "day": "04.05.2026", "note": "LS-17", "gross": "59,50"}
SECOND = {"po": "K4-70999", "day": "11.06.2026", "note": "LS-23", "gross": "1.190,00"}
TRUTHS = [
    ("po_number", "K4-70881", "K4-70999"), ("delivery_note_date", "2026-05-04", "2026-06-11"),
    ("delivery_note_number", "LS-17", "LS-23"), ("gross_total", "59.50", "1190.00"),
]  # fmt: skip


def pages(values: dict[str, str], form: Sequence[tuple[str, int, int]] = FORM) -> tuple[Page, ...]:
    words = []
    for text, left, base in form:
        shown = text.format(**values)
        words.append(Word(shown, (left, base - 8, left + 5.5 * len(shown), base + 2), 1.0, 10.0))
    return (Page(1, 595, 842, tuple(words)),)


def taught(field: str, value: str, **changes: Any) -> Lesson:
    place = learn(pages(FIRST), draft(), field, value)
    assert place is not None
    return replace(Lesson(1, place, "ida", "clerk", 7, date(2026, 5, 29), Standing.ACTIVE), **changes)


def draft(**fields: Field) -> Draft:
    return Draft(Kind.INVOICE, fields, language="de", medium="pdf_text")


def reading(shown: tuple[Page, ...], lesson: Lesson, of: Draft) -> str | None:
    return next(iter(readings(shown, lesson, of)), None)


@pytest.mark.parametrize(("field", "first", "second"), TRUTHS)
def test_a_place_is_found_again_on_the_next_document(field: str, first: str, second: str) -> None:
    assert reading(pages(SECOND), taught(field, first), draft()) == second


@pytest.mark.parametrize(("field", "first", "second"), TRUTHS)
def test_a_learnt_value_is_as_sure_as_its_lesson(field: str, first: str, second: str) -> None:
    for confirmed, sure in (((), UNCONFIRMED), ((8,), UNCONFIRMED), ((8, 9), CONFIRMED)):
        lesson = taught(field, first, confirmed=confirmed)
        found = apply(pages(SECOND), [lesson], draft()).fields[field]
        assert (found.value, found.confidence, found.method) == (second, sure, "learnt/1 lesson 1")
    assert UNCONFIRMED <= 0.90 < CONFIRMED < 0.975


@pytest.mark.parametrize("field", ["iban", "supplier_vat", "supplier_name"])
def test_whom_to_pay_and_who_sends_is_never_learnt(field: str) -> None:
    assert field not in LEARNABLE
    assert learn(pages(FIRST), draft(), field, "K4-70881") is None


@pytest.mark.parametrize("value", ["K4-70882", "", "EUR 17"])
def test_what_is_not_printed_is_not_learnt(value: str) -> None:
    assert learn(pages(FIRST), draft(), "po_number", value) is None


MOVED = tuple((text, left, base + 40 if base < 150 else base) for text, left, base in FORM)
RELABELLED = tuple(("Vermerk" if text == "Stichwort" else text, left, base) for text, left, base in FORM)
TWICE = (*FORM, ("Stichwort", 380, 132), ("K4-11111", 480, 132))


@pytest.mark.parametrize(
    ("form", "po", "found"),
    [(MOVED, "K4-70999", "K4-70999"), (RELABELLED, "K4-70999", None), (FORM, "4711", None), (FORM, "", None),
     (TWICE, "K4-70999", None)],
    ids=["the block moved", "another label", "another shape", "left blank", "said twice, with two values"],
)  # fmt: skip
def test_only_the_same_place_is_read(form: Any, po: str, found: str | None) -> None:
    shown = tuple(entry for entry in form if po or entry[0] != "{po}")
    value = reading(pages(SECOND | {"po": po}, shown), taught("po_number", "K4-70881"), draft())
    assert value == found


@pytest.mark.parametrize(
    ("read", "mistaken", "proved", "value", "sure"),
    [
        (Field("K4-11111", 0.6), 0.0, (), "K4-70999", UNCONFIRMED),
        (Field("K4-11111", 0.98), 0.0, (), "K4-11111", 0.98),
        (Field("K4-11111", 0.98), 0.98, (), "K4-70999", UNCONFIRMED),
        (Field("K4-11111", 0.6), 0.98, ("po_number",), "K4-11111", 0.6),
        (Field("k4 70999", 0.5), 0.0, (), "k4 70999", UNCONFIRMED),
        (Field("k4 70999", 0.99), 0.0, (), "k4 70999", 0.99),
    ],
    ids=["surer than the reader", "the reader is surer", "as sure as its mistake", "proved", "agree", "agree, surer"],
)  # fmt: skip
def test_reader_and_lesson(read: Field, mistaken: float, proved: Any, value: str, sure: float) -> None:
    lesson = taught("po_number", "K4-70881", mistaken=mistaken)
    found = apply(pages(SECOND), [lesson], replace(draft(po_number=read), proved=proved)).fields["po_number"]
    assert (found.value, found.confidence) == (value, sure)


def test_a_proof_that_was_wrong_before_does_not_stand_against_a_lesson() -> None:
    read = replace(draft(gross_total=Field("70.00", 1.0)), proved=("gross_total",))
    lesson = taught("gross_total", "59.50", mistaken=1.0)
    assert apply(pages(SECOND), [lesson], read).value("gross_total") == "70.00"
    assert apply(pages(SECOND), [replace(lesson, disproved=True)], read).value("gross_total") == "1190.00"


def test_the_list_of_orders_follows_its_head() -> None:
    before = draft(po_number=Field("10-44718", 0.4), orders=Field(("10-44718", "K4-1"), 0.4))
    after = apply(pages(SECOND), [taught("po_number", "K4-70881")], before)
    assert after.values("orders") == ("K4-70999", "K4-1")


def test_the_order_of_day_and_month_is_learnt_where_the_document_leaves_it_open() -> None:
    first, second = FIRST | {"day": "04/05/2026"}, SECOND | {"day": "06/11/2026"}
    place = learn(pages(first), replace(draft(), language=None), "invoice_date", "2026-04-05")
    assert place is not None
    lesson = replace(taught("po_number", "K4-70881"), place=place)
    assert reading(pages(second), lesson, replace(draft(), language=None)) == "2026-06-11"


def test_a_name_is_known_by_itself_wherever_it_stands() -> None:
    form = (("Kiesling Werkzeugbau", 50, 130), *FORM)
    place = learn(pages(FIRST, form), draft(), "buyer_name", "Kiesling Werkzeugbau")
    assert place is not None
    lesson = replace(taught("po_number", "K4-70881"), place=place)
    misread = (("Kiesling Werkzeugbau".replace("z", "2", 1), 300, 500), *FORM)
    assert reading(pages(SECOND, misread), lesson, draft()) == "Kiesling Werkzeugbau"
    assert reading(pages(SECOND), lesson, draft()) is None


def test_another_kind_has_no_such_place() -> None:
    assert reading(pages(SECOND), taught("po_number", "K4-70881"), replace(draft(), kind=Kind.PACKING_SLIP)) is None


# Heading and left edge of each column, then its cell on two lines.
TABLE = (
    ("Nr", 50, "A-117", "A-118"), ("Gebinde", 200, "3", "4"), ("Teile", 260, "120", "96"),
    ("Preis", 340, "0,50", "0,25"), ("Summe", 420, "60,00", "24,00"),
)  # fmt: skip


def table(*cells: tuple[str, int, str, str]) -> tuple[Page, ...]:
    form = [(text, left, 200 + 20 * at) for _, left, *rest in cells for at, text in enumerate(rest, 1)]
    return pages({}, [(head, left, 200) for head, left, *_ in cells] + form)


def lines(*quantities: str, sure: float = 0.7, shift: int = 0) -> tuple[dict[str, Field], ...]:
    boxes = [(420.0 + shift, 212.0 + 20 * at, 450.0 + shift, 222.0 + 20 * at) for at in range(len(quantities))]
    return tuple(
        {"quantity": Field(quantity, sure), "net": Field("60", 0.99, 1, box)}
        for quantity, box in zip(quantities, boxes, strict=True)
    )


def column(value: str = "120", field: str = "1.quantity") -> Lesson:
    place = learn(table(*TABLE), replace(draft(), lines=lines("3", "4")), field, value)
    assert place is not None
    return replace(taught("po_number", "K4-70881"), place=place)


def test_a_column_is_learnt_from_one_line_and_read_on_all_lines_of_the_next_document() -> None:
    lesson = column()
    assert lesson.place.field == "line.quantity"
    moved = [(head, left + 30, one, other) for head, left, one, other in TABLE]
    for shown, shift in ((table(*TABLE), 0), (table(*moved), 30)):
        read = apply(shown, [lesson], replace(draft(), lines=lines("3", "4", shift=shift)))
        assert [line["quantity"].value for line in read.lines] == ["120", "96"]
        assert {line["quantity"].confidence for line in read.lines} == {UNCONFIRMED}
        assert values(read, "line.quantity") == readings(shown, lesson, read) == ("120", "96")


def test_a_column_that_is_missing_or_surely_read_is_left_alone() -> None:
    without = tuple(cells for cells in TABLE if cells[0] != "Teile")
    before = replace(draft(), lines=lines("3", "4"))
    assert apply(table(*without), [column()], before) == before
    sure = replace(draft(), lines=lines("3", "4", sure=0.98))
    assert apply(table(*TABLE), [column()], sure) == sure


@pytest.mark.parametrize(("field", "value"), [("1.quantity", "121"), ("1.description", "A-117"), ("1.unit", "Nr")])
def test_a_column_that_does_not_print_the_value_is_not_learnt(field: str, value: str) -> None:
    assert learn(table(*TABLE), replace(draft(), lines=lines("3", "4")), field, value) is None


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(Standing), st.lists(st.integers(1, 99), max_size=3))
def test_lessons_are_the_same_after_toml(author: str, because: str, standing: Standing, confirmed: list[int]) -> None:
    clean = [text.encode("utf-8", "ignore").decode() for text in (author, because)]
    lesson = taught("po_number", "K4-70881", standing=standing, author=clean[0], because=clean[1])
    lesson = replace(lesson, confirmed=tuple(confirmed), place=parse(dump(Lessons("F", (lesson,)))).lessons[0].place)
    second = parse(dump(Lessons("F", (replace(column(), version=2, mistaken=0.5),)))).lessons[0]
    lessons = Lessons('F 900/"ß"', (lesson, second))
    assert parse(dump(lessons)) == lessons
    assert second.place.field == "line.quantity"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('field = "po_number"', 'field = "iban"', "never learnt"), ("version = 1", "", "version is missing"),
        ("format = 1", "format = 9", "format 9"), ('standing = "active"', 'standing = "true"', "lesson 1"),
        ("confirmed = []", 'confirmed = ["x"]', "no list of documents"), ("\ny = 0", "\ny = 70", "no share"),
        ("[[lesson]]", "[[lesson", "not valid TOML"), ('supplier = "F"', "supplier = 9", "names a supplier"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_with_a_sentence(old: str, new: str, said: str) -> None:
    text = dump(Lessons("F", (taught("po_number", "K4-70881"),)))
    assert old in text
    with pytest.raises(WrongUseError, match=said):
        parse(text.replace(old, new, 1))


def test_kept_pages_are_the_first_two_and_the_last_and_lay_out_alike() -> None:
    many = [replace(pages(FIRST)[0], number=n) for n in (1, 2, 3, 4)]
    kept = print_of(many)
    assert [page.number for page in kept] == [1, 2, 4]
    back = pages_from_json([page.to_json() for page in kept])
    assert [word.text for word in pages_of(back)[0].words] == [word.text for word in many[0].words]


WORD = ["x", 0, 0, 1, 1, 10]


@pytest.mark.parametrize(
    "data",
    [
        "x", [1], [{"page": 1, "size": [1, 1]}], [{"page": 1, "size": [1], "words": []}],
        [{"page": "1", "size": [1, 1], "words": []}], [{"page": 1, "size": [1, float("inf")], "words": []}],
        [{"page": 1, "size": [1, 1], "words": [["x", 1]]}], [{"page": 1, "size": [1, 1], "words": [[1, *WORD[1:]]]}],
        [{"page": 1, "size": [1, 1], "words": [WORD] * (MOST_WORDS + 1)}],
        [{"page": 1, "size": [1, 1], "words": [["x" * 500, *WORD[1:]]]}],
        [PrintedPage(1, 1, 1, (PrintedWord("x", (0, 0, 1, 1)),)).to_json()] * 4,
    ],
)  # fmt: skip
def test_what_is_no_printed_page_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        pages_from_json(data)
