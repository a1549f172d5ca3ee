"""People on both databases: one entry each, secrets as hashes, sessions and links that end, delegations by days."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from documents.errors import WrongUseError
from documents.kinds import Role
from documents.people import Scope, login_of, roles_of
from storage import Workspace
from storage.errors import NotFoundError, StaleError
from storage.records.people import Purpose

DAY = date(2026, 3, 2)
HASH = "a" * 64


@pytest.fixture
def people(workspace: Workspace) -> Workspace:
    with workspace.begin() as unit:
        unit.people.add("anna", "Anna", [Role.BUYER])
        unit.people.add("ida", "Ida", [Role.CLERK])
        unit.people.add("ada", "Ada", [Role.ADMIN])
    return workspace


def test_a_person_is_registered_once_and_never_removed(people: Workspace) -> None:
    with pytest.raises(WrongUseError, match="already"), people.begin() as unit:
        unit.people.add("anna", "Another", [])
    with people.begin() as unit:
        unit.people.disable("anna", "ada", "left")
    with people.look() as unit:
        assert [person.login for person in unit.people.everybody()] == ["ada", "anna", "ida"]
        assert unit.people.on_duty("anna", DAY) is None
        assert unit.people.holders(Role.BUYER) == ()
        with pytest.raises(NotFoundError):
            unit.people.person("nobody")


def test_the_last_administrator_stays(people: Workspace) -> None:
    with pytest.raises(WrongUseError, match="last administrator"), people.begin() as unit:
        unit.people.disable("ada", "anna", "a coup")


def test_an_entry_that_was_changed_meanwhile_is_not_overwritten(people: Workspace) -> None:
    with people.begin() as unit:
        seen = unit.people.version("ida")
        unit.people.give_roles("ida", [Role.BUYER], "ada", version=seen)
    with pytest.raises(StaleError), people.begin() as unit:
        unit.people.give_roles("ida", [Role.CLERK], "ada", version=seen)


def test_a_session_ends_by_age_or_idleness_or_with_its_person(people: Workspace) -> None:
    def opened(number: int, lasts: int) -> str:
        hashed = f"{number:064d}"
        with people.begin() as unit:
            unit.people.open_session(
                hashed, "ida", lasts=timedelta(seconds=lasts), address="::1", agent="x" * 900, how="a test"
            )  # fmt: skip
        return hashed

    def stands(hashed: str, idle: int = 3600) -> bool:
        with people.look() as unit:
            return unit.people.session(hashed, idle=timedelta(seconds=idle)) is not None

    long, short = opened(1, 3600), opened(2, 2)
    assert stands(long)
    assert not stands(long, idle=1)
    assert not stands(short)
    opened(3, 3600)
    with people.look() as unit:  # what had ended was cleared away
        assert [one.hash for one in unit.people.sessions_of("ida")] == [f"{3:064d}", long]
    with people.begin() as unit:
        unit.people.set_password("ida", "a hash", "ida")
    assert not stands(long)


def test_a_token_is_found_by_prefix_and_proved_by_its_hash(people: Workspace) -> None:
    with people.begin() as unit:
        unit.people.add_token("tm_1", HASH, "ida", "a test", [Scope.READ], timedelta(days=1), "ida")
        assert unit.people.token_of("tm_1", HASH) is not None
        assert unit.people.token_of("tm_1", "b" * 64) is None
        assert unit.people.token_of("tm_2", HASH) is None
        assert unit.people.revoke_token("tm_1", "ada").revoked_at is not None
        assert unit.people.token_of("tm_1", HASH) is None


def test_a_one_time_secret_is_redeemed_by_one_of_many(people: Workspace) -> None:
    with people.begin() as unit:
        unit.people.promise(HASH, Purpose.PASSWORD, timedelta(days=1), login="ida", actor="ada")
    got: list[Any] = []

    def redeem() -> None:
        got.append(people.run(lambda unit: unit.people.redeem(HASH, Purpose.PASSWORD)))

    threads = [threading.Thread(target=redeem) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in got) == 1
    with people.look() as unit:
        assert unit.people.promised(HASH, Purpose.OIDC) is None


def test_delegations_hold_on_their_days_and_while_the_principal_holds_the_role(people: Workspace) -> None:
    with people.begin() as unit:
        held = unit.people.delegate("anna", "ida", Role.BUYER, DAY, DAY + timedelta(2), reason="away", actor="anna")

    def acting(day: date) -> frozenset[Role]:
        with people.look() as unit:
            person = unit.people.on_duty("ida", day)
            return person.acting if person else frozenset()

    both, own = frozenset({Role.BUYER, Role.CLERK}), frozenset({Role.CLERK})
    days = [DAY + timedelta(days) for days in (-1, 0, 2, 3)]
    assert [acting(day) for day in days] == [own, both, both, own]
    with people.begin() as unit:
        unit.people.give_roles("anna", [Role.CLERK], "ada")
    assert acting(DAY) == own
    with people.begin() as unit:
        unit.people.give_roles("anna", [Role.BUYER], "ada")
        unit.people.revoke_delegation(held.id, "anna")
    assert acting(DAY) == own


def test_a_deputy_hands_nothing_on(people: Workspace) -> None:
    with people.begin() as unit:
        unit.people.delegate("anna", "ida", Role.BUYER, DAY, DAY, reason="away", actor="anna")
        with pytest.raises(WrongUseError, match="does not hold"):
            unit.people.delegate("ida", "ada", Role.BUYER, DAY, DAY, reason="away", actor="ida")


def test_attempts_count_by_login_and_address_for_a_while(people: Workspace) -> None:
    minute = timedelta(seconds=60)
    with people.begin() as unit:
        for login, address in (("ida", "1"), ("ida", "2"), ("anna", "1")):
            unit.people.note_attempt(login, address, counts_for=minute)
        assert unit.people.attempts("ida", "1", within=minute) == (1, 2, 2)
        assert unit.people.attempts("ida", "1", within=timedelta(seconds=0)) == (0, 0, 0)
        unit.people.forget_attempts("ida", "1")
        assert unit.people.attempts("ida", "1", within=minute) == (0, 1, 1)


def test_a_subject_is_of_one_person(people: Workspace) -> None:
    with people.begin() as unit:
        unit.people.bind_subject("ida", "issuer|7", "oidc")
        assert unit.people.is_bound("ida")
        found = unit.people.of_subject("issuer|7")
        assert found is not None
        assert found.login == "ida"
    with pytest.raises(IntegrityError), people.begin() as unit:
        unit.people.bind_subject("anna", "issuer|7", "oidc")


def test_every_act_stands_in_the_trail_without_a_secret(people: Workspace) -> None:
    with people.begin() as unit:
        unit.people.set_password("ida", "$argon2id$the-hash", "ida")
        unit.people.rename("ida", "Ida Neu", "ada")
        entries = unit.audit.newest("person:ida", limit=10)
    assert [entry.kind for entry in entries] == ["person:renamed", "person:password", "person:added"]
    assert not any("argon2" in str(entry.details) for entry in entries)


@pytest.mark.parametrize("text", ["", " ", "tallymark", "a b", "-x", "ä", "a/b", "x" * 65, "a\n", "a'--"])
def test_what_is_no_login(text: str) -> None:
    if text.strip() == "a":
        assert login_of(text) == "a"
    else:
        with pytest.raises(WrongUseError):
            login_of(text)


def test_a_role_that_is_not_known_is_named() -> None:
    with pytest.raises(WrongUseError, match="there is no role king"):
        roles_of(["clerk", "king"])
