"""A what-if that takes longer than a moment, as the page tells it: how far it is, stopped and taken up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from journey.verdicts import trying

Client = Callable[..., TestClient]
LAX = "[price]\nupper_percent = 50\nupper_amount = 5000\n"
PARTIAL = {"hx-request": "true"}


def test_a_long_what_if_is_followed_stopped_and_taken_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "MOMENT", 0.0)
    monkeypatch.setattr(trying, "_send_off", lambda *_: None)
    here = client("buyer")
    form = {"text": LAX, "days": "all"}
    page = here.post("/policy/what-if", data=form)
    assert page.headers["refresh"] == "2; url=/policy/what-if/1", "without a script it is followed too"
    part = here.get("/policy/what-if/1", headers=PARTIAL)
    assert "refresh" not in part.headers and 'hx-get="/policy/what-if/1" hx-trigger="load delay:2s"' in part.text
    assert "1 of 10 documents" in part.text and '<progress class="tried" value="1" max="10"' in part.text
    stopped = here.post("/policy/what-if/1/stop", headers=PARTIAL).text
    assert "It was stopped." in stopped and "hx-trigger" not in stopped and "Go on" in stopped
    assert "refresh" not in here.get("/policy/what-if/1").headers
    assert "Stop" in here.post("/policy/what-if/1/go-on", headers=PARTIAL).text
    assert client("clerk").post("/policy/what-if/1/stop").status_code == 403
    with_tried = here.get("/policy").text
    assert "1 of 10 documents" in with_tried and "running" in with_tried


def test_a_new_what_if_ends_the_last_one_of_the_same_person(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "MOMENT", 0.0)
    monkeypatch.setattr(trying, "_send_off", lambda *_: None)
    here = client("buyer")
    for _ in range(2):
        here.post("/api/v1/policy/what-if", json={"text": LAX})
    states = [here.get(f"/api/v1/policy/what-if/{number}").json()["state"] for number in (1, 2)]
    assert states == ["stopped", "running"]
