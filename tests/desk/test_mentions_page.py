"""Being named at the desk: who is named finds it, the writer hears of a name that nobody has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from documents.lifecycle import State

Client = Callable[..., TestClient]
PART = {"hx-request": "true"}
BOOK = '[mail]\nhost = "127.0.0.1"\nsecurity = "none"\nsender = "t@factory.example"\n'
BUYER = '[people.buyer]\nmail = ["boris@factory.example"]\n'


def held(app: FastAPI) -> int:
    with app.state.office.workspace.look() as unit:
        return int(unit.custody.in_state(State.HELD)[0].id)


def test_who_is_named_finds_it_until_they_have_looked(app: FastAPI, client: Client) -> None:
    (app.state.office.settings.home / "notices.toml").write_text(BOOK + BUYER, encoding="utf-8")
    number, clerk, buyer = held(app), client("clerk"), client("buyer")
    said = clerk.post(f"/exceptions/{number}/comment", data={"words": "@buyer see line 1 @zoe"}, headers=PART)
    assert "The comment is there. Nobody signs in as @zoe: look at the name again." in said.headers["hx-trigger"]
    answer = clerk.post(f"/api/v1/exceptions/{number}/comment", json={"words": "@buyer again @zoe"})
    assert answer.json() == {"comment": answer.json()["comment"], "mentions": ["buyer"], "unknown": ["zoe"]}
    told = buyer.get("/api/v1/me/mentions").json()
    assert [(one["document"], one["person"], one["words"]) for one in told] == [
        (number, "clerk", "@buyer see line 1 @zoe"), (number, "clerk", "@buyer again @zoe")
    ]  # fmt: skip
    assert "You are named in 2 comments" in buyer.get("/queue?view=mine").text
    with app.state.office.workspace.look() as unit:
        assert [row.recipient for row in unit.outbox.list(document=number)] == ["boris@factory.example"] * 2
    buyer.get(f"/exceptions/{number}")
    assert buyer.get("/api/v1/me/mentions").json() == []
    assert "You are named" not in buyer.get("/queue?view=mine").text


def test_the_browser_shows_both(app: FastAPI, browser: Any, axe: Any) -> None:
    number, page = held(app), browser("clerk")
    page.goto(f"/exceptions/{number}")
    page.press("body", "m")
    page.keyboard.type("@clerk2 and @zoe")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Nobody signs in as @zoe")
    assert axe(page) == []
    named = browser("clerk2", width=375)
    named.goto("/queue?view=mine")
    assert axe(named) == []
    named.click(f"text=Document {number}")
    named.wait_for_url(f"**/exceptions/{number}*")
