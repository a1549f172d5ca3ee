"""Signing in and out: throttled, in a new session each time, ended by time, by a new password, by an administrator."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from desk.security import cookies
from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from journey.people import first_admin, invite, signing_in
from journey.people.passwords import hashed
from journey.people.secrets import hash_of
from journey.people.signing_in import FROM_ONE_PLACE, TooManyAttemptsError, Visitor
from tests.desk.conftest import desk_over, signed_in

Client = Callable[[str], TestClient]
PASSWORD = "seven green bolts"


@pytest.fixture
def shift(app: FastAPI) -> Any:
    made = app.state.office.shift()
    with made.workspace.begin() as unit:
        unit.people.set_password("clerk", _HASH, "admin")
    return made


_HASH = hashed(PASSWORD)


@pytest.fixture
def clock(app: FastAPI) -> Iterator[list[timedelta]]:
    """What the workspace's clock is ahead by; tests move it."""
    ahead = [timedelta()]
    workspace = app.state.office.workspace
    before, workspace.clock = workspace.clock, lambda: datetime.now(UTC) + ahead[0]
    yield ahead
    workspace.clock = before


def test_guessing_gets_slow_before_anything_is_hashed(shift: Any, clock: list[timedelta]) -> None:
    here, elsewhere = Visitor("10.0.0.1"), Visitor("10.0.0.2")
    for _ in range(FROM_ONE_PLACE):
        with pytest.raises(NotAllowedError, match="do not fit"):
            signing_in.sign_in(shift, "clerk", "wrong", here)
    began = time.process_time()
    with pytest.raises(TooManyAttemptsError):
        signing_in.sign_in(shift, "clerk", PASSWORD, here)
    assert time.process_time() - began < 0.05
    assert signing_in.sign_in(shift, "clerk", PASSWORD, elsewhere)[0].login == "clerk"
    clock[0] = timedelta(minutes=16)
    assert signing_in.sign_in(shift, "clerk", PASSWORD, here)[0].login == "clerk"


def test_nobody_learns_which_logins_there_are(shift: Any) -> None:
    said = set()
    for login in ("clerk", "nobody", "buyer", "no login at all!", "a" * 200):
        with pytest.raises(NotAllowedError) as refusal:
            signing_in.sign_in(shift, login, "wrong", Visitor("10.0.0.3"))
        said.add(refusal.value.sentence)
    assert len(said) == 1


def test_a_planted_cookie_never_becomes_a_session(app: FastAPI, shift: Any) -> None:
    visitor = signed_in(app)
    planted = "planted-by-somebody-else"
    visitor.cookies.set("tallymark", planted, domain="127.0.0.1")
    sent = {"username": "clerk", "password": PASSWORD, cookies.FIELD: cookies.csrf_of(planted)}
    assert visitor.post("/login", data=sent).status_code == 303
    attacker = signed_in(app)
    attacker.cookies.set("tallymark", planted, domain="127.0.0.1")
    assert attacker.get("/account").status_code == 303


def test_a_script_signs_in_without_the_form_a_browser_does_not(app: FastAPI, shift: Any) -> None:
    sent = {"username": "clerk", "password": PASSWORD}
    script = signed_in(app)
    assert script.post("/login", data=sent).status_code == 303
    assert "Clara Kern" in script.get("/account").text
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                    {"Origin": "http://127.0.0.1"}, {"Referer": "https://evil.example/"}):  # fmt: skip
        assert signed_in(app).post("/login", data=sent, headers=headers).status_code == 403


def test_the_cookie_is_bound_to_this_host_over_tls(home: Path) -> None:
    with desk_over(home, desk_url="https://tally.example") as app:
        answer = TestClient(app, base_url="https://tally.example").get("/login")
        said = answer.headers["set-cookie"]
        assert said.startswith("__Host-tallymark=")
        assert "Secure" in said
        assert "HttpOnly" in said
        assert "SameSite=lax" in said
        assert "max-age=31536000" in answer.headers["strict-transport-security"]


def test_the_database_holds_no_secret(app: FastAPI, shift: Any) -> None:
    secret = signing_in.open_session(shift, "clerk", Visitor("10.0.0.1"), "tests")
    link = invite.invite(shift, "buyer", "admin")
    raw = b"".join(path.read_bytes() for path in shift.workspace.home.glob("tallymark.db*"))
    assert secret.encode() not in raw
    assert link.encode() not in raw
    assert hash_of(secret).encode() in raw


