"""Policy and set-up pages: a proposal tried, then saved by who may; tables brought by the administrator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from documents.kinds import Role
from tests.desk.conftest import desk_over, signed_in

Client = Callable[..., TestClient]
LAX = "[price]\nupper_percent = 50\nupper_amount = 5000\n"
ROLES = [role.value for role in Role]


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found.group(1)


def test_the_policy_is_shown_to_those_whom_it_concerns(looking: Client) -> None:
    seers = {role for role in ROLES if looking(role).get("/policy").status_code == 200}
    assert seers == {"approver", "treasury", "buyer", "compliance", "admin"}
    assert "price.upper_percent" in looking("buyer").get("/policy").text
    assert "Save as version" not in looking("buyer").get("/policy").text


def test_a_proposal_is_tried_in_documents_findings_and_money(looking: Client) -> None:
    told = (
        looking("buyer").post("/policy/what-if", data={"text": LAX, "days": "all"}, headers={"hx-request": "true"}).text
    )
    assert "<html" not in told
    assert "price.upper_percent" in told and "hold → approve" in told and "Price above order" in told
    assert "All 10 documents judged so far were tried" in told
    assert (
        "10 documents judged since" in looking("buyer").post("/policy/what-if", data={"text": LAX, "days": "30"}).text
    )
    listed = looking("buyer").get("/policy").text
    number = re.findall(r'href="/policy/what-if/(\d+)"', listed)[0]
    assert "of 10 documents" in listed and "1 would change" in listed
    assert "hold → approve" in looking("treasury").get(f"/policy/what-if/{number}").text
    assert "upper_percent = 50" in looking("treasury").get(f"/policy?tried={number}").text
    assert looking("clerk").get(f"/policy/what-if/{number}").status_code == 403
    assert looking("buyer").get("/policy/what-if/99999").status_code == 404
    wrong = looking("buyer").post("/policy/what-if", data={"text": "[prize]\na = 1"}).text
    assert "did you mean price?" in wrong
    same = looking("buyer").post("/policy/what-if", data={"text": ""}).text
    assert "decides the same" in same


def test_a_policy_is_saved_once_by_who_may_with_a_reason(client: Client, home: Path) -> None:
    here = client("approver")
    at = seen(here.get("/policy").text)
    form = {"text": LAX.replace("\n", "\r\n"), "reason": "steel is dear", "seen": at}
    for login in ("buyer", "treasury", "compliance"):
        assert client(login).post("/policy", data=form).status_code == 403
    assert here.post("/policy", data={**form, "reason": " "}).status_code == 400
    assert here.post("/policy", data={**form, "text": "[price]\nupper_percent = -1"}).status_code == 400
    assert here.post("/policy", data=form).headers["location"] == "/policy"
    assert (home / "policy.toml").read_text() == LAX
    page = here.get("/policy").text
    assert "Version 1 is in force" in page and "steel is dear" in page and "your policy" in page
    assert here.post("/policy", data=form).status_code == 409, "somebody saved since"
    assert LAX.splitlines()[1] in here.get("/policy?version=1").text


def test_a_policy_changed_by_hand_is_told(client: Client, home: Path) -> None:
    (home / "policy.toml").write_text("[wait]\nreceipt_days = 3\n")
    page = client("admin").get("/policy").text
    assert "changed outside of the desk" in page and "wait.receipt_days" in page


def test_only_the_administrator_sets_up(looking: Client) -> None:
    assert {role for role in ROLES if looking(role).get("/start").status_code == 200} == {"admin"}
    sent = {"data": {"what": "orders"}, "files": {"file": ("o.csv", b"order\n1\n")}}
    assert looking("clerk").post("/start/tables", **sent).status_code == 403


def test_a_table_is_taken_and_refused_rows_are_named(client: Client) -> None:
    here = client("admin")
    data = b"id,name\nV900,Neu GmbH\n,nobody\n"
    page = here.post("/start/tables", data={"what": "suppliers"}, files={"file": ("s.csv", data)}).text
    assert "1 suppliers</b> read" in page or "1</b>" in page or "1 suppliers" in page
    assert "Row 3: the id is empty" in page
    assert "Neu GmbH" in here.get("/suppliers?q=V900").text
    page = here.post("/start/tables", data={"what": "orders"}, files={"file": ("<b>.csv", b"a,b\n1,2\n")}).text
    assert "lacks the column order" in page and "<b>.csv" not in page
    page = here.post("/start/tables", data={"what": "receipts"}, files={"file": ("r.xlsx", b"PK\x03\x04x")}).text
    assert "no readable Excel file" in page
    assert "must be suppliers, orders or receipts" in here.post(
        "/start/tables", data={"what": "people"}, files={"file": ("p.csv", b"id,name\n1,x\n")}
    ).text  # fmt: skip


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[FastAPI]:
    """A desk in which there is nobody but its people, and nothing."""
    home = tmp_path / "empty"
    home.mkdir()
    (home / "settings.toml").write_text("")
    with desk_over(home) as made:
        with made.state.office.workspace.begin() as unit:
            for role in Role:
                unit.people.add(role.value, role.value.title(), [role])
        yield made


NEXT = {
    "/archive": "Nothing is archived yet", "/suppliers": "No supplier is known yet", "/mails": "No mail has come yet",
    "/goods-in": "No order is known yet", "/figures?span=all": "nothing to count yet", "/start": "to do",
}  # fmt: skip


@pytest.mark.parametrize("path", NEXT)
def test_an_empty_system_says_what_to_do_next(empty: FastAPI, path: str) -> None:
    page = signed_in(empty, "admin").get(path)
    assert page.status_code == 200
    assert NEXT[path] in page.text
    assert path == "/start" or "/start" in page.text
    for role in ("clerk", "receiving"):
        other = signed_in(empty, role).get(path)
        assert other.status_code == 403 or "/start" not in other.text


def test_an_administrator_of_an_empty_system_is_led_to_its_set_up(empty: FastAPI, looking: Client) -> None:
    assert signed_in(empty, "admin").get("/").headers["location"] == "/start"
    assert signed_in(empty, "clerk").get("/").headers["location"] == "/queue"
    assert looking("admin").get("/").headers["location"] != "/start"


def test_a_what_if_and_a_save_in_a_browser(browser: Any, axe: Any) -> None:
    page = browser("admin")
    page.goto("/policy")
    assert axe(page) == []
    page.fill("#text", LAX)
    page.select_option("select[name=days]", "all")
    page.click("text=What if?")
    page.wait_for_selector("#told table")
    assert "hold → approve" in page.inner_text("#told")
    assert axe(page) == []
    page.fill("input[name=reason]", "steel is dear")
    page.click("text=Save as version 1")
    page.wait_for_selector("text=Version 1 by admin")
    assert page.input_value("#text") == LAX
    for path in ("/start", "/policy"):
        small = browser("admin", width=375)
        small.goto(path)
        assert axe(small) == [], path
        assert small.evaluate("document.documentElement.scrollWidth") <= 375, path
