"""Sign-in by an identity provider: code flow, PKCE, state, nonce, groups; and every lie it could tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from documents.errors import WrongUseError
from documents.kinds import Role
from journey.people.passwords import hashed
from tests.desk.conftest import desk_over, signed_in
from tests.simulators.oidc import CLIENT, SECRET, Provider, provider


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider() as one:
        yield one


@pytest.fixture
def idp(running: Provider) -> Provider:
    running.lie, running.asked = "", []
    running.user = {"sub": "7", "preferred_username": "Ida", "name": "Ida Neu", "groups": ["ap-clerks", "all"]}
    return running


@pytest.fixture
def desk(home: Path, idp: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("TALLYMARK_TEST_OIDC", SECRET)
    said = {
        "oidc_issuer": idp.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": "env:TALLYMARK_TEST_OIDC",
        "oidc_groups": ("ap-clerks=clerk", "buyers=buyer"),
    }  # fmt: skip
    with desk_over(home, **said) as app:
        yield app


def left(visitor: TestClient, wanted: str = "/account") -> str:
    """The browser goes to the provider and comes back with a code: the path of the way back."""
    answer = visitor.get("/login/provider", params={"next": wanted})
    assert answer.status_code == 303
    back = httpx.get(answer.headers["location"], trust_env=False).headers["location"]
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"


def test_somebody_new_gets_the_roles_of_their_groups(desk: Any) -> None:
    visitor = signed_in(desk)
    before = visitor.get("/login").cookies["tallymark"]
    done = visitor.get(left(visitor))
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert visitor.cookies["tallymark"] != before
    me = visitor.get("/api/v1/me").json()
    assert (me["login"], me["name"], me["roles"]) == ("ida", "Ida Neu", ["clerk"])


def test_roles_follow_the_groups_at_every_sign_in(desk: Any, idp: Provider) -> None:
    visitor = signed_in(desk)
    visitor.get(left(visitor))
    idp.user["groups"] = ["buyers"]
    visitor.get(left(visitor))
    assert visitor.get("/api/v1/me").json()["roles"] == ["buyer"]


@pytest.mark.parametrize("lie", ["nonce", "aud", "iss", "exp", "key", "none"])
def test_an_answer_that_is_not_proved_opens_nothing(desk: Any, idp: Provider, lie: str) -> None:
    visitor = signed_in(desk)
    path = left(visitor)
    idp.lie = lie
    assert visitor.get(path).status_code == 403
    assert visitor.get("/account").status_code == 303


def test_a_provider_that_calls_itself_another_is_not_believed(desk: Any, idp: Provider) -> None:
    idp.lie = "issuer"
    assert signed_in(desk).get("/login/provider").status_code == 502


def test_a_state_works_once_and_only_in_the_browser_that_left_with_it(desk: Any) -> None:
    visitor, thief = signed_in(desk), signed_in(desk)
    thief.get("/login")
    path = left(visitor)
    assert thief.get(path).status_code == 403
    assert visitor.get(path).status_code == 403  # redeemed by the attempt
    path = left(visitor)
    assert visitor.get(path).status_code == 303
    assert visitor.get(path).status_code == 403
    assert visitor.get("/login/provider/done", params={"state": "x", "code": "y"}).status_code == 403


def test_a_code_of_another_sign_in_is_of_no_use(desk: Any) -> None:
    visitor = signed_in(desk)
    first, second = (parse_qs(urlsplit(left(visitor)).query) for _ in range(2))
    mixed = {"state": second["state"][0], "code": first["code"][0]}
    assert visitor.get("/login/provider/done", params=mixed).status_code == 403


def test_a_person_with_a_password_is_not_taken_over(desk: Any, idp: Provider) -> None:
    with desk.state.office.workspace.begin() as unit:
        unit.people.set_password("admin", hashed("an own password"), "admin")
    idp.user |= {"sub": "8", "preferred_username": "admin"}
    assert signed_in(desk).get(left(visitor := signed_in(desk))).status_code == 403
    assert visitor.get(left(visitor)).status_code == 403


def test_a_disabled_person_stays_out(desk: Any) -> None:
    visitor = signed_in(desk)
    visitor.get(left(visitor))
    with desk.state.office.workspace.begin() as unit:
        unit.people.disable("ida", "admin", "left")
    assert visitor.get("/account").status_code == 303
    assert visitor.get(left(visitor)).status_code == 403


def test_no_group_no_entry(desk: Any, idp: Provider) -> None:
    idp.user["groups"] = ["all"]
    visitor = signed_in(desk)
    assert visitor.get(left(visitor)).status_code == 403


def test_the_way_back_leads_nowhere_else(desk: Any) -> None:
    visitor = signed_in(desk)
    assert visitor.get(left(visitor, "https://evil.example/")).headers["location"] == "/"


def test_without_an_issuer_there_is_no_such_page(looking: Callable[[str], TestClient]) -> None:
    assert looking("").get("/login/provider").status_code == 404
    assert "organisation" not in looking("").get("/login").text


def test_an_issuer_without_tls_is_asked_nothing(home: Path) -> None:
    with desk_over(home, oidc_issuer="http://169.254.169.254", oidc_client_id=CLIENT) as app:
        assert signed_in(app).get("/login/provider").status_code == 400


def test_a_registered_person_is_bound_once(desk: Any, idp: Provider) -> None:
    office = desk.state.office
    with office.workspace.begin() as unit:
        unit.people.add("ida", "Ida", [Role.BUYER])
    visitor = signed_in(desk)
    assert visitor.get(left(visitor)).status_code == 303
    idp.user["sub"] = "9"
    assert visitor.get(left(visitor)).status_code == 403


def test_a_mapping_that_is_none_is_said(home: Path, idp: Provider) -> None:
    from journey.people.provider import Claims, sign_in_by_provider
    from journey.people.signing_in import Visitor

    with desk_over(home, oidc_issuer=idp.issuer, oidc_groups=("nonsense",)) as app:
        claims = Claims(idp.issuer, "7", "ida", "Ida", ())
        with pytest.raises(WrongUseError, match="GROUP=ROLE"):
            sign_in_by_provider(app.state.office.shift(), claims, Visitor("127.0.0.1"))
