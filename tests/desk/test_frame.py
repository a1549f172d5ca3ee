"""The frame: sign-in, menu, static files, failures in the shape their reader needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from desk.static_files import KEPT
from journey.people.passwords import hashed

Client = Callable[..., TestClient]


def test_nobody_is_led_to_the_sign_in_and_from_there_to_what_they_wanted(looking: Client) -> None:
    answer = looking("").get("/account?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Faccount%3Fx%3D1")
    form = looking("").get(answer.headers["location"])
    assert 'name="username"' in form.text
    assert 'value="/account?x=1"' in form.text


def test_a_password_signs_in_with_a_new_session(app: FastAPI, client: Client) -> None:
    office = app.state.office
    with office.workspace.begin() as unit:
        unit.people.set_password("clerk", hashed("seven green bolts"), "admin")
    visitor = client("")
    page = visitor.get("/login")
    before = visitor.cookies["tallymark"]
    token = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    sent = {"username": "Clerk", "password": "seven green bolts", "csrf": token, "next": "/account"}
    answer = visitor.post("/login", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert visitor.cookies["tallymark"] != before
    assert "Clara Kern" in visitor.get("/account").text


def test_static_files_are_kept_for_a_year_and_their_address_changes_with_them(looking: Client) -> None:
    page = looking("clerk").get("/account").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert looking("").get(address).headers["cache-control"] == KEPT
    stale = address.replace(address.split("/")[2], "0" * 16)
    assert looking("").get(stale).headers["cache-control"] == "no-cache"


def test_every_entry_of_the_menu_leads_somewhere(looking: Client, shared_app: FastAPI) -> None:
    from tests.desk.conftest import PEOPLE

    menu = shared_app.state.office.menu
    for login in PEOPLE:
        here = looking(login)
        for entry in menu:
            if entry.shown_to(_person(shared_app, login)):
                assert here.get(entry.path).status_code == 200, f"{login} {entry.path}"


def test_a_page_in_a_browser_has_no_violation(browser: Any, axe: Any) -> None:
    page = browser("clerk")
    for path in ("/account", "/login", "/nowhere"):
        page.goto(path)
        assert axe(page) == []


def _person(app: FastAPI, login: str) -> Any:
    office = app.state.office
    with office.workspace.look() as unit:
        return unit.people.on_duty(login, office.shift().as_of)
