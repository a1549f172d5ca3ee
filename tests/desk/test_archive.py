"""The archive page: search, one document, the original as a download, the proof, and the log of it all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from desk.security.headers import SANDBOX
from tests.desk.conftest import PEOPLE

Client = Callable[..., TestClient]


def shown(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'<th scope="row"><a href="/archive/(\d+)"', page)]


@pytest.mark.parametrize("login", sorted({login.rstrip("2") for login in PEOPLE}))
def test_every_role_finds_and_sees_but_only_some_see_who_looked(looking: Client, login: str) -> None:
    here = looking(login)
    assert len(shown(here.get("/archive").text)) == 10
    page = here.get("/archive/2")
    assert page.status_code == 200 and "NS-26-0412" in page.text
    assert ("Access log" in page.text) == (login in ("compliance", "admin"))
    assert ("Verify this document" in page.text) == (login in ("compliance", "admin"))


@pytest.mark.parametrize(
    ("asked", "documents"),
    [
        ("q=Sechskantschraube", [10, 2, 1]),
        ("q=gewinde*", [8]),
        ("number=26-04", [10, 8, 7, 2]),
        ("supplier=V100&kind=invoice", [10, 8, 7, 2]),
        ("state=held", [6, 5, 4]),
        ("since=2026-05-18&until=2026-05-18", [8, 7]),
        ("least=300&most=400", [9, 4, 3]),
        ("least=300&currency=gbp", [5]),
        ("least=1.000,00", []),
        ("q=%22nothing+like+it%22", []),
        ("q=%27%22%3B--", [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
    ],
)
def test_filters_find_what_they_say(looking: Client, asked: str, documents: list[int]) -> None:
    assert shown(looking("compliance").get(f"/archive?{asked}").text) == documents


@pytest.mark.parametrize(
    "asked",
    ["kind=banana", "state=eaten", "since=yesterday", "least=NaN", "before=-1", "measured=luck", "supplier=%00"],
)  # fmt: skip
def test_a_filter_that_is_none_is_told_in_a_sentence(looking: Client, asked: str) -> None:
    answer = looking("clerk").get(f"/archive?{asked}")
    assert answer.status_code == 400 and "<h1>" in answer.text


def test_pages_follow_each_other_without_gap(looking: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from desk.asked_archive import Asked

    whole = Asked.query
    monkeypatch.setattr(Asked, "query", lambda self: whole(self, 4))
    here, found, at = looking("clerk"), [], "/archive"
    while at:
        page = here.get(at).text
        found += shown(page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        at = further.group(1).replace("&amp;", "&") if further else ""
    assert found == list(range(10, 0, -1))


def test_the_original_leaves_as_a_download_and_is_logged_before(client: Client, app: FastAPI) -> None:
    answer = client("compliance").get("/archive/2/original")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"NS-26-0412.pdf\"; filename*=UTF-8''NS-26-0412.pdf"
    )
    assert answer.headers["content-security-policy"] == SANDBOX
    assert answer.headers["x-content-type-options"] == "nosniff"
    workspace = app.state.office.workspace
    with workspace.look() as unit:
        document = unit.custody.document(2)
        entry = unit.audit.entries(f"object:{document.key[0][0]}")[-1]
    assert answer.content == workspace.archive.get(document.key[0][0])
    assert (entry.actor, entry.kind) == ("compliance", "access:read")


def test_nothing_is_shown_that_could_not_be_logged(client: Client, app: FastAPI, monkeypatch: Any) -> None:
    from documents.errors import TallymarkError
    from storage.audit import AuditTrail

    def refuse(*_: Any, **__: Any) -> None:
        raise TallymarkError("the log is full", code="archive-full")

    here = client("compliance")
    monkeypatch.setattr(AuditTrail, "record_access", refuse)
    for path in ("/archive?q=NS", "/archive/2", "/archive/2/original"):
        answer = here.get(path)
        assert answer.status_code == 507 and "NS-26-0412" not in answer.text


def test_one_document_is_verified_on_demand(client: Client, app: FastAPI) -> None:
    assert client("clerk").post("/archive/2/proof").status_code == 403
    here = client("compliance")
    told = here.post("/archive/2/proof", headers={"hx-request": "true"}).text
    assert "Untouched: 2 files" in told and "<html" not in told
    workspace = app.state.office.workspace
    with workspace.look() as unit:
        sha256 = unit.custody.document(2).key[0][0]
    path = workspace.archive.path(sha256)
    path.chmod(0o644)
    path.write_bytes(b"something else")
    assert f"object {sha256} is missing or changed" in here.post("/archive/2/proof").text
    assert here.get("/archive/2/original").status_code == 500


def test_nobody_sees_anything_and_nothing_is_nothing(looking: Client) -> None:
    for path in ("/archive", "/archive/2", "/archive/2/original"):
        assert looking("").get(path).headers["location"].startswith("/login")
    for number in ("999", "0", "-1", "99999999999999999999"):
        assert looking("clerk").get(f"/archive/{number}").status_code in (404, 422)


def test_words_of_a_document_are_never_markup(client: Client, app: FastAPI) -> None:
    office = app.state.office
    with office.workspace.begin() as unit:
        from dataclasses import replace

        from journey.archive.search import entry

        said = entry(2, unit.custody.document(2).draft, "V100")
        unit.search.index(replace(said, title="<script>alert(1)</script>"))
    page = client("clerk").get("/archive").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


@pytest.mark.parametrize("width", [1440, 375])
def test_pages_have_no_violation(browser: Any, axe: Any, width: int) -> None:
    page = browser("compliance", width=width)
    for path in (
        "/archive",
        "/archive?state=held&q=a*",
        "/archive?q=nothing",
        "/archive/2",
        "/archive/3",
        "/archive/6",
    ):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto("/archive/2")
    page.click("text=Verify this document")
    page.wait_for_selector("#proof .note.good")
    assert axe(page) == []
