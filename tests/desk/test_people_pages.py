"""The pages of people in a browser: wide and narrow, light and dark, without a violation; the acts on them work."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from journey.people.passwords import hashed


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
