"""By keyboard alone: a clerk clears twenty exceptions, and the page helps with every one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from desk.keys import KEYS
from documents.lifecycle import State
from tests.desk.busy import CLERKS

Browser = Callable[..., Any]
SETTLED = (State.FILED, State.POSTED, State.APPROVED)


@pytest.fixture
def home(busy_home: Path, tmp_path: Path) -> Path:
    """A busy morning's workspace, for one test."""
    return Path(shutil.copytree(busy_home, tmp_path / "home"))


def states(app: FastAPI, documents: list[int]) -> list[State]:
    with app.state.office.workspace.look() as unit:
        return [unit.custody.document(number).state for number in documents]


def shown(page: Any) -> int:
    return int(page.get_attribute("#exception", "data-document"))


def clear(page: Any, count: int, delay: float = 0) -> list[int]:
    """From the queue on, accept so many exceptions by keyboard, and say which."""
    page.goto("/queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#exception[data-ready]")
    cleared = []
    for _ in range(count):
        document = shown(page)
        cleared.append(document)
        page.keyboard.press("r")
        page.keyboard.type("agreed with the supplier", delay=delay)
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f"#exception[data-ready]:not([data-document='{document}'])")
    return cleared


def await_settled(app: FastAPI, page: Any, documents: list[int]) -> None:
    """Fail unless all of them are settled within ten seconds: the page goes on before they are."""
    for _ in range(200):
        if all(state in SETTLED for state in states(app, documents)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(states(app, documents))


def test_a_clerk_clears_twenty_exceptions_by_keyboard_only(app: FastAPI, browser: Browser) -> None:
    page = browser("clerk")
    cleared = clear(page, 20)
    await_settled(app, page, cleared)
    assert len(set(cleared)) == 20
    assert page.locator("#alerts .wrong").count() == 0
    page.goto("/queue")
    assert page.locator("[data-row]").count() == CLERKS - 20


def test_a_page_that_is_made_anew_neither_takes_what_was_typed_nor_brings_back_what_was_settled(
    app: FastAPI, browser: Browser
) -> None:
    page = browser("clerk")
    page.route("**/exceptions/*/seen", lambda route: route.fulfill(json={"seen": 0}))  # each was changed meanwhile
    cleared = clear(page, 8, delay=10)
    await_settled(app, page, cleared)
    assert len(set(cleared)) == 8
    assert shown(page) not in cleared
    assert page.locator("#alerts .wrong").count() == 0


def test_what_costs_most_to_leave_comes_first_and_the_last_leads_back(app: FastAPI, browser: Browser) -> None:
    page = browser("clerk")
    page.goto("/queue?view=role&least=20")
    stakes = page.locator("[data-row] td.number").all_inner_texts()
    assert [text.split(".")[0] for text in stakes] == ["22", "21", "20"]
    page.keyboard.press("n")
    page.wait_for_selector("#exception")
    assert shown(page) == 22


def test_a_field_lights_its_box_a_word_fills_it_and_what_changed_is_told(app: FastAPI, browser: Browser) -> None:
    page = browser("clerk")
    page.goto("/exceptions/3")
    page.wait_for_selector("svg rect.word", state="attached")
    gross = page.locator("[data-field=gross_total]")
    gross.focus()
    lit = page.locator("svg rect.lit")
    assert lit.count() == 1
    assert gross.get_attribute("data-was") == "91.25"
    page.locator("svg rect.word[data-text='88,25']").first.click()
    assert gross.input_value() == "88,25"
    page.keyboard.press("Enter")
    page.wait_for_selector("text=gone: Field missing or unclear")
    assert states(app, [3])[0] in SETTLED
    assert page.locator("[data-field=gross_total]").input_value() == "88.25"


def test_what_was_typed_outlives_a_correction_a_reload_and_the_way_back(browser: Browser) -> None:
    page = browser("clerk")
    page.goto("/exceptions/3")
    page.wait_for_selector("#exception[data-ready]")
    page.fill("[name=words]", "half a comment")
    page.click("details.act summary >> nth=0")
    page.fill("[name=question]", "half a question")
    page.fill("[data-field=due_date]", "2026-07-01")
    page.press("[data-field=due_date]", "Enter")
    page.wait_for_selector("#toasts >> text=it is still held")
    for go in (lambda: None, page.reload, lambda: (page.goto("/archive"), page.goto("/exceptions/3"))):
        go()
        page.wait_for_selector("#exception[data-ready]")
        assert page.input_value("[name=words]") == "half a comment"
        assert page.input_value("[name=question]") == "half a question"
        assert page.locator("details.act[open]").count() == 1
    page.press("[name=words]", "Enter")
    page.wait_for_selector(".talk li >> text=half a comment")
    assert page.input_value("[name=words]") == ""
    assert page.input_value("[name=question]") == "half a question"


def test_a_sheet_on_its_side_can_be_seen_whole(browser: Browser) -> None:
    page = browser("clerk")
    page.goto("/exceptions/3")
    page.wait_for_selector("svg rect.word", state="attached")
    for _ in range(4):
        page.click("[data-view=turn]")
        beyond = page.evaluate(
            "() => { const box = document.querySelector('.sheet').getBoundingClientRect(),"
            " frame = document.querySelector('.stage').getBoundingClientRect();"
            " return Math.min(box.left - frame.left, box.top - frame.top, frame.right - box.right); }"
        )
        assert beyond >= 0


def test_enter_goes_from_one_doubtful_field_to_the_next(browser: Browser) -> None:
    page = browser("clerk")
    page.goto("/exceptions/3")
    page.locator("[data-field=invoice_number]").focus()
    seen = []
    for _ in range(4):
        page.keyboard.press("Enter")
        seen.append(page.evaluate("document.activeElement.dataset.field ?? document.activeElement.id"))
    assert seen == ["net_total", "tax_total", "gross_total", "net_total"]


def test_findings_are_gone_through_with_j_and_k_and_light_what_they_are_about(browser: Browser) -> None:
    page = browser("buyer")
    page.goto("/exceptions/24")
    page.wait_for_selector("[data-finding]:focus")
    page.keyboard.press("j")
    assert page.locator("[data-finding]:focus").get_attribute("data-lit") == "1.unit_price"
    assert page.locator("svg rect.lit").count() == 1


def test_single_keys_do_nothing_while_somebody_types(browser: Browser) -> None:
    page = browser("clerk")
    page.goto("/exceptions/3")
    page.keyboard.press("r")
    page.keyboard.type("jknc?x")
    assert page.locator("#why").input_value() == "jknc?x"
    assert shown(page) == 3
    assert not page.locator("dialog[open]").count()


def test_the_help_sheet_is_the_table_and_keys_can_be_switched_off_for_good(browser: Browser) -> None:
    page = browser("clerk")
    page.goto("/queue")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    told = page.locator("dialog[open] tbody td:last-child").all_inner_texts()
    assert told == [key.words for key in KEYS if "queue" in key.where]
    with page.expect_navigation():
        page.get_by_role("button", name="Switch the keys off").click()
    page.keyboard.press("?")
    assert not page.locator("dialog[open]").count()
    page.goto("/exceptions/3")
    page.keyboard.press("?")
    assert not page.locator("dialog[open]").count()
