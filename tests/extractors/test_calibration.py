"""Confidence: a table that rises, signs that speak one way, and what may never be certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.kinds import Kind
from extractors.calibration import Model, judge_by, read_off, shipped_model, table_of
from extractors.fields.candidate import Candidate
from extractors.header import Header
from extractors.page import Page, Word
from extractors.proof import Proof

PAGE = Page(1, 595, 842, (Word("RE-17", (40, 40, 80, 50)),))
SCAN = Page(1, 595, 842, (Word("RE-17", (40, 40, 80, 50), 0.6),), source="ocr", ocr_confidence=0.8)


def candidate(name: str = "invoice_number", value: str = "RE-17", score: float = 0.98, **features: float) -> Candidate:
    return Candidate(name, value, score, 1, (40, 40, 80, 50), "No.", "label/right", value, features)


def sureness(page: Page, chosen: Candidate, *others: Candidate, proof: Proof | None = None) -> float:
    header = Header({chosen.name: chosen}, (chosen, *others), proof or Proof())
    return judge_by([page])(chosen.name, header)


def test_the_shipped_tables_rise_and_stay_between_none_and_one() -> None:
    for rows in shipped_model().tables.values():
        assert [x for x, _ in rows] == sorted(x for x, _ in rows)
        assert [y for _, y in rows] == sorted(y for _, y in rows)
        assert all(0 < y < 1 for _, y in rows)


def test_names_that_ocr_read_are_never_certain() -> None:
    assert max(y for _, y in shipped_model().tables["ocr names"]) < 0.975


@given(st.floats(-50, 50, allow_nan=False), st.floats(-50, 50, allow_nan=False))
def test_more_evidence_is_never_less_sure(one: float, other: float) -> None:
    table = shipped_model().tables["text"]
    low, high = sorted((one, other))
    assert read_off(table, low) <= read_off(table, high)


def test_a_scan_is_less_sure_than_a_text_layer() -> None:
    chosen = candidate(strong=1.0, cost=0.1, rival=3.0)
    assert sureness(SCAN, chosen) < sureness(PAGE, chosen)


def test_a_rival_takes_from_it() -> None:
    chosen, rival = candidate(score=0.6, strong=1.0), candidate(value="RE-18", score=0.38)
    assert sureness(PAGE, chosen, rival) < sureness(PAGE, candidate(strong=1.0))


def test_what_the_sums_prove_is_surer() -> None:
    gross = candidate("gross_total", "119.00", 0.9, strong=1.0, cents=1.0)
    proof = Proof(chosen={"gross_total": gross}, strength={"gross_total": 2}, proved=("gross_total",))
    assert sureness(PAGE, gross, proof=proof) > sureness(PAGE, gross)
    assert sureness(PAGE, gross, proof=proof) >= 0.9


def test_a_date_years_away_from_the_others_was_misread() -> None:
    day, other = candidate("invoice_date", "2013-01-10", strong=1.0), candidate("due_date", "2018-01-12")
    near = candidate("due_date", "2013-02-10")
    assert sureness(SCAN, day, other) < sureness(SCAN, day, near)


@pytest.mark.parametrize(
    ("signs", "table"),
    [({}, "text"), ({"ocr": 1.0}, "ocr"), ({"ocr": 1.0, "ocr_name": 1.0}, "ocr names"), ({"ocr_name": 1.0}, "text")],
)
def test_tables(signs: dict[str, float], table: str) -> None:
    assert table_of(signs) == table


def test_a_model_adds_up() -> None:
    model = Model({"a": 2.0}, {"x": 1.0}, {"text": [(0.0, 0.1), (4.0, 0.9)]})
    assert model.total("x", {"a": 0.5, "unknown": 9.0}) == 2.0
    assert model.confidence("x", {"a": 0.5}) == pytest.approx(0.5)
    assert Kind.INVOICE.posted
