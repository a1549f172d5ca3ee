"""On a phone: no page is wider than the screen, and no table hides its columns beyond the edge."""

from __future__ import annotations

from typing import Any

import pytest

_TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll(".table, .card, table.cards td")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => `${one.tagName}.${one.className}: ${one.scrollWidth} in ${one.clientWidth}`)"""
_LONG = "rechnungseingang.kreditorenbuchhaltung@norddeutsche-schrauben-und-federn.example/2026-05/17.eml"


@pytest.mark.parametrize(
    ("login", "paths"),
    [
        ("clerk", ["/queue?view=all", "/queue/causes?view=all", "/queue/copies", "/mails", "/account", "/suppliers"]),
        ("admin", ["/people", "/people/clerk", "/mails/1"]),
    ],
)
def test_tables_are_cards_as_wide_as_a_phone(browser: Any, axe: Any, login: str, paths: list[str]) -> None:
    page = browser(login, width=375)
    for path in paths:
        assert page.goto(path).ok
        lengthen = "(all, long) => all.slice(0, 3).forEach((one) => one.append(long))"
        page.eval_on_selector_all("table.cards tbody td, .facts dd", lengthen, _LONG)
        assert page.evaluate(_TOO_WIDE) == [], path
        assert axe(page) == [], path


def test_a_line_of_the_queue_says_on_a_phone_what_its_figures_are(browser: Any) -> None:
    page = browser("clerk", width=375)
    page.goto("/queue?view=all")
    line = page.locator("[data-row]").first
    labels = line.evaluate("(row) => [...row.querySelectorAll('[data-label]')].map((cell) => cell.dataset.label)")
    assert labels == ["At stake", "Due", "Settle by", "With"]
    box = line.locator("input")
    box.check()
    assert page.locator("#chosen").inner_text() == "1"
    assert line.bounding_box()["width"] <= 375 and box.bounding_box()["width"] >= 24
