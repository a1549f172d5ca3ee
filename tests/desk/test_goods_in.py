"""Goods-in: scans at the door, by hand and by gun, on a desk and on a phone; a booked receipt wakes what waited."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

Client = Callable[..., TestClient]
KEY = "0123456789abcdef"


def begun(here: TestClient, order: str = "45-7005", note: str = "DDT-0917") -> str:
    answer = here.post("/goods-in/counts", data={"order": order, "delivery_note": note})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.mark.parametrize("login", ["receiving", "buyer", "clerk", "admin", "quality"])
def test_what_is_expected_is_shown_to_those_who_need_it(looking: Client, login: str) -> None:
    page = looking(login).get("/goods-in").text
    assert "45-7005" in page and "24 pieces" in page
    assert ('action="/goods-in/counts"' in page) == (login == "receiving")


def test_an_order_is_found_by_its_number_or_its_supplier(looking: Client) -> None:
    here = looking("receiving")
    assert "45-7005" in here.get("/goods-in?q=lago").text
    assert "45-7004" not in here.get("/goods-in?q=7005").text
    assert "No open order has" in here.get("/goods-in?q=%25").text


def test_a_delivery_is_counted_and_booked_and_what_waited_is_filed(client: Client) -> None:
    here = client("receiving")
    at = begun(here)
    told = here.post(f"{at}/scan", data={"key": KEY, "code": "(241)KW-5001(37)20(10)L-7"}).text
    assert "✓ 20 pieces of line 10, KW-5001, lot L-7" in told
    again = here.post(f"{at}/scan", data={"key": KEY, "code": "(241)KW-5001(37)20(10)L-7"}).text
    assert "= this scan was counted before" in again
    refused = here.post(f"{at}/scan", data={"key": KEY + "2", "code": "KW-9999"}).text
    assert "✗ Not counted: no line of order 45-7005 has KW-9999" in refused
    entered = here.post(f"{at}/enter", data={"key": KEY + "3", "order_line": 10, "quantity": "4", "lot": "L-8"})
    assert entered.status_code == 303
    booked = here.post(f"{at}/book", data={"reason": ""})
    assert booked.status_code == 303
    page = here.get(at).text
    assert "invoice 2026-218 is filed" in page
    assert "lot L-7" in page and "lot L-8" in page and "booked" in page


def test_part_of_the_terms_of_a_form_may_not_be_forged(client: Client) -> None:
    here = client("receiving")
    at = begun(here)
    assert here.post(f"{at}/scan", data={"key": "short", "code": "KW-5001"}).status_code == 422
    assert here.post(f"{at}/enter", data={"key": KEY, "order_line": 99, "quantity": "1"}).status_code == 400
    assert here.post(f"{at}/enter", data={"key": KEY, "order_line": 10, "quantity": "-1"}).status_code == 400
    assert here.post(f"{at}/enter", data={"key": KEY, "order_line": 10, "quantity": "NaN"}).status_code == 400
    assert here.post("/goods-in/counts", data={"order": "nothing"}).status_code == 400
    assert here.get("/goods-in/counts/999").status_code == 404


@pytest.mark.parametrize("login", ["clerk", "buyer", "quality", "admin"])
def test_others_than_receiving_count_nothing(client: Client, login: str) -> None:
    at = begun(client("receiving"))
    here = client(login)
    assert here.get(at).status_code == 200
    for act, data in (
        ("scan", {"key": KEY, "code": "KW-5001"}), ("enter", {"key": KEY, "order_line": 10, "quantity": "1"}),
        ("book", {}), ("drop", {"reason": "x"}),
    ):  # fmt: skip
        assert here.post(f"{at}/{act}", data=data).status_code == 403, act
    assert client("treasury").get("/goods-in").status_code == 403


def test_a_correction_and_a_return_are_new_entries(client: Client) -> None:
    here = client("receiving")
    at = begun(here)
    here.post(f"{at}/enter", data={"key": KEY, "order_line": 10, "quantity": "24"})
    here.post(f"{at}/book", data={})
    corrected = here.post(f"{at}/correct", data={"key": KEY + "c", "entry": 1, "quantity": "23", "reason": "one broke"})
    assert corrected.status_code == 303
    sent = {"key": KEY + "r", "order_line": 10, "quantity": "1", "act": "return", "reason": "wrong size"}
    assert here.post(f"{at}/after", data=sent).status_code == 303
    page = here.get(at).text
    assert "one broke" in page and "wrong size" in page and "1 sent back" in page


def test_the_gun_counts_in_a_browser_without_losing_a_scan(browser: Any, axe: Any, client: Client) -> None:
    at = begun(client("receiving"))
    for width, entries in ((1440, 3), (375, 6)):
        page = browser("receiving", width=width)
        page.goto("/goods-in")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(at)
        assert page.evaluate("document.activeElement.id") == "code"
        for _ in range(3):
            page.keyboard.type("(241)KW-5001(37)2")
            page.keyboard.press("Enter")
        page.locator(".entries li.card").nth(entries - 1).wait_for()
        page.wait_for_selector(".heard.taken")
        page.keyboard.type("nonsense")
        page.keyboard.press("Enter")
        page.wait_for_selector(".heard.refused")
        assert "no line of order" in page.inner_text("#heard")
        assert page.evaluate("document.activeElement.id") == "code"
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".entries li.card").count() == 6
    page.get_by_label("Quantity of line 10").fill("1")
    page.get_by_label("Lot of line 10").fill("L-9")
    page.get_by_role("button", name="Add").first.click()
    page.wait_for_selector(".heard.taken")
    assert page.inner_text("#heard") == "✓ entered by hand: 1 piece of line 10, KW-5001, lot L-9"


def test_a_scan_is_sent_again_when_the_net_comes_back(browser: Any, client: Client) -> None:
    at = begun(client("receiving"))
    page = browser("receiving", width=375)
    page.goto(at)
    lost: list[str] = []

    def lose_the_first(route: Any) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    page.route("**/scan", lose_the_first)
    page.keyboard.type("KW-5001")
    page.keyboard.press("Enter")
    page.get_by_text("1 not yet sent").wait_for()
    page.wait_for_selector(".heard.taken", timeout=10_000)
    assert page.locator(".entries li.card").count() == 1


def test_a_phone_offers_its_files_as_well_as_its_camera(looking: Client) -> None:
    page = looking("receiving").get("/goods-in").text
    files = re.findall(r'<input type="file" name="files"([^>]*)>', page)
    assert ["capture" in one for one in files] == [False, True]
    assert "application/pdf" in files[0]


def test_a_form_without_a_file_hands_nothing_in(client: Client) -> None:
    here = client("receiving")
    empty = '--x\r\ncontent-disposition: form-data; name="files"; filename=""\r\n\r\n\r\n'  # as browsers send it
    sent = {"content-type": "multipart/form-data; boundary=x"}
    assert here.post("/mails/hand-in", content=f"{empty}{empty}--x--\r\n", headers=sent).status_code == 303
    assert "Nothing was handed in: choose a file first." in here.get("/goods-in").text


def test_a_photograph_is_sealed_like_a_mail(client: Client) -> None:
    here = client("receiving")
    picture = b"%PDF-1.4\n% not much of a document"
    answer = here.post("/mails/hand-in", files=[("files", ("slip.pdf", picture, "application/pdf"))])
    assert (answer.status_code, answer.headers["location"]) == (303, "/goods-in")
    assert "Handed in: #12" in here.get("/goods-in").text
    assert "Handed in by" in client("clerk").get("/mails/12").text
    assert client("").post("/mails/hand-in", files=[("files", ("a", b"x"))]).status_code in (303, 403)
