"""Tokens of the programming interface: shown once, bound to scopes, ended; never more than their person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.desk.conftest import signed_in

Client = Callable[[str], TestClient]


@pytest.fixture
def program(app: FastAPI, client: Client) -> Callable[..., TestClient]:
    """A program with a token of somebody and some scopes, without any cookie."""

    def made(login: str, *scopes: str) -> TestClient:
        sent = {"name": "a test", "scopes": list(scopes), "days": 7}
        answer = client(login).post("/api/v1/me/tokens", json=sent)
        assert answer.status_code == 201, answer.text
        visitor = signed_in(app)
        visitor.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return visitor

    return made


def test_scopes_are_kept(program: Any) -> None:
    reader, actor = program("clerk", "read"), program("clerk", "read", "act")
    own = {"name": "more", "scopes": ["read"], "days": 1}
    assert reader.get("/api/v1/me").json()["scopes"] == ["read"]
    assert reader.post("/api/v1/me/tokens", json=own).status_code == 403
    assert actor.post("/api/v1/me/tokens", json=own).status_code == 201
    only_act = program("clerk", "act")
    assert only_act.get("/api/v1/me").status_code == 403
    assert only_act.post("/api/v1/me/tokens", json=own).status_code == 403  # a scope that it lacks itself


def test_administration_needs_the_role_and_the_scope(program: Any, client: Client) -> None:
    assert program("admin", "read", "act").get("/api/v1/people").status_code == 403
    assert program("admin", "read", "admin").get("/api/v1/people").status_code == 200
    beyond = {"name": "beyond", "scopes": ["admin"], "days": 7}
    assert client("clerk").post("/api/v1/me/tokens", json=beyond).status_code == 403


def test_a_token_opens_no_page_and_a_cookie_no_token(program: Any) -> None:
    visitor = program("clerk", "read", "act")
    assert visitor.get("/account").status_code == 303
    assert visitor.post("/account/tokens", data={"name": "x"}).status_code == 403


def test_a_token_ends_when_revoked_expired_or_its_person_is_out(app: FastAPI, program: Any, client: Client) -> None:
    workspace = app.state.office.workspace
    before = workspace.clock
    first, second, third = (program("clerk", "read") for _ in range(3))
    prefix = first.headers["Authorization"].removeprefix("Bearer ").partition(".")[0]
    assert client("buyer").delete(f"/api/v1/me/tokens/{prefix}").status_code == 404  # somebody else's is not there
    assert first.get("/api/v1/me").status_code == 200
    assert client("clerk").delete(f"/api/v1/me/tokens/{prefix}").json()["revoked_at"] is not None
    assert first.get("/api/v1/me").status_code == 401
    workspace.clock = lambda: datetime.now(UTC) + timedelta(days=8)
    assert second.get("/api/v1/me").status_code == 401
    workspace.clock = before
    assert third.get("/api/v1/me").status_code == 200
    with workspace.begin() as unit:
        unit.people.disable("clerk", "admin", "left")
    assert third.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "token", ["", "x", "tm_000000000000.x", f"tm_{'0' * 12}.{'A' * 43}", "tm_x.y\u00e4", "A" * 5000]
)
def test_what_is_no_token_is_nobody(looking: Client, token: str) -> None:
    answer = looking("").get("/api/v1/me", headers={"Authorization": f"Bearer {token}".encode()})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_no_secret_stands_in_the_database_the_trail_or_the_logs(app: FastAPI, program: Any) -> None:
    text = program("clerk", "read").headers["Authorization"].removeprefix("Bearer ")
    home, secret = app.state.office.settings.home, text.partition(".")[2].encode()
    for path in (*home.glob("tallymark.db*"), *home.glob("logs/**/*")):
        assert path.is_dir() or secret not in path.read_bytes(), path


def test_a_token_page_is_shown_once_and_kept_by_nobody(client: Client) -> None:
    person = client("clerk")
    made = person.post("/account/tokens", data={"name": "price check", "scopes": ["read", "act"], "days": "30"})
    assert len(re.findall(r"tm_[0-9a-f]{12}\.[\w-]{40,}", made.text)) == 1
    assert made.headers["cache-control"] == "no-store"
    assert not re.search(r"tm_[0-9a-f]{12}\.", person.get("/account").text)


def test_a_field_that_is_not_named_is_refused(client: Client) -> None:
    sent = {"login": "mallory", "name": "M", "roles": ["clerk"], "password": "x", "disabled": False}
    refused = client("admin").post("/api/v1/people", json=sent)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    sneaky = {"name": "more", "scopes": ["read"], "days": 1, "login": "admin"}
    assert client("clerk").post("/api/v1/me/tokens", json=sneaky).status_code == 422
    answer = client("admin").post("/people", data={"login": "mallory", "name": "M", "password": "x", "disabled": "no"})
    assert answer.status_code == 200
    assert client("admin").get("/api/v1/people/mallory").json()["roles"] == []
