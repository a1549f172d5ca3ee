"""The queue's page: views, filters, order, root causes, one act on many, and what an empty queue says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from documents.kinds import Role
from journey.clearing.listing import listed
from tests.desk.busy import BUYERS, CLERKS

Client = Callable[..., TestClient]
DEAR = "price of order line 46-9000/10"


@pytest.fixture
def home(busy_home: Path, tmp_path: Path) -> Path:
    """A busy morning's workspace, for one test."""
    return Path(shutil.copytree(busy_home, tmp_path / "home"))


def rows(text: str) -> list[int]:
    return [int(found) for found in re.findall(r'data-address="/exceptions/(\d+)\?', text)]


def test_views_hold_what_their_counts_say(client: Client) -> None:
    here = client("clerk")
    first = rows(here.get("/queue").text)
    assert len(first) == CLERKS
    assert len(rows(here.get("/queue?view=all").text)) == CLERKS + BUYERS
    assert len(rows(here.get("/queue?view=all&desk=buyer").text)) == BUYERS
    assert "Nothing is claimed by you" in here.get("/queue?view=mine").text
    counts = here.get("/api/v1/queue/counts").json()
    assert counts["views"] == {"mine": 0, "role": CLERKS, "all": CLERKS + BUYERS, "asked": 0, "parked": 0}
    here.post("/api/v1/exceptions/claim", json={"exception": first[0]})
    assert rows(here.get("/queue?view=mine").text) == [first[0]]


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("code=date-stale", 3), ("supplier=V200", 7), ("least=20", 3), ("text=V100-2600", 1), ("text=V100-26", 8),
        ("text=nothingofthekind", 0), ("due=overdue", 0), ("due=week", 5), ("older=1", 0),
    ],
)  # fmt: skip
def test_filters_narrow_it(client: Client, asked: str, number: int) -> None:
    assert len(rows(client("clerk").get(f"/queue?{asked}").text)) == number


def test_reasons_have_plain_names_and_the_filter_keeps_the_code(client: Client) -> None:
    text = client("clerk").get("/queue?code=date-stale").text
    assert '<option value="date-stale" selected>Dated too long ago (3)</option>' in text
    assert '<span class="code">Field missing or unclear</span>' in text and "Field uncertain" not in text


@pytest.mark.parametrize("asked", ["view=x", "desk=x", "least=x", "older=x", "due=x", "after=1.2"])
def test_a_filter_that_is_none_is_refused_in_a_sentence(client: Client, asked: str) -> None:
    assert client("clerk").get(f"/queue?{asked}").status_code == 400


def test_a_root_cause_is_one_act_with_a_preview_in_documents_and_money(app: FastAPI, client: Client) -> None:
    here = client("buyer")
    assert 'href="/queue/causes"' in here.get("/queue").text
    assert "Price of order line 46-9000/10</a>" in here.get("/queue/causes").text
    page = here.get("/queue", params={"cause": DEAR}).text
    chosen = re.findall(r'name="item" value="(\d+)"', page)
    assert len(chosen) == BUYERS
    form = {"item": chosen, "act": "accept", "reason": "list of May"}
    seen = here.post("/queue/preview", data=form).text
    assert f"{BUYERS} would be done" in seen
    assert "82.50" in seen.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert len(rows(here.get("/queue").text)) == BUYERS
    assert f"{BUYERS} done" in here.post("/queue/apply", data=form).text
    assert "Your queue is clear" in here.get("/queue").text


def test_what_is_refused_is_told_and_the_others_are_done(client: Client) -> None:
    clerk = client("clerk")
    found = clerk.get("/api/v1/queue?view=all").json()["lines"]
    mixed = [next(one["exception"] for one in found if one["releases"] == role) for role in ("clerk", "buyer")]
    told = clerk.post("/api/v1/queue/preview", json={"exceptions": mixed, "act": "accept", "reason": "ok"}).json()
    assert [bool(one["refused"]) for one in told] == [False, True]
    assert "buyer" in told[1]["refused"]
    done = clerk.post("/api/v1/queue/apply", json={"exceptions": mixed, "act": "accept", "reason": "ok"}).json()
    assert (done[0]["becomes"], done[1]["becomes"]) == ("filed", "")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "accept", "reason": "x"}, "choose 1 to 200"), ({"item": ["1"], "act": "accept"}, "say why"),
        ({"item": ["1"], "reason": "x"}, "choose what to do"), ({"item": ["1"], "act": "x"}, "none of"),
        ({"item": ["99"], "act": "reject", "reason": "x"}, "no exception 99"),
    ],
)  # fmt: skip
def test_an_act_on_many_says_what_it_lacks(client: Client, form: dict[str, Any], sentence: str) -> None:
    answer = client("clerk").post("/queue/preview", data=form)
    assert answer.status_code in (400, 404)
    assert sentence in answer.text


