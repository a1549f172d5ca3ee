"""An exception's page: what it shows, every act, two people at one exception, forms that are too old."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from documents.lifecycle import State
from journey.clearing import looking
from storage.looks import LASTS
from tests.desk.busy import CLERKS

Client = Callable[..., TestClient]
PART = {"hx-request": "true"}
DEAR = CLERKS + 1
"""The first of the buyers' documents."""


@pytest.fixture
def home(busy_home: Path, tmp_path: Path) -> Path:
    """A busy morning's workspace, for one test."""
    return Path(shutil.copytree(busy_home, tmp_path / "home"))


def seen(text: str) -> str:
    found = re.search(r'data-seen="(\d+)"', text)
    assert found is not None
    return found[1]


def item(here: TestClient, document: int) -> int:
    return int(here.get(f"/api/v1/exceptions/{document}").json()["exceptions"][0]["exception"])


def state(app: FastAPI, document: int) -> State:
    with app.state.office.workspace.look() as unit:
        found: State = unit.custody.document(document).state
        return found


def test_the_page_shows_tally_fields_findings_and_is_logged_before(app: FastAPI, client: Client) -> None:
    page = client("buyer").get(f"/exceptions/{DEAR}").text
    plain = page.replace("\N{NARROW NO-BREAK SPACE}", " ")
    for said in ("Price above order", "46-9000/10", "GR-46-9000", "price 0.50 higher", "5.00 EUR more", "Brabant"):
        assert said in plain, said
    with app.state.office.workspace.look() as unit:
        logged = unit.audit.entries(f"document:{DEAR}", "access:read")
    assert (logged[-1].actor, logged[-1].because) == ("buyer", "desk: exception")


def test_accepting_matches_again_and_tells_what_changed(app: FastAPI, client: Client) -> None:
    here = client("buyer")
    text = here.get(f"/exceptions/{DEAR}").text
    form = {"reason": "list of May", "seen": seen(text)}
    part = here.post(f"/exceptions/{DEAR}/accept", data=form, headers=PART)
    assert part.status_code == 200
    assert "gone: Price above order (line 1)" in part.text
    assert "Accepted by buyer (buyer): “list of May”" in part.text
    assert state(app, DEAR) is State.FILED


@pytest.mark.parametrize(("login", "sentence"), [("clerk", "for buyer"), ("quality", "for buyer")])
def test_nobody_accepts_what_is_anothers(app: FastAPI, client: Client, login: str, sentence: str) -> None:
    answer = client(login).post(f"/exceptions/{DEAR}/accept", data={"reason": "mine now"}, headers=PART)
    assert answer.status_code == 400
    assert sentence in answer.text
    named = {"findings": [{"code": "price-over", "line": 1}], "reason": "mine now"}
    assert client(login).post(f"/api/v1/exceptions/{DEAR}/accept", json=named).status_code == 403
    assert state(app, DEAR) is State.HELD


