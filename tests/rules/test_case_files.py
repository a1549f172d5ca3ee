"""Case files: what is refused, by name, and what is read."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from documents.invoice import Invoice, PackingSlip
from documents.kinds import Kind
from documents.order import MatchLevel
from rules.cases import CaseError, dump, parse
from rules.policy import PolicyError
from rules.specimen import CREDIT, EARLIER, SLIP, specimen

REFUSED = [
    ({"as_of": None}, "the case has no as_of"),
    ({"as_of": "yesterday"}, "as_of must be a date like 2026-03-05, not 'yesterday'"),
    ({"document": None}, "the case has no document"),
    ({"document": []}, "document must be a record"),
    ({"document__kind": "statement"},
     "document.kind statement is not matched: it must be invoice, credit_note or packing_slip"),
    ({"orders": {}}, "orders must be a list"),
    ({"orders__0__number": " "}, "orders[0] has no number"),
    ({"orders__0__status": "lost"}, "orders[0].status must be one of open, closed, cancelled, not 'lost'"),
    ({"orders__0__lines__0__unit_price": None}, "orders[0].lines[0] has no unit_price"),
    ({"orders__0__lines__0__quantity": "many"}, "orders[0].lines[0].quantity must be a figure, not 'many'"),
    ({"orders__0__lines__0__quantity": "NaN"}, "orders[0].lines[0].quantity is no figure of this world: NaN"),
    ({"orders__0__lines__0__quantity": "1e400"}, "orders[0].lines[0].quantity is no figure of this world: 1e400"),
    ({"orders__0__lines__0__price_per": "0"}, "orders[0].lines[0].price_per must be above 0, not 0"),
    ({"orders__0__lines__0__units": {"BX": "-1"}}, "orders[0].lines[0].units.BX must be above 0, not -1"),
    ({"orders__0__lines__0__line": None}, "orders[0].lines[0] has no line"),
    ({"orders__0__lines__0__line": "1.5"}, "orders[0].lines[0].line must be a whole number, not 1.5"),
    ({"orders__0__lines__0__estimated": "yes"}, "orders[0].lines[0].estimated must be true or false, not 'yes'"),
    ({"document__number": ["F-1"]}, "document.number must be a text, not ['F-1']"),
    ({"policy": []}, None), ({"policy": "x"}, "policy must be a record"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence"), REFUSED)
def test_a_faulty_case_is_refused_by_name(changes: dict[str, Any], sentence: str | None) -> None:
    if sentence is None:
        assert parse(specimen(**changes)).policy == {}
        return
    with pytest.raises(CaseError) as refused:
        parse(specimen(**changes))
    assert refused.value.sentence == sentence


def test_what_is_no_json_or_no_policy_is_refused() -> None:
    with pytest.raises(CaseError, match="the case is not JSON"):
        parse("{")
    with pytest.raises(PolicyError, match="there is no table"):
        parse(specimen(policy={"prise": {}}))


def test_defaults() -> None:
    case = parse({"as_of": "2030-01-01", "document": {"lines": [{"quantity": 2}, {"line": 9}]}, "orders": [
        {"number": "P", "lines": [{"line": 1, "quantity": "5", "unit_price": 0.1}]}]})  # fmt: skip
    document, line = case.document, case.orders[0].lines[0]
    assert isinstance(document, Invoice) and document.kind is Kind.INVOICE
    assert [one.line for one in document.lines] == [1, 9]
    assert document.lines[0].price_per == 1 and document.lines[1].quantity is None
    assert (line.match, line.price_per, line.unit_price) == (MatchLevel.THREE_WAY, Decimal(1), Decimal("0.1"))
    assert case.supplier is None and case.mail is None and case.name == ""


def test_a_header_with_several_orders() -> None:
    case = parse(specimen(document__orders=["4500001", "4500002"]))
    assert case.document.orders == ("4500001", "4500002")


def test_a_slip_has_lines_of_its_own() -> None:
    document = parse(specimen(document=SLIP)).document
    assert isinstance(document, PackingSlip)
    assert (document.lines[0].shipped, document.date) == (Decimal(200), date(2030, 5, 9))


@pytest.mark.parametrize("document", [SLIP, CREDIT, specimen()["document"]])
def test_a_case_written_down_is_read_back(document: dict[str, Any]) -> None:
    mail = {"from": "a@b.example", "dmarc": "pass"}
    case = parse(specimen(document=document, invoiced=[EARLIER], mail=mail, document__confidence={"number": 0.5}))
    assert parse(json.dumps(dump(case))) == case


@pytest.mark.parametrize("written", ["2030-05-15", " 2030-05-15 ", "2030-05-15T10:30:00Z"])
def test_a_date_is_a_day_whatever_the_hour(written: str) -> None:
    assert parse(specimen(document__date=written)).document.date == date(2030, 5, 15)
