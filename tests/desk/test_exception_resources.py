"""What programs do with an exception beside settling it: letters, pages that belong otherwise, copies side by side."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from connectors.mail.folder import FolderSource
from documents.lifecycle import State
from extractors.sandbox import ReaderPool
from journey.batch import process
from journey.threads import Threads
from samples import draw, facts, make
from tests.desk.busy import CLERKS

Client = Callable[..., TestClient]
DEAR = CLERKS + 1
HERE = f"/api/v1/exceptions/{DEAR}"


@pytest.fixture
def home(busy_home: Path, tmp_path: Path) -> Path:
    """A busy morning's workspace, for one test."""
    return Path(shutil.copytree(busy_home, tmp_path / "home"))


def test_a_letter_is_drafted_listed_downloaded_and_put_aside(client: Client) -> None:
    here = client("buyer")
    asked = {"language": "nl", "remark": "Graag een creditnota."}
    answer = here.post(f"{HERE}/dispute", json=asked)
    assert answer.status_code == 201, answer.text
    letter = answer.json()
    assert (letter["state"], letter["language"], letter["released_by"]) == ("draft", "nl", None)
    assert here.post(f"{HERE}/dispute", json=asked).json() == letter
    assert here.get(f"{HERE}/letters").json() == [letter]
    assert here.get(f"/archive/{letter['filed_as']}/original").content[:2] == b"PK"
    at = f"{HERE}/letters/{letter['id']}"
    unsent = here.post(f"{at}/send", json={"to": "a@kiesling-werkzeugbau.example"})
    assert (unsent.status_code, "[mail]" in unsent.json()["detail"]) == (400, True)
    assert here.post(f"{at}/withdraw", json={"reason": "they called"}).json()["state"] == "withdrawn"
    assert here.post(f"{at}/withdraw", json={"reason": "again"}).status_code == 409


@pytest.mark.parametrize(
    ("login", "path", "sent", "status"),
    [
        ("treasury", f"{HERE}/dispute", {}, 403), ("buyer", f"{HERE}/dispute", {"language": "xx"}, 422),
        ("buyer", "/api/v1/exceptions/9999/dispute", {}, 404),
        ("buyer", f"{HERE}/letters/9/send", {}, 404), ("treasury", f"{HERE}/letters/9/send", {}, 403),
        ("buyer", f"{HERE}/letters/9/withdraw", {"reason": ""}, 422),
        ("treasury", f"{HERE}/repage", {"spans": [{"first": 1, "last": 1}], "reason": "x"}, 403),
        ("buyer", f"{HERE}/repage", {"spans": [{"first": 1, "last": 2}], "reason": "x"}, 400),
        ("buyer", f"{HERE}/repage", {"spans": [], "reason": "x"}, 422),
        ("buyer", f"{HERE}/repage", {"spans": [{"first": 1, "last": 1}], "reason": "x", "seen": 1}, 409),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(client: Client, login: str, path: str, sent: object, status: int) -> None:
    answer = client(login).post(path, json=sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_letter_is_reached_only_by_its_own_document(client: Client) -> None:
    here = client("buyer")
    letter = here.post(f"{HERE}/dispute", json={}).json()["id"]
    assert here.post(f"/api/v1/exceptions/3/letters/{letter}/withdraw", json={"reason": "x"}).status_code == 400


def test_pages_are_joined_and_divided(app: FastAPI, client: Client, tmp_path: Path) -> None:
    here = client("clerk")
    first, second = two_in_one_file(app, tmp_path)
    shown = [
        re.findall(rf'<img src="(/documents/{one}/pages/[0-9]+)/', here.get(f"/exceptions/{one}").text)
        for one in (first, second)
    ]
    assert shown == [[f"/documents/{first}/pages/1"], [f"/documents/{second}/pages/2"]]
    assert f"/documents/{second}/pages/2/" in here.get(f"/exceptions/{second}?sheet=7").text
    [joined] = parted(here, first, {"spans": [{"first": 1, "last": 2}], "others": [second]})
    again = parted(here, joined, {"spans": [{"first": 1, "last": 1}, {"first": 2, "last": 2}]})
    with app.state.office.workspace.look() as unit:
        assert [unit.custody.document(number).number for number in again] == ["260533", "PCT-70418"]
        assert unit.custody.document(joined).state is State.IGNORED
    assert here.get(f"/api/v1/exceptions/{again[0]}").json()["beside"] is None


def test_a_copy_stands_beside_its_original(looking: Client) -> None:
    here = looking("clerk")
    [copy] = set(re.findall(r'href="/exceptions/(\d+)', here.get("/queue/copies").text))
    beside = here.get(f"/api/v1/exceptions/{copy}").json()["beside"]
    assert beside["document"] < int(copy)
    rows = {row["field"]: row for row in beside["rows"]}
    assert rows["invoice_number"]["this"] == rows["invoice_number"]["other"] != ""
    assert all(row["differs"] == (row["this"] != row["other"]) for row in beside["rows"])


def parted(here: TestClient, document: int, said: dict[str, object]) -> list[int]:
    answer = here.post(f"/api/v1/exceptions/{document}/repage", json=said | {"reason": "they belong so"})
    assert answer.status_code == 201, answer.text
    return [one["document"] for one in answer.json()]


def two_in_one_file(app: FastAPI, folder: Path) -> tuple[int, int]:
    """Two invoices in one file of a mail."""
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    for paper in (facts.DEAR, facts.SHORT):
        writer.append(io.BytesIO(draw.pdf(paper)))
    writer.write(out)
    (folder / "mailbox").mkdir()
    sent = make.mail(facts.BRABANT, "Fri, 08 May 2026", "Two", "Two invoices\n", {"two.pdf": out.getvalue()})
    (folder / "mailbox" / "1.eml").write_bytes(sent)
    shift = app.state.office.shift()
    with ReaderPool(size=1) as readers:
        process(shift, readers, FolderSource(folder / "mailbox"), Threads(1), lambda *_: None)
    with shift.workspace.look() as unit:
        newest = max(one.id for one in unit.custody.in_state(*State))
    return newest - 1, newest
