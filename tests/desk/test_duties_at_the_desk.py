"""Duties hold at the desk as everywhere: the right role, its deputy on the days of the delegation, four eyes, and
nobody releases what they entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

import samples
from desk.office import Office
from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.lifecycle import State
from journey.mailroom.handin import ACCOUNT
from journey.people import deputies, register
from storage.tables import MESSAGE
from tests.desk.conftest import desk_over, signed_in

Client = Callable[[str], TestClient]
AS_OF = date.fromisoformat(samples.AS_OF)
PRICE, BANK = "260533", "R-50661"
"""Invoices of the samples: one dearer than ordered (a buyer's), one with another bank account (treasury's)."""


def document(app: FastAPI, number: str) -> int:
    with app.state.office.workspace.look() as unit:
        return next(int(one.id) for state in State for one in unit.custody.in_state(state) if one.number == number)


def state(app: FastAPI, number: str) -> str:
    with app.state.office.workspace.look() as unit:
        return str(unit.custody.document(document(app, number)).state.value)


def accept(client: TestClient, number: int, code: str, line: int | None = None) -> Any:
    """Accept one finding, and look away again, so that the next person may have the document before them."""
    named = {"code": code} | ({} if line is None else {"line": line})
    path = f"/api/v1/exceptions/{number}"
    answer = client.post(f"{path}/accept", json={"reason": "agreed", "findings": [named]})
    client.post(f"{path}/leave")
    return answer


def delegated(app: FastAPI, deputy: str, first: int = 0, last: int = 7) -> Any:
    office: Office = app.state.office
    with office.workspace.look() as unit:
        buyer = unit.people.person("buyer")
    days = (AS_OF + timedelta(first), AS_OF + timedelta(last))
    return deputies.delegate(office.shift(), buyer, "buyer", deputy, Role.BUYER, days, "holidays")


@pytest.mark.parametrize("login", ["clerk", "receiving", "quality", "treasury", "compliance", "admin", "approver"])
def test_only_the_role_of_a_finding_accepts_it(looking: Client, shared_app: FastAPI, login: str) -> None:
    assert accept(looking(login), document(shared_app, PRICE), "price-over").status_code == 403
    assert state(shared_app, PRICE) == "held"


@pytest.mark.parametrize("login", ["compliance", "admin", "quality"])
def test_who_has_no_hand_in_a_document_changes_nothing_on_it(
    looking: Client, shared_app: FastAPI, login: str
) -> None:  # fmt: skip
    path = f"/api/v1/exceptions/{document(shared_app, PRICE)}"
    for act, sent in (
        ("correct", {"field": "invoice_number", "value": "7", "reason": "a test"}),
        ("repoint", {"order": "45-1001", "reason": "a test"}), ("reject", {"reason": "a test"}),
    ):  # fmt: skip
        assert looking(login).post(f"{path}/{act}", json=sent).status_code == 403, act


def test_a_deputy_acts_on_the_days_of_the_delegation_and_under_their_own_name(app: FastAPI, client: Client) -> None:
    number = document(app, PRICE)
    delegated(app, "clerk", first=1)
    assert accept(client("clerk"), number, "price-over").status_code == 403
    delegated(app, "clerk")
    assert client("clerk").get("/api/v1/me").json()["acting"] == ["buyer", "clerk"]
    assert accept(client("clerk"), number, "price-over").status_code == 200
    with app.state.office.workspace.look() as unit:
        (said,) = unit.resolutions.of(number)
    assert (said.act.person, said.act.role, said.act.reason) == (
        "clerk", Role.BUYER, "agreed (standing in for buyer)"
    )  # fmt: skip


@pytest.mark.parametrize("end", ["revoked", "disabled", "lost"])
def test_a_delegation_ends_with_what_it_rests_on(app: FastAPI, client: Client, end: str) -> None:
    office, held = app.state.office, delegated(app, "clerk")
    shift, by = office.shift(), register.operator("tests")
    if end == "revoked":
        with office.workspace.look() as unit:
            deputies.revoke(shift, unit.people.person("clerk"), held.id)
    elif end == "disabled":
        register.disable(shift, by, "buyer", "left")
    else:
        register.give_roles(shift, by, "buyer", [Role.CLERK])
    assert accept(client("clerk"), document(app, PRICE), "price-over").status_code == 403


def test_roles_are_handed_on_by_their_holder_only(app: FastAPI) -> None:
    office = app.state.office
    shift, days = office.shift(), (AS_OF, AS_OF + timedelta(3))
    with office.workspace.look() as unit:
        clerk, admin = unit.people.person("clerk"), unit.people.person("admin")
    with pytest.raises(NotAllowedError, match="their own roles"):
        deputies.delegate(shift, clerk, "buyer", "clerk", Role.BUYER, days, "a try")
    with pytest.raises(WrongUseError, match="does not hold"):
        deputies.delegate(shift, clerk, "clerk", "buyer", Role.TREASURY, days, "a try")
    with pytest.raises(NotAllowedError, match="not handed on"):
        deputies.delegate(shift, admin, "admin", "clerk", Role.ADMIN, days, "a try")
    for first, last in ((3, 0), (-9, -2), (0, 400)):
        with pytest.raises(WrongUseError):
            delegated(app, "clerk", first, last)


def test_nobody_releases_what_they_corrected(app: FastAPI, client: Client) -> None:
    number, buyer = document(app, PRICE), client("buyer")
    corrected = {"field": "carrier", "value": "Spedition Nord", "reason": "as printed"}
    assert buyer.post(f"/api/v1/exceptions/{number}/correct", json=corrected).status_code == 200
    refused = accept(buyer, number, "price-over")
    assert (refused.status_code, "entered this document" in refused.json()["detail"]) == (403, True)


def test_nobody_releases_what_they_handed_in(app: FastAPI, client: Client) -> None:
    number = document(app, PRICE)
    with app.state.office.workspace.begin() as unit:
        message = unit.custody.document(number).message
        unit.transaction.run(update(MESSAGE).where(MESSAGE.c.id == message).values(account=ACCOUNT))
        unit.audit.append("buyer", "message:handed-in", f"message:{message}")
    refused = accept(client("buyer"), number, "price-over")
    assert (refused.status_code, "entered this document" in refused.json()["detail"]) == (403, True)


def test_a_changed_bank_account_takes_two_of_treasury(app: FastAPI, client: Client) -> None:
    number, code = document(app, BANK), "bank-account-changed"
    assert accept(client("treasury"), number, code).status_code == 200
    assert state(app, BANK) == "held"
    accept(client("treasury"), number, code)
    assert state(app, BANK) == "held"
    assert accept(client("treasury2"), number, code).status_code == 200
    assert state(app, BANK) == "filed"


def test_above_the_limit_it_takes_an_approver_who_released_nothing_else(home: Path) -> None:
    (home / "policy.toml").write_text("[approval]\nlimit = 301\n", encoding="utf-8")
    with desk_over(home) as app:
        shift = app.state.office.shift()
        register.give_roles(shift, register.operator("tests"), "approver", [Role.APPROVER, Role.BUYER])
        number, approver = document(app, PRICE), signed_in(app, "approver")
        assert accept(approver, number, "price-over").status_code == 200
        assert state(app, PRICE) == "held"
        refused = accept(approver, number, "over-limit")
        assert (refused.status_code, "another approver" in refused.json()["detail"]) == (403, True)
        assert accept(signed_in(app, "buyer"), number, "over-limit").status_code == 403
        assert accept(signed_in(app, "approver2"), number, "over-limit").status_code == 200
        assert state(app, PRICE) == "filed"


def test_an_act_by_somebody_who_is_not_registered_is_refused_in_the_service(app: FastAPI) -> None:
    from journey.queue.duties import Actor
    from journey.resolve import waive

    shift = app.state.office.shift()
    for who in (Actor("stranger", Role.BUYER), Actor("clerk", Role.BUYER)):
        with pytest.raises(NotAllowedError):
            waive(shift, document(app, PRICE), who, "agreed", "price-over")


def test_an_administrator_gives_themselves_nothing(client: Client) -> None:
    admin = client("admin")
    given = admin.put("/api/v1/people/admin/roles", json={"roles": ["admin", "treasury"], "version": 1})
    assert (given.status_code, "themselves" in given.json()["detail"]) == (403, True)
    dropped = admin.put("/api/v1/people/admin/roles", json={"roles": [], "version": 1})
    assert (dropped.status_code, "last administrator" in dropped.json()["detail"]) == (400, True)
    out = admin.put("/api/v1/people/admin/standing", json={"disabled": True, "reason": "a test"})
    assert out.status_code == 403


def test_a_form_that_is_older_than_the_entry_changes_nothing(client: Client) -> None:
    admin = client("admin")
    assert admin.put("/api/v1/people/clerk/roles", json={"roles": ["buyer"], "version": 1}).status_code == 200
    stale = admin.put("/api/v1/people/clerk/roles", json={"roles": ["clerk"], "version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