def test_who_put_a_field_right_does_not_release_what_is_left(client: Client) -> None:
    here = client("clerk")
    changed = here.post("/api/v1/exceptions/3/correct", json={"field": "invoice_date", "value": "7.5.2026"}).json()
    assert (changed["after"], changed["settled"]) == ("held", False)
    refused = here.post("/api/v1/exceptions/3/accept", json={"reason": "and now pay"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")


def test_a_correction_is_taken_as_the_page_spells_it(app: FastAPI, client: Client) -> None:
    part = client("clerk").post(
        "/exceptions/3/correct", data={"field": "gross_total", "value": "88,25 €"}, headers=PART
    )
    assert "gone: Field missing or unclear, Gross total does not add up" in part.text
    assert "put right by clerk" in part.text
    assert state(app, 3) is State.FILED


@pytest.mark.parametrize(
    ("field", "value"),
    [("gross_total", "much"), ("invoice_date", "soon"), ("currency", "Taler!"), ("nonsense", "1"), ("9.net", "1"),
     ("gross_total", " "), ("supplier", "V999")],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_in_a_sentence(client: Client, field: str, value: str) -> None:
    answer = client("clerk").post("/exceptions/3/correct", data={"field": field, "value": value}, headers=PART)
    assert answer.status_code == 400
    assert 'class="wrong"' in answer.text


def test_a_form_that_is_too_old_never_overwrites(app: FastAPI, client: Client) -> None:
    mine, other = client("clerk"), client("clerk2")
    old = seen(mine.get("/exceptions/3").text)
    looking.leave(app.state.office.shift(), _person(app, "clerk"), 3)
    other.post("/api/v1/exceptions/3/correct", json={"field": "due_date", "value": "2026-07-01"})
    looking.leave(app.state.office.shift(), _person(app, "clerk2"), 3)
    answer = mine.post("/exceptions/3/accept", data={"reason": "fine", "seen": old}, headers=PART)
    assert answer.status_code == 409
    assert "was changed by" in answer.text and "#alerts" in answer.headers["hx-retarget"]
    assert state(app, 3) is State.HELD
    assert mine.get("/exceptions/3/seen").json()["seen"] > int(old)


def test_two_people_at_one_exception(app: FastAPI, client: Client) -> None:
    mine, other = client("clerk"), client("clerk2")
    mine.get("/exceptions/3")
    page = other.get("/exceptions/3").text
    assert "<strong>clerk</strong> has this open until" in page
    assert 'id="settle"' not in page
    locked = other.post("/exceptions/3/accept", data={"reason": "quick"}, headers=PART)
    assert (locked.status_code, "clerk has document 3 open" in locked.text) == (409, True)
    assert other.post("/exceptions/3/take-over", data={"note": " "}).status_code == 400
    other.post("/exceptions/3/take-over", data={"note": "Clara is at lunch"})
    assert 'id="settle"' in other.get("/exceptions/3").text
    assert mine.post("/exceptions/3/accept", data={"reason": "slow"}, headers=PART).status_code == 409
    assert "Clara is at lunch" in mine.get("/queue").text
    mine.get("/exceptions/3")
    assert "You are named" not in mine.get("/queue").text


def test_who_only_reads_keeps_nobody_from_it_and_is_offered_nothing(client: Client) -> None:
    page = client("compliance").get("/exceptions/3").text
    assert "It is for clerk to settle" in page
    assert not re.findall(r'action="/exceptions/3/(?!comment)', page)
    assert 'id="settle"' in client("clerk").get("/exceptions/3").text
    assert client("compliance").post("/exceptions/3/take-over", data={"note": "mine"}).status_code == 403


def test_what_is_left_is_free_at_once_but_not_what_was_opened_anew(client: Client) -> None:
    mine, other = client("clerk"), client("clerk2")
    until = re.findall(r'data-until="([^"]+)"', mine.get("/exceptions/3").text)[0]
    later = mine.post("/exceptions/3/stay").json()["until"]
    assert later > until
    mine.post("/exceptions/3/leave", data={"until": until})
    assert 'id="settle"' not in other.get("/exceptions/3").text
    mine.post("/exceptions/3/leave", data={"until": later})
    assert 'id="settle"' in other.get("/exceptions/3").text
    assert mine.post("/exceptions/3/stay").status_code == 409
    assert mine.post("/exceptions/3/leave", data={"until": "soon"}).status_code == 400


def test_of_several_uncertain_fields_those_that_are_ticked_are_accepted(
    home: Path, app: FastAPI, client: Client
) -> None:
    (home / "policy.toml").write_text("[reading]\nmin_confidence = 0.999\n", encoding="utf-8")
    client("clerk2").post("/api/v1/exceptions/3/correct", json={"field": "due_date", "value": "2026-07-01"})
    client("clerk2").post("/api/v1/exceptions/3/leave")
    here = client("clerk")
    text = here.get("/exceptions/3").text
    ticks = [html.unescape(one) for one in re.findall(r'name="finding" value="([^"]+)"', text)]
    uncertain = [one for one in ticks if "field-uncertain" in one and json.loads(one)[1] is None]
    assert len(uncertain) > 1
    here.post("/exceptions/3/accept", data={"finding": uncertain[1], "reason": "seen", "seen": seen(text)})
    left = here.get("/api/v1/exceptions/3").json()["findings"]
    accepted = [
        [one[name] for name in ("code", "line", "expected", "actual")] for one in left if one["severity"] == "info"
    ]
    assert [one for one in accepted if one[0] == "field-uncertain"] == [json.loads(uncertain[1])]
    assert here.post("/api/v1/exceptions/3/accept", json={"reason": "all seen"}).json()["settled"]
    assert here.post("/exceptions/3/accept", data={"finding": "nonsense", "reason": "x"}).status_code == 400


def test_a_look_runs_out(app: FastAPI, client: Client) -> None:
    client("clerk").get("/exceptions/3")
    workspace = app.state.office.workspace
    clock, workspace.clock = workspace.clock, lambda: clock() + LASTS + timedelta(seconds=1)
    assert 'id="settle"' in client("clerk2").get("/exceptions/3").text


def test_the_next_one_is_kept_for_whoever_comes_to_it(client: Client) -> None:
    here = client("clerk")
    ready = here.get("/exceptions/3/after?view=role", headers=PART)
    number = int(re.findall(r'data-document="(\d+)"', ready.text)[0])
    assert ready.headers["x-address"].startswith(f"/exceptions/{number}?view=role&after=")
    assert "clerk</strong> has this open" in client("clerk2").get(f"/exceptions/{number}").text


def test_a_question_goes_round(client: Client) -> None:
    clerk, buyer = client("clerk"), client("buyer")
    number = item(buyer, DEAR)
    buyer.post(f"/exceptions/{DEAR}/ask", data={"item": number, "role": "receiving", "question": "@rita all there?"})
    assert f"/exceptions/{DEAR}?" in client("receiving").get("/queue").text
    assert f"/exceptions/{DEAR}?" in buyer.get("/queue?view=asked").text
    buyer.post(f"/api/v1/exceptions/{DEAR}/leave")
    rita = client("receiving")
    assert "asks receiving" in rita.get(f"/exceptions/{DEAR}").text
    rita.post(f"/exceptions/{DEAR}/answer", data={"item": number, "words": "all of it"})
    mine = buyer.get("/queue?view=mine").text
    assert "all of it" in mine and "You are named" in mine
    assert clerk.get(f"/exceptions/{DEAR}").status_code == 200


@pytest.mark.parametrize(
    ("act", "form", "said"),
    [
        ("claim", {}, "exception:claimed"), ("assign", {"to": "clerk2", "note": "yours"}, "exception:assigned"),
        ("escalate", {"note": "too much for me"}, "exception:escalated"),
        ("park", {"note": "they will write", "until": "2026-06-30"}, "exception:parked"),
        ("ask", {"role": "buyer", "question": "agreed?"}, "exception:asked"),
    ],
)  # fmt: skip
def test_every_hand_leaves_its_mark(app: FastAPI, client: Client, act: str, form: dict[str, str], said: str) -> None:
    here = client("clerk")
    answer = here.post(f"/exceptions/3/{act}", data={"item": item(here, 3), **form}, headers=PART)
    assert answer.status_code == 200
    assert "told" in answer.headers["hx-trigger"]
    with app.state.office.workspace.look() as unit:
        [entry] = unit.audit.entries("document:3", said)
    assert entry.actor == "clerk"


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("assign", {"to": "quality"}), ("assign", {"to": "who"}), ("ask", {"role": "admin", "question": "?"}),
        ("ask", {"role": "buyer", "question": " "}), ("park", {"note": ""}),
        ("ask", {"role": "clerk", "question": "?"}), ("park", {"note": "x", "until": "2026-01-01"}),
        ("escalate", {"note": ""}), ("comment", {"words": " "}), ("reject", {"reason": ""}),
        ("repoint", {"order": "47-1", "reason": "x"}), ("duplicate", {"of": "3", "reason": "x"}),
        ("duplicate", {"of": "6", "reason": "a later one"}),
    ],
)  # fmt: skip
def test_an_act_says_what_it_lacks(client: Client, act: str, form: dict[str, str]) -> None:
    here = client("clerk")
    answer = here.post(f"/exceptions/3/{act}", data={"item": item(here, 3), **form}, headers=PART)
    assert answer.status_code == 400, answer.text


def test_others_do_not_move_what_is_not_theirs(client: Client) -> None:
    number = item(client("clerk"), 3)
    client("clerk").post("/api/v1/exceptions/3/leave")
    answer = client("quality").post("/exceptions/3/park", data={"item": number, "note": "away"}, headers=PART)
    assert answer.status_code == 403


def test_a_copy_is_rejected_and_taken_up_again_when_its_original_is(app: FastAPI, client: Client) -> None:
    here = client("clerk")
    assert here.post("/exceptions/6/duplicate", data={"of": "3", "reason": "same goods"}).status_code == 303
    assert state(app, 6) is State.REJECTED
    here.post("/api/v1/exceptions/3/reject", json={"reason": "not ours"})
    assert state(app, 6) is State.HELD


def test_a_dispute_is_drafted_in_the_suppliers_language_and_waits_for_a_person(app: FastAPI, client: Client) -> None:
    here = client("buyer")
    part = here.post(
        f"/exceptions/{DEAR}/dispute", data={"language": "nl", "remark": "Graag een creditnota."}, headers=PART
    )
    assert part.status_code == 200, part.text
    assert "letter-1.docx" in part.text and ">Send<" in part.text
    refused = here.post(
        f"/exceptions/{DEAR}/letters/1/send", data={"to": "a@kiesling-werkzeugbau.example"}, headers=PART
    )
    assert refused.status_code in (400, 403)
    assert here.post("/exceptions/3/letters/1/send", headers=PART).status_code == 400
    aside = here.post(f"/exceptions/{DEAR}/letters/1/withdraw", data={"reason": "they called"}, headers=PART)
    assert "discarded" in aside.text
    assert client("treasury").post(f"/exceptions/{DEAR}/dispute", headers=PART).status_code == 403


def test_pictures_are_logged_kept_and_of_this_document_only(app: FastAPI, client: Client) -> None:
    here = client("clerk")
    address = re.findall(r'<img src="(/documents/3/pages/1/\w+)"', here.get("/exceptions/3").text)[0]
    picture = here.get(address)
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert picture.headers["cache-control"] == "private, max-age=31536000, immutable"
    with app.state.office.workspace.look() as unit:
        sha256 = unit.custody.document(3).key[0][0]
        logged = unit.audit.entries(f"object:{sha256}", "access:read")
    assert logged[-1].because == "desk: page 1 of document 3"
    assert here.get("/documents/3/pages/1.png").headers["cache-control"] == "private, no-cache"
    assert here.get("/documents/3/pages/2/x").status_code == 404
    assert len(here.get("/documents/3/words/1").json()["words"]) > 20


def test_a_script_in_what_people_say_is_text(client: Client) -> None:
    here = client("clerk")
    here.post("/exceptions/3/comment", data={"words": "<script>alert(1)</script> @clerk2"})
    assert "<script>alert" not in here.get("/exceptions/3").text
    assert "<script>alert" not in client("clerk2").get("/queue").text
    assert "You are named" in client("clerk2").get("/queue").text


@pytest.mark.parametrize("width", [1440, 375])
def test_the_page_has_no_violation(browser: Callable[..., Any], axe: Any, width: int) -> None:
    page = browser("buyer", width=width)
    page.goto(f"/exceptions/{DEAR}")
    page.wait_for_selector("svg rect.word", state="attached")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 1000:
        page.click("text=To the page")
        page.wait_for_url("**#page")
        for _ in range(100):
            if page.evaluate("document.getElementById('page').getBoundingClientRect().top < innerHeight / 2"):
                break
            page.wait_for_timeout(50)
        else:
            pytest.fail("the page is not in sight")
    for act in page.locator("details.act").all():
        act.evaluate("(one) => one.open = true")
        assert axe(page) == []


def _person(app: FastAPI, login: str) -> Any:
    with app.state.office.workspace.look() as unit:
        return unit.people.person(login)
