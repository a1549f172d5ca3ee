"""Drafts cross borders as JSON and come back the same; what is not a draft is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.draft import HEADER_FIELDS, LINE_FIELDS, Barcode, Draft, Field
from documents.kinds import Kind

confidences = st.integers(0, 10000).map(lambda n: n / 10000)
edges = st.integers(0, 100000).map(lambda n: n / 100)
boxes = st.none() | st.tuples(edges, edges, edges, edges)
texts = st.text(max_size=20)
record = st.dictionaries(st.sampled_from(["rate", "net", "amount", "kind"]), texts, max_size=3)
records = st.lists(record, min_size=1, max_size=3)
values = texts | st.lists(texts, max_size=3).map(tuple) | records.map(tuple)
fields = st.builds(Field, value=values, confidence=confidences, page=st.none() | st.integers(1, 9), box=boxes)
drafts = st.builds(
    Draft,
    kind=st.sampled_from(list(Kind)),
    fields=st.dictionaries(st.sampled_from(HEADER_FIELDS), fields, max_size=6),
    lines=st.lists(st.dictionaries(st.sampled_from(LINE_FIELDS), fields, max_size=4), max_size=3).map(tuple),
    part=texts,
    pages=texts,
    language=st.none() | texts,
    kind_confidence=confidences,
    barcodes=st.lists(st.builds(Barcode, texts, texts, st.integers(1, 9), boxes), max_size=2).map(tuple),
    proved=st.lists(texts, max_size=2).map(tuple),
    text=texts,
)


@given(drafts)
def test_json_round_trip(draft: Draft) -> None:
    assert Draft.from_json(json.loads(json.dumps(draft.to_json(text=True)))) == draft


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"kind": "love_letter"},
        {"kind": "invoice", "fields": {"iban": "DE"}},
        {"kind": "invoice", "fields": {"shoe_size": {"value": "43"}}},
        {"kind": "invoice", "fields": {"iban": {"value": 7}}},
        {"kind": "invoice", "fields": {"iban": {"value": "x", "confidence": 2}}},
        {"kind": "invoice", "fields": {"iban": {"value": "x", "confidence": True}}},
        {"kind": "invoice", "fields": {"iban": {"value": "x", "box": [1, 2]}}},
        {"kind": "invoice", "fields": {"iban": {"value": "x", "page": "1"}}},
        {"kind": "invoice", "lines": {"quantity": "1"}},
        {"kind": "invoice", "lines": ["x"]},
        {"kind": "invoice", "barcodes": [7]},
    ],
)
def test_what_is_not_a_draft_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Draft.from_json(data)


def test_values_and_records() -> None:
    draft = Draft(Kind.INVOICE, {"orders": Field(("A", "B")), "tax": Field(({"rate": "19"},)), "iban": Field("DE1")})
    assert draft.values("orders") == ("A", "B") and draft.values("iban") == ("DE1",) and draft.values("carrier") == ()
    assert draft.records("tax") == ({"rate": "19"},) and draft.records("iban") == ()
    assert draft.value("iban") == "DE1" and draft.value("orders") is None
    with pytest.raises(TypeError, match="not a plain value"):
        _ = draft.fields["orders"].text
