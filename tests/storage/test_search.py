"""Search: one contract, run on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.errors import WrongUseError
from documents.kinds import Kind
from documents.lifecycle import State
from storage import Unit, Workspace
from storage.search import SearchEntry, SearchQuery
from tests.storage.builders import document

ENTRIES = (
    (
        "Rechnung 4711", "Sechskantschraube M8×40, Größe 5, Straße in Zürich", "S1", ("RE-4711/26", "PO-100"),
        Kind.INVOICE, date(2026, 1, 5),
    ),
    (
        "Invoice INV-22", "Hex bolt M8x40 hot-dip galvanised, freight prepaid", "S2", ("INV-22", "PO-1007"),
        Kind.INVOICE, date(2026, 2, 5),
    ),
    (
        "Delivery note 9", "Hex nut; packing slip for purchase order 100_7", "S2", ("DN.9", "PO-1007"),
        Kind.PACKING_SLIP, None,
    ),
)  # fmt: skip


@pytest.fixture
def unit(workspace: Workspace) -> Iterator[Unit]:
    with workspace.begin() as unit:
        for title, words, supplier, numbers, kind, dated in ENTRIES:
            entered = document(unit, workspace, title, supplier=supplier, kind=kind)
            unit.search.index(SearchEntry(entered.id, kind, title, words, supplier, numbers, dated))
        yield unit


def found(unit: Unit, query: SearchQuery) -> list[int]:
    return [hit.document for hit in unit.search.search(query).hits]


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("bolt", [2]),
        ("hex", [3, 2]),
        ("HEX Bolt", [2]),
        ("bolt nut", []),
        ("groesse", []),
        ("grosse", [1]),
        ("GRÖSSE strasse", [1]),
        ("zurich", [1]),
        ("m8", [1]),
        ("40", [1]),
        ("hot-dip", [2]),
        ('"hot dip"', [2]),
        ('"dip hot"', []),
        ('"hex bolt" freight', [2]),
        ("galv*", [2]),
        ("galv", []),
        ("sechskant*", [1]),
        ("inv-22", [2]),
        ("4711", [1]),
        ("100", [3, 1]),
        ("", [3, 2, 1]),
        ("!?", [3, 2, 1]),
        ('"', [3, 2, 1]),
    ],
)
def test_words_are_found(unit: Unit, text: str, documents: list[int]) -> None:
    assert found(unit, SearchQuery(text)) == documents


@pytest.mark.parametrize(
    ("number", "documents"),
    [
        ("4711", [1]), ("re 4711", [1]), ("471126", [1]), ("711/2", [1]), ("1007", [3, 2]), ("22", [2]), ("9", [3]),
        ("po100", [3, 2, 1]), ("4712", []), ("7p", []),
    ],
)  # fmt: skip
def test_pieces_of_numbers_are_found_whatever_separates_them(unit: Unit, number: str, documents: list[int]) -> None:
    assert found(unit, SearchQuery(number=number)) == documents


@pytest.mark.parametrize(
    ("query", "documents"),
    [
        (SearchQuery(supplier="S2"), [3, 2]),
        (SearchQuery(kind=Kind.PACKING_SLIP), [3]),
        (SearchQuery(since=date(2026, 2, 5)), [2]),
        (SearchQuery(until=date(2026, 2, 4)), [1]),
        (SearchQuery(state=State.FILED), []),
        (SearchQuery(state=State.READ, number="1007", supplier="S2"), [3, 2]),
        (SearchQuery("hex", number="po-1007", kind=Kind.INVOICE), [2]),
        (SearchQuery(before=3), [2, 1]),
    ],
)
def test_fields_narrow_the_search(unit: Unit, query: SearchQuery, documents: list[int]) -> None:
    assert found(unit, query) == documents


def test_pages_follow_each_other_newest_first(unit: Unit) -> None:
    first = unit.search.search(SearchQuery(limit=2))
    assert ([hit.document for hit in first.hits], first.next) == ([3, 2], 2)
    last = unit.search.search(SearchQuery(limit=2, before=first.next))
    assert ([hit.document for hit in last.hits], last.next) == ([1], None)
    assert last.hits[0].title == "Rechnung 4711"
    assert (last.hits[0].state, last.hits[0].dated, last.hits[0].supplier) == (State.READ, date(2026, 1, 5), "S1")
    with pytest.raises(WrongUseError):
        unit.search.search(SearchQuery(limit=0))


def test_indexing_again_replaces_and_deleting_forgets(unit: Unit) -> None:
    unit.search.index(SearchEntry(2, Kind.INVOICE, "Invoice INV-22", "washer", "S2", ("INV-22",)))
    assert found(unit, SearchQuery("bolt")) == []
    assert found(unit, SearchQuery("washer")) == [2]
    assert found(unit, SearchQuery(number="1007")) == [3]
    for _ in range(2):
        unit.search.delete(2)
        assert found(unit, SearchQuery("washer")) == found(unit, SearchQuery(number="inv22")) == []


@given(st.text(max_size=40), st.text(max_size=10))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_person_types_is_a_valid_search(unit: Unit, text: str, number: str) -> None:
    unit.search.search(SearchQuery(text, number))


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --", '"unclosed', "a AND NOT (b", "words:x", "NEAR(a b)", "a:*", "*", "\\", "%", "_", "a'b",
        "x & ! y", ":1", "<->",
    ],
)  # fmt: skip
def test_no_syntax_reaches_the_database(unit: Unit, text: str) -> None:
    assert found(unit, SearchQuery(text, number=text)) in ([], [3, 2, 1])


def test_texts_without_end_are_indexed_as_far_as_the_database_takes_them(unit: Unit) -> None:
    endless = " ".join(f"word{number}" for number in range(200_000)) + " " + "x" * 5000
    unit.search.index(SearchEntry(2, Kind.INVOICE, "Invoice", endless, "S2", ("INV-22",)))
    assert found(unit, SearchQuery("word100 invoice")) == [2]
