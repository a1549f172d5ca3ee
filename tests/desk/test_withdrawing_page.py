"""Withdrawing at the desk: an approver sees what follows, says why, and it is done; everybody else is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from documents.lifecycle import State

Client = Callable[..., TestClient]
NUMBER = "NS-26-0412"
WHY = "a forgery: the supplier never sent it"


def states(app: FastAPI, number: str = NUMBER) -> dict[int, str]:
    with app.state.office.workspace.look() as unit:
        found = (one for state in State for one in unit.custody.in_state(state))
        return {one.id: one.state.value for one in found if one.number == number}


def filed(app: FastAPI, number: str = NUMBER) -> int:
    return next(document for document, state in states(app, number).items() if state == "filed")


def held(app: FastAPI) -> int:
    with app.state.office.workspace.look() as unit:
        return int(unit.custody.in_state(State.HELD)[0].id)


def test_an_approver_sees_what_follows_and_takes_it_back(app: FastAPI, client: Client) -> None:
    number, here = filed(app), client("approver")
    [copy] = set(states(app)) - {number}
    way = f'href="/archive/{number}/withdraw"'
    assert way in here.get(f"/archive/{number}").text and way in here.get(f"/exceptions/{number}").text
    foreseen = here.get(f"/archive/{number}/withdraw").text
    assert "of receipt" in foreseen and f'href="/exceptions/{copy}"' in foreseen and "is cancelled" in foreseen
    done = here.post(f"/archive/{number}/withdraw", data={"reason": WHY})
    assert (done.status_code, done.headers["location"]) == (303, f"/archive/{number}")
    assert sorted(states(app).items()) == sorted({number: "rejected", copy: "filed"}.items())
    page = here.get(f"/archive/{number}").text
    assert f"<q>{WHY}</q>" in page and way not in page
    assert "withdrew it" in here.get(f"/exceptions/{number}").text
    with app.state.office.workspace.look() as unit:
        assert unit.ledger.of(number) == () and unit.custody.balance().balanced
        entry = unit.audit.entries(f"document:{number}", "cancellation:claimed")[0]
    assert (entry.actor, entry.because) == ("approver", WHY)


@pytest.mark.parametrize("login", ["clerk", "buyer", "treasury", "compliance", "admin"])
def test_others_are_refused_and_see_no_button(shared_app: FastAPI, looking: Client, login: str) -> None:
    number, here = filed(shared_app), looking(login)
    assert "/withdraw" not in here.get(f"/archive/{number}").text
    for answer in (here.get(f"/archive/{number}/withdraw"), here.post(f"/archive/{number}/withdraw")):
        assert answer.status_code == 403 and "this takes the role approver" in answer.text
    answer = here.post(f"/api/v1/archive/{number}/withdrawal", json={"reason": WHY})
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert states(shared_app)[number] == "filed"


def test_what_cannot_be_withdrawn_is_told_in_a_sentence(app: FastAPI, client: Client) -> None:
    number, open_, here = filed(app), held(app), client("approver")
    for path, status in ((f"/archive/{open_}/withdraw", 400), ("/archive/999/withdraw", 404)):
        assert here.get(path).status_code == here.post(path, data={"reason": WHY}).status_code == status
    assert "not posted and filed: reject it" in here.get(f"/archive/{open_}/withdraw").text
    assert here.post(f"/archive/{number}/withdraw", data={"reason": " "}).status_code == 400
    stale = here.post(f"/archive/{number}/withdraw", data={"reason": WHY, "seen": "1"})
    assert stale.status_code == 409 and "look at it as it is now" in stale.text
    assert states(app)[number] == "filed"
    here.post(f"/archive/{number}/withdraw", data={"reason": WHY})
    assert "was withdrawn by approver" in client("approver2").get(f"/archive/{number}/withdraw").text


def test_a_program_takes_back_once(app: FastAPI, client: Client) -> None:
    number, here = filed(app), client("approver")
    at = f"/api/v1/archive/{number}/withdrawal"
    foreseen = here.get(at).json()
    assert foreseen["matched_again"] == sorted(set(states(app)) - {number}) and foreseen["goods"]
    first = here.post(at, json={"reason": WHY, "seen": foreseen["seen"]}).json()
    assert (first["state"], first["withdrawn_by"], first["sent"]) == ("rejected", "approver", "posted")
    assert first["cancellation"] == f"{foreseen['posting']}-cancelled"
    assert client("approver2").post(at, json={"reason": "me too"}).json() == first
    assert here.get(f"/api/v1/archive/{number}").json()["cancellation"] == first["cancellation"]
    assert here.get(at).status_code == 400


@pytest.mark.parametrize("width", [1440, 375])
def test_the_page_that_asks_has_no_violation(app: FastAPI, browser: Any, axe: Any, width: int) -> None:
    number, page = filed(app), browser("approver", width=width)
    page.goto(f"/exceptions/{number}")
    assert axe(page) == []
    page.click("text=Withdraw it, as one that should never have been posted")
    page.wait_for_url(f"**/archive/{number}/withdraw")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 1440:
        page.fill("[name=reason]", WHY)
        page.click("button:text('Withdraw it')")
        page.wait_for_selector("text=Withdrawn by approver")
        assert axe(page) == []
        assert states(app)[number] == "rejected"
