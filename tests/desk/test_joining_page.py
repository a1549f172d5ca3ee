"""One invoice over two files at the desk: looked at as one, joined, downloaded file by file, taken apart again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from connectors.mail.folder import FolderSource
from extractors.sandbox import ReaderPool
from journey.batch import process
from journey.threads import Threads
from tests.journey import torn

Client = Callable[..., TestClient]
WHY = "page 2 came as a file of its own"


@pytest.fixture
def halves(app: FastAPI, tmp_path: Path) -> tuple[int, int]:
    """The two documents that a torn invoice came as."""
    one, two = torn.halves()
    mailbox = torn.post(tmp_path / "mailbox", torn.mail({"invoice.pdf": one, "scan0002.pdf": two}))
    office = app.state.office
    with ReaderPool(size=1) as readers:
        batch = process(office.shift(), readers, FolderSource(mailbox), Threads(1), lambda *_: None)
    with office.workspace.look() as unit:
        first, second = (one.id for one in unit.custody.documents(batch.messages[0]))
    return first, second


def test_two_are_looked_at_as_one_then_joined_and_taken_apart(
    app: FastAPI, client: Client, halves: tuple[int, int]
) -> None:
    first, second = halves
    here, path = client("clerk"), f"/exceptions/{first}"
    assert f"document {second} (other, scan0002.pdf)" in here.get(path).text
    told = here.get(f"{path}/join?other={second}").text
    assert str(torn.CLEAN.gross) in told and f'alt="Page 1 of document {second}"' in told
    form = dict(re.findall(r'<input type="hidden" name="(other|pages|seen|other_seen)" value="(\w+)"', told))
    assert here.post(f"{path}/join", data=form | {"reason": " "}).status_code == 400
    assert here.post(f"{path}/join", data=form | {"reason": WHY, "seen": "1"}).status_code == 409
    done = here.post(f"{path}/join", data=form | {"reason": WHY})
    joined = int(re.findall(r"/exceptions/(\d+)", done.headers["location"])[0])
    page = here.get(f"/exceptions/{joined}").text
    assert re.findall(r'data-sheet="(\d)"', page) == ["1", "2"] and "Take apart" in page
    assert f"joined into document {joined}" in here.get(path).text
    address = re.findall(rf"/documents/{joined}/pages/2/\w+", page)[0]
    assert here.get(address).headers["content-type"] == "image/png"
    files = [here.get(f"/archive/{joined}/original?file={place}") for place in (1, 2, 3)]
    assert [one.status_code for one in files] == [200, 200, 404]
    assert tuple(one.content for one in files[:2]) == torn.halves()
    apart = here.post(f"/exceptions/{joined}/take-apart", data={"reason": "two after all"})
    assert apart.headers["location"].startswith(path)
    with app.state.office.workspace.look() as unit:
        assert [unit.custody.document(one).state.value for one in (first, second, joined)] == [
            "held", "filed", "ignored"
        ]  # fmt: skip


def test_a_program_does_the_same(client: Client, halves: tuple[int, int]) -> None:
    first, second = halves
    here, at = client("buyer"), f"/api/v1/exceptions/{first}"
    told = here.get(f"{at}/join", params={"other": second}).json()
    assert (told["first"], told["second"], told["pages"], len(told["lines"])) == (first, second, "1-2", 3)
    turned = here.get(f"{at}/join", params={"other": second, "behind": False}).json()
    assert (turned["first"], turned["second"]) == (second, first)
    sent = {"other": second, "reason": WHY, "seen": told["seen"], "other_seen": told["other_seen"]}
    assert client("treasury").post(f"{at}/join", json=sent).status_code == 403
    assert here.post(f"{at}/join", json=sent | {"other": first}).status_code == 400
    joined = here.post(f"{at}/join", json=sent)
    assert (joined.status_code, joined.json()["number"]) == (201, "NS-26-0431")
    number = joined.json()["document"]
    two = here.get(f"/api/v1/archive/{number}/original", params={"file": 2})
    assert two.content == torn.halves()[1]
    apart = here.post(f"/api/v1/exceptions/{number}/take-apart", json={"reason": "two after all"}).json()
    assert [one["document"] for one in apart] == [first, second]


@pytest.mark.parametrize("other", ["", "x", "0", "999", "99999999999"])
def test_what_is_no_document_is_told_in_a_sentence(looking: Client, other: str) -> None:
    assert looking("clerk").get(f"/exceptions/4/join?other={other}").status_code in (400, 404)


def test_a_clerk_joins_in_the_browser(halves: tuple[int, int], browser: Any, axe: Any) -> None:
    first, second = halves
    page = browser("clerk")
    page.goto(f"/exceptions/{first}")
    page.click("summary:text-is('Join')")
    assert axe(page) == []
    page.click("button:text('Look at both')")
    page.wait_for_url(f"**/exceptions/{first}/join?other={second}&pages=behind")
    assert axe(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.fill("[name=reason]", WHY)
    page.click("button:text('Join them')")
    page.wait_for_selector("text=NS-26-0431")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.click("[data-sheet='2']")
    page.wait_for_selector("img[alt^='Page 2']")
    assert axe(page) == []