def test_selected_ones_are_given_parked_and_brought_back(app: FastAPI, client: Client) -> None:
    clerk = client("clerk")
    first, second = rows(clerk.get("/queue").text)[:2]
    clerk.post("/queue/apply", data={"item": [str(first)], "act": "assign", "to": "clerk2", "reason": "yours"})
    assert rows(client("clerk2").get("/queue?view=mine").text) == [first]
    clerk.post("/queue/apply", data={"item": [str(second)], "act": "park", "reason": "later", "until": "2026-06-30"})
    assert rows(clerk.get("/queue?view=parked").text) == [second]
    assert second not in rows(clerk.get("/queue").text)


def test_the_next_one_is_none_that_somebody_else_has_open(client: Client) -> None:
    first, second = rows(client("clerk").get("/queue").text)[:2]
    client("clerk2").get(f"/exceptions/{first}")
    answer = client("clerk").get("/queue/next")
    assert answer.headers["location"].startswith(f"/exceptions/{second}?")
    assert "clerk2 has it open" in client("clerk").get("/queue").text


def test_the_next_one_is_found_behind_many_that_are_claimed(client: Client) -> None:
    lines = client("clerk").get("/api/v1/queue").json()["lines"]
    taken = [str(line["exception"]) for line in lines[:-1]]
    assert len(taken) > 20
    client("clerk2").post("/queue/apply", data={"item": taken, "act": "claim"})
    answer = client("clerk").get("/queue/next")
    assert answer.headers["location"].startswith(f"/exceptions/{lines[-1]['document']}?")


@pytest.mark.parametrize(
    ("login", "form", "sentence"),
    [
        ("clerk", {"act": "assign", "to": "who"}, "there is nobody &#39;who&#39;"),
        ("clerk", {"act": "assign", "to": "quality"}, "does not act as clerk"),
        ("clerk", {"act": "park", "reason": "x", "until": "2026-01-01"}, "is not after today"),
        ("quality", {"act": "reject", "reason": "x"}, "this takes one of the roles clerk or buyer"),
        ("clerk2", {"act": "claim"}, "is claimed by clerk"),
    ],
)  # fmt: skip
def test_a_preview_refuses_what_the_act_would_refuse(
    client: Client, login: str, form: dict[str, str], sentence: str
) -> None:
    line = client("clerk").get("/api/v1/queue").json()["lines"][0]
    first = str(line["exception"])
    client("clerk").post("/api/v1/exceptions/claim", json={"exception": line["exception"]})
    client("clerk").post(f"/api/v1/exceptions/{line['document']}/leave")
    seen = client(login).post("/queue/preview", data={"item": first, **form}).text
    assert "0 would be done, 1 would be refused" in seen
    assert sentence in seen
    assert sentence in client(login).post("/queue/apply", data={"item": first, **form}).text


def test_who_comes_back_from_the_preview_finds_what_was_selected(browser: Callable[..., Any]) -> None:
    page = browser("clerk")
    page.goto("/queue")
    preview = page.locator(".many button.primary")
    assert preview.is_disabled()
    page.click("[data-all]")
    page.uncheck("[data-row] input >> nth=0")
    assert page.inner_text("#chosen") == str(CLERKS - 1)
    preview.click()
    assert page.evaluate("document.activeElement.name") == "reason", "it is asked for before anything is sent"
    page.fill(".many input[name=reason]", "agreed")
    preview.click()
    page.click(".actions a.button")
    page.wait_for_selector("#many")
    assert page.inner_text("#chosen") == str(CLERKS - 1)
    assert page.input_value(".many input[name=reason]") == "agreed"


def test_somebody_without_a_role_sees_nothing(app: FastAPI, client: Client) -> None:
    with app.state.office.workspace.begin() as unit:
        unit.people.add("nobody", "No Body", [])
    assert client("nobody").get("/queue").status_code == 403


def test_a_copy_that_was_rejected_is_looked_through(client: Client) -> None:
    assert "Nothing was rejected as a copy" in client("clerk").get("/queue/copies").text


@pytest.mark.parametrize("width", [1440, 375])
def test_the_pages_have_no_violation(browser: Callable[..., Any], axe: Any, width: int) -> None:
    page = browser("clerk", width=width)
    for path in ("/queue", "/queue?view=mine", "/queue/copies", "/queue/causes", "/queue?text=nothingofthekind"):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto("/queue")
    page.check("[data-row] input >> nth=0")
    page.fill(".many input[name=reason]", "agreed")
    page.click(".many button.primary")
    page.wait_for_selector("text=would be done")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/queue")
    page.evaluate("document.getElementById('key-sheet').showModal()")
    assert axe(page) == []
    assert {role.value for role in Role} >= {"clerk"}


def test_everything_of_a_filter_is_selected_at_once(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.pages.queue.listed", partial(listed, limit=10))
    page = browser("clerk")
    page.goto("/queue")
    assert page.locator("[data-row]").count() == 10
    page.get_by_role("button", name=f"Select all {CLERKS}").click()
    page.locator("#chosen", has_text=str(CLERKS)).wait_for()
    assert page.locator("[data-row] input:checked").count() == CLERKS
    page.locator("[data-all]").click()
    page.locator("#chosen", has_text="none").wait_for()
