"""The pages of people in a browser: wide and narrow, light and dark, without a violation; the acts on them work."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI

from documents.kinds import Role
from journey.people.passwords import hashed
from tests.desk.conftest import signed_in


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (375, "dark")])
def test_the_pages_have_no_violation_and_fit(browser: Any, axe: Any, width: int, scheme: str) -> None:
    page = browser("admin", width, color_scheme=scheme)
    for path in ("/account", "/people", "/people/buyer", "/login", "/nowhere"):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_person_is_registered_sets_a_password_and_signs_in(browser: Any) -> None:
    admin = browser("admin")
    admin.goto("/people")
    admin.get_by_label("Login").fill("nina")
    admin.get_by_label("Name", exact=True).fill("Nina Neu")
    admin.get_by_label("clerk", exact=True).check()
    admin.get_by_role("button", name="Register").click()
    link = admin.locator("code").first.inner_text()
    nina = browser()
    nina.goto(link)
    nina.get_by_label("New password").fill("five blue washers")
    nina.get_by_label("The same again").fill("five blue washers")
    nina.get_by_role("button", name="Set password").click()
    nina.locator(".person summary").click()
    nina.get_by_role("button", name="Sign out").click()
    nina.wait_for_url("**/login")
    nina.get_by_label("Login").fill("nina")
    nina.get_by_label("Password").fill("five blue washers")
    nina.get_by_role("button", name="Sign in", exact=True).click()
    nina.wait_for_url(lambda url: not url.endswith("/login"))
    assert "Nina Neu" in nina.locator(".person summary").inner_text()


def test_a_wrong_password_is_said_in_place(app: FastAPI, browser: Any, axe: Any) -> None:
    with app.state.office.workspace.begin() as unit:
        unit.people.set_password("clerk", hashed("seven green bolts"), "admin")
    page = browser()
    page.goto("/login")
    page.get_by_label("Login").fill("clerk")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="do not fit").wait_for()
    assert axe(page) == []


def test_an_administrator_names_a_deputy_for_somebody_who_fell_ill(browser: Any, axe: Any, app: FastAPI) -> None:
    page = browser("admin")
    page.goto("/people/buyer")
    page.get_by_text("Name a deputy for").click()
    page.locator("[name=deputy]").select_option("receiving")
    page.get_by_label("Last day").fill("2026-06-12")
    page.locator("form", has=page.get_by_label("Last day")).get_by_label("Why").fill("in hospital")
    assert axe(page) == []
    page.get_by_role("button", name="Name deputy").click()
    page.get_by_text("receiving acts as buyer for buyer").wait_for()
    with app.state.office.workspace.look() as unit:
        (made,) = unit.people.delegations(login="buyer", day=date(2026, 6, 12))
    assert (made.deputy, made.role, made.granted_by, made.reason) == ("receiving", Role.BUYER, "admin", "in hospital")


def test_nobody_but_an_administrator_names_a_deputy_for_others(app: FastAPI) -> None:
    asked = {"deputy": "buyer", "role": "clerk", "first": "2026-05-29", "last": "2026-06-12", "reason": "ill"}
    assert signed_in(app, "buyer").post("/people/clerk/deputies", data=asked).status_code == 403
    admin = signed_in(app, "admin")
    assert admin.post("/people/clerk/deputies", data=asked | {"role": "buyer"}).status_code in (400, 403)
    assert admin.post("/people/clerk/deputies", data=asked | {"last": "soon"}).status_code == 400
