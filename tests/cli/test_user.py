"""`tallymark user`: people registered, kept out, stood in for; secrets printed once, and in no other place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from journey.people import invite
from journey.settings import Settings
from journey.shift import open_shift


@pytest.fixture
def house(tmp_path: Path, ran: Any) -> Any:
    home = tmp_path / "home"
    shutil.copytree(ran.home, home)
    made = type(ran)(home)
    for login, role in (("boris", "buyer"), ("anna", "clerk"), ("ada", "admin")):
        assert made("user", "add", login, "--name", login.title(), "--role", role).returncode == 0
    return made


def test_somebody_is_registered_with_a_link_that_works_once(house: Any) -> None:
    said = house("user", "password", "boris").stdout
    secret = said.strip().rpartition("/")[2]
    with open_shift(Settings(home=house.home)) as shift:
        assert invite.set_password(shift, secret, "three red nuts").login == "boris"
    listed = house("user", "list").stdout
    assert "may sign in" in listed
    assert listed.count("no password") == 2
    assert secret not in house("explain", "4").stdout + listed
    assert house("user", "add", "Boris").returncode == 2
    assert house("user", "add", "no login").returncode == 2
    assert house("user", "password", "nobody").returncode == 1


@pytest.mark.parametrize(
    ("served", "said", "desk"),
    [
        (None, "", "http://127.0.0.1:8100/"),
        ("8399\n", "", "http://127.0.0.1:8399/"),
        ("8399\n", 'desk_url = "https://tally.factory.example/"\n', "https://tally.factory.example/"),
    ],
)
def test_the_link_leads_to_where_the_desk_is(house: Any, served: str | None, said: str, desk: str) -> None:
    if served is not None:
        (house.home / "up.lock").write_text(served, encoding="utf-8")
    settings = house.home / "settings.toml"
    settings.write_text(said + settings.read_text(encoding="utf-8"), encoding="utf-8")
    assert f" {desk}set-password/" in house("user", "password", "boris").stdout


def test_once_people_are_registered_only_they_settle_and_only_in_their_roles(house: Any) -> None:
    waive = ("queue", "resolve", "4", "--waive", "price-over", "--role", "buyer", "--reason", "agreed", "--as")
    stranger = house(*waive, "mallory")
    assert (stranger.returncode, "not registered" in stranger.stderr) == (1, True)
    wrong = house(*waive, "anna")
    assert (wrong.returncode, "this takes the role buyer" in wrong.stderr) == (1, True)
    days = ("--first", "2026-05-01", "--last", "2026-06-30")
    given = house("user", "delegate", "boris", "anna", "--role", "buyer", *days, "--reason", "holidays")
    assert (given.returncode, "anna" in given.stdout) == (0, True)
    assert "buyer for boris" in house("user", "list").stdout
    assert house(*waive, "anna").returncode == 0


def test_roles_are_set_and_a_person_is_kept_out(house: Any) -> None:
    assert "approver, buyer" in house("user", "roles", "boris", "--role", "buyer", "--role", "approver").stdout
    assert house("user", "roles", "boris", "--role", "king").returncode == 2
    assert house("user", "roles", "ada", "--role", "clerk").returncode == 2  # the last administrator
    assert house("user", "disable", "boris", "--reason", "left").returncode == 0
    assert "disabled" in house("user", "list").stdout
    assert house("user", "disable", "boris", "--enable", "--reason", "back again").returncode == 0
    assert house("user", "disable", "boris", "--reason", " ").returncode == 2


def test_a_token_is_printed_once(house: Any) -> None:
    made = house("user", "token", "boris", "--name", "price check", "--scope", "read", "--days", "30").stdout
    token = made.split()[0]
    assert token.startswith("tm_")
    assert token.encode() not in b"".join(path.read_bytes() for path in house.home.glob("tallymark.db*"))
    prefix = token.partition(".")[0]
    assert house("user", "token", "anna", "--revoke", prefix).returncode == 1
    assert house("user", "token", "boris", "--revoke", prefix).returncode == 0
    assert house("user", "token", "boris", "--name", "x", "--days", "0").returncode == 2
    assert house("user", "token", "boris", "--name", "x", "--scope", "admin").returncode == 1


def test_a_delegation_is_ended(house: Any) -> None:
    days = ("--first", "2026-05-20", "--last", "2026-06-30")
    assert house("user", "delegate", "boris", "anna", "--role", "buyer", *days, "--reason", "away").returncode == 0
    assert house("user", "delegate", "boris", "anna", "--role", "buyer").returncode == 2
    assert house("user", "delegate", "boris", "anna", "--role", "quality", *days, "--reason", "x").returncode == 2
    assert "anna" not in house("user", "delegate", "boris", "--revoke", "1").stdout