def test_a_session_ends_by_idleness_and_by_age(app: FastAPI, client: Client, clock: list[timedelta]) -> None:
    idle = client("clerk")
    clock[0] = timedelta(minutes=61)
    assert idle.get("/account").status_code == 303
    busy = client("clerk")
    for step in range(1, 15):
        clock[0] = timedelta(minutes=61 + 59 * step)
        if 59 * step < 12 * 60:
            assert busy.get("/account").status_code == 200
    assert busy.get("/account").status_code == 303


def test_signing_out_ends_the_session_not_only_the_cookie(app: FastAPI, client: Client) -> None:
    person = client("clerk")
    secret = person.cookies["tallymark"]
    assert person.post("/logout").headers["location"] == "/login"
    again = signed_in(app)
    again.cookies.set("tallymark", secret, domain="127.0.0.1")
    assert again.get("/account").status_code == 303


def test_a_link_sets_a_password_once(app: FastAPI, shift: Any) -> None:
    secret = invite.invite(shift, "buyer", "admin")
    visitor = signed_in(app)
    token = visitor.get(f"/set-password/{secret}").text.partition('name="csrf" value="')[2].partition('"')[0]
    path, sent = f"/set-password/{secret}", {"password": "three red nuts", "again": "three red nuts", "csrf": token}
    assert visitor.post(path, data=sent | {"again": "another one"}).status_code == 400
    assert visitor.post(path, data=sent | {"password": "short", "again": "short"}).status_code == 400
    assert visitor.post(path, data=sent).status_code == 303
    assert "Boris Engel" in visitor.get("/account").text
    assert visitor.get(path).status_code == 404
    with pytest.raises(NotAllowedError, match="was used"):
        invite.set_password(shift, secret, "a later password")


def test_a_later_link_and_a_day_end_an_earlier_one(shift: Any, clock: list[timedelta]) -> None:
    first = invite.invite(shift, "buyer", "admin")
    second = invite.invite(shift, "buyer", "admin")
    with pytest.raises(NotAllowedError):
        invite.set_password(shift, first, "a long password")
    clock[0] = timedelta(days=1, seconds=1)
    with pytest.raises(NotAllowedError):
        invite.set_password(shift, second, "a long password")


@pytest.mark.parametrize("password", ["short", "x" * 1025, "clerkclerk"])
def test_a_password_that_protects_nothing_is_refused(password: str) -> None:
    with pytest.raises(WrongUseError):
        hashed(password, "clerk")


def test_a_new_password_ends_other_sessions(app: FastAPI, client: Client, shift: Any) -> None:
    here, there = client("clerk"), client("clerk")
    sent = {"old": "wrong", "password": "a new password", "again": "a new password"}
    assert here.post("/account/password", data=sent).status_code == 403
    assert here.post("/account/password", data=sent | {"old": PASSWORD}).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303


def test_a_disabled_person_is_out_at_once(app: FastAPI, client: Client) -> None:
    person, admin = client("clerk"), client("admin")
    answer = admin.post("/people/clerk/standing", data={"disabled": "yes", "reason": "left the company"})
    assert answer.status_code == 303
    assert person.get("/account").status_code == 303
    assert "disabled" in admin.get("/people").text


def test_the_first_administrator_is_given_a_link_or_a_password(tmp_path: Path) -> None:
    with desk_over(_empty(tmp_path / "one")) as app:
        shift = app.state.office.shift()
        secret = first_admin(shift)
        assert secret is not None
        assert invite.set_password(shift, secret, "the first password").roles == frozenset(Role)
        assert first_admin(shift) is None
    with desk_over(_empty(tmp_path / "two")) as app:
        shift = app.state.office.shift()
        assert first_admin(shift, "from the environment") is None
        _, session = signing_in.sign_in(shift, "admin", "from the environment", Visitor("127.0.0.1"))
        assert first_admin(shift, "from the environment") is None
        with shift.workspace.look() as unit:
            assert signing_in.session_of(shift, unit, session) is not None


def test_sign_ins_and_refusals_stand_in_the_trail(shift: Any) -> None:
    visitor = Visitor("10.0.0.9")
    with pytest.raises(NotAllowedError):
        signing_in.sign_in(shift, "clerk", "wrong", visitor)
    signing_in.sign_in(shift, "clerk", PASSWORD, visitor)
    with shift.workspace.look() as unit:
        kinds = [entry.kind for entry in unit.audit.newest("person:clerk", limit=2)]
    assert kinds == ["session:opened", "session:refused"]


def _empty(home: Path) -> Path:
    home.mkdir()
    (home / "settings.toml").write_text("")
    return home
