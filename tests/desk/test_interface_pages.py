"""The interface for programs says what the pages of archive, suppliers, mails, figures, policy and goods-in say."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

Client = Callable[..., TestClient]
API = "/api/v1"
KEY = "0123456789abcdef"
EVERY = {"clerk", "buyer", "receiving", "quality", "treasury", "approver", "compliance", "admin"}


@pytest.mark.parametrize(
    ("path", "seers"),
    [
        ("/archive", EVERY), ("/archive/2", EVERY), ("/archive/2/original", EVERY), ("/figures", EVERY),
        ("/figures/uninvoiced", EVERY), ("/figures/promised", EVERY), ("/suppliers", EVERY - {"receiving"}),
        ("/suppliers/V100", EVERY - {"receiving"}), ("/mails", {"clerk", "treasury", "compliance", "admin"}),
        ("/mails/2", {"clerk", "treasury", "compliance", "admin"}),
        ("/policy", {"approver", "treasury", "buyer", "compliance", "admin"}),
        ("/goods-in", EVERY - {"treasury", "compliance"}), ("/masters", {"admin"}),
    ],
)  # fmt: skip
def test_each_role_is_told_what_is_its_own(looking: Client, path: str, seers: set[str]) -> None:
    assert {role for role in EVERY if looking(role).get(API + path).status_code == 200} == seers
    assert looking("").get(API + path).status_code == 401


def test_search_and_document(looking: Client) -> None:
    here = looking("compliance")
    found = here.get(f"{API}/archive?state=held&currency=EUR").json()
    assert [hit["document"] for hit in found["hits"]] == [6, 4] and found["total"] == 2
    one = here.get(f"{API}/archive/4").json()
    assert one["fields"]["gross_total"]["value"] in ("301.5", "301.50")
    assert one["verdict"]["decision"] == "hold" and one["accesses"]
    assert looking("clerk").get(f"{API}/archive/4").json()["accesses"] == []
    problem = here.get(f"{API}/archive?kind=banana")
    assert problem.status_code == 400 and problem.json()["code"] == "wrong-use"


def test_proof_is_compliance_s(client: Client) -> None:
    assert client("clerk").post(f"{API}/archive/2/proof").status_code == 403
    assert client("compliance").post(f"{API}/archive/2/proof").json()["faults"] == []


def test_figures_are_those_of_the_page(looking: Client) -> None:
    told = looking("buyer").get(f"{API}/figures?span=all").json()
    assert told["touchless"] == {"part": 4, "whole": 4} and told["exceptions"] == 3
    assert sum(told["cycle"]["classes"].values()) == told["cycle"]["documents"] == 4
    held = {one["currency"]: Decimal(one["amount"]) for one in told["held"]}
    assert held == {"EUR": Decimal("566.87"), "GBP": Decimal("564.00")}
    assert looking("buyer").get(f"{API}/figures?span=9").status_code == 400


def test_a_delivery_is_counted_by_a_program(client: Client) -> None:
    here = client("receiving")
    begun = here.post(f"{API}/goods-in/counts", json={"order": "45-7005", "delivery_note": "DDT-0917"}).json()
    at = f"{API}/goods-in/counts/{begun['id']}"
    first = here.post(f"{at}/scan", json={"key": KEY, "code": "(241)KW-5001(37)20"}).json()
    again = here.post(f"{at}/scan", json={"key": KEY, "code": "(241)KW-5001(37)20"}).json()
    assert (first["fresh"], again["fresh"], again["entry"]) == (True, False, first["entry"])
    entered = here.post(f"{at}/enter", json={"key": KEY + "2", "order_line": 10, "quantity": "5"}).json()
    assert [line["quantity"] for line in entered["lines"]] == ["25"]
    right = {"key": KEY + "3", "entry": entered["entries"][1]["id"], "quantity": "4", "reason": "miscounted"}
    assert here.post(f"{at}/correct", json=right).json()["lines"][0]["quantity"] == "24"
    assert client("buyer").post(f"{at}/book", json={}).status_code == 403
    booked = here.post(f"{at}/book", json={}).json()
    assert booked == {"number": "GI-000001", "woken": {"9": "filed"}}
    assert here.post(f"{at}/book", json={}).status_code == 400
    forged = here.post(f"{at}/enter", json={"key": KEY + "9", "order_line": 10, "quantity": "1", "person": "ada"})
    assert forged.status_code == 422, "a field that is not named is refused"
    wrong = here.post(f"{at}/after", json={"key": KEY + "8", "act": "count", "order_line": 10, "quantity": "1"})
    assert wrong.status_code == 400


def test_a_policy_is_tried_and_saved(client: Client) -> None:
    here = client("approver")
    text = "[price]\nupper_percent = 50\nupper_amount = 5000\n"
    tried = here.post(f"{API}/policy/what-if", json={"text": text}).json()
    assert {"limit": "price.upper_percent", "before": "2", "after": "50"} in tried["changes"] and tried["complete"]
    assert here.get(f"{API}/policy/what-if/{tried['number']}").json() == tried
    assert here.post(f"{API}/policy/what-if/{tried['number']}/stop").json()["state"] == "done"
    assert here.post(f"{API}/policy/what-if/{tried['number']}/go-on").status_code == 400
    assert client("clerk").get(f"{API}/policy/what-if/{tried['number']}").status_code == 403
    form = {"text": text, "reason": "steel is dear", "seen": here.get(f"{API}/policy").json()["seen"]}
    assert client("buyer").post(f"{API}/policy", json=form).status_code == 403
    assert here.post(f"{API}/policy", json=form).json()["number"] == 1
    assert here.post(f"{API}/policy", json=form).status_code == 409
    assert here.post(f"{API}/policy/what-if", json={"text": "[prize]"}).status_code == 400


def test_tables_and_files_are_taken(client: Client) -> None:
    here = client("admin")
    taken = here.post(f"{API}/masters/suppliers", files={"file": ("s.csv", b"id,name\nV9,Neu\n,x\n")}).json()
    assert (taken["changed"], [one["row"] for one in taken["refused"]]) == (1, [3])
    assert here.post(f"{API}/masters/people", files={"file": ("s.csv", b"id\n")}).status_code == 422
    brought = client("clerk").post(f"{API}/mails", files={"file": ("a.pdf", b"%PDF-1.4 nothing")})
    assert brought.status_code == 201 and brought.json()["account"] == "desk:handed-in"
    told = client("clerk").get(f"{API}/mails/{brought.json()['mail']}").json()
    assert told["handed_in_by"] == ["clerk"]
    assert client("clerk").post(f"{API}/mails", files={"file": ("a.pdf", b"")}).status_code == 400
