"""The rules page: each control in finance words, and every finding's code leads to its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from documents.kinds import Role
from rules.catalogue import rules

Client = Callable[..., TestClient]


def test_every_rule_and_code_stands_on_the_page_for_every_role(looking: Client) -> None:
    pages = {looking(role.value).get("/rules").text for role in Role}
    for text in pages:
        for entry in rules():
            assert f'<section class="card" id="{entry.anchor}"' in text
            assert all(f"{code.title} <code" in unescape(text) and code.name in text for code in entry.rule.codes)
    assert not re.search(r"&gt;&gt;&gt;|specimen", pages.pop()), "examples are for programmers"


@pytest.mark.parametrize("path", ["/exceptions/{}", "/archive/{}"])
def test_a_finding_leads_to_its_rule(looking: Client, path: str) -> None:
    here = looking("admin")
    held = here.get("/api/v1/queue?view=all").json()["lines"]
    linked = {
        found
        for one in held
        for found in re.findall(r'"/rules#([a-z-]*)"', here.get(path.format(one["document"])).text)
    }
    assert linked, "no finding leads anywhere"
    assert linked <= {entry.anchor for entry in rules()}


@pytest.mark.parametrize("width", [1440, 375])
def test_the_page_has_no_violation(browser: Any, axe: Any, width: int) -> None:
    page = browser("clerk", width=width)
    page.goto("/rules#price")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#price").is_visible()
