"""`tallymark outbox`: what is said, and what is done, from the command line."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.main import run_words
from journey.notices.sending import send_due
from journey.settings import Settings
from journey.shift import open_shift
from storage.records import Channel, NewOutgoing, OutgoingKind
from tests.notices.conftest import MAIL

BOOK = f"""{MAIL}[roles.treasury]
mail = ["treasury@factory.example"]
[roles.approver]
mail = ["boss@factory.example"]
"""


@dataclass
class Done:
    status: int
    out: str
    err: str


@dataclass
class Command:
    home: Path

    def __call__(self, *words: str) -> Done:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = run_words(["outbox", *words])
        return Done(status, out.getvalue(), err.getvalue())

    def write(self, key: str) -> None:
        new = NewOutgoing(
            key, OutgoingKind.NOTICE, Channel.MAIL, "b@factory.example", f"About {key}", "Text.", "f.example"
        )
        with open_shift(Settings(home=self.home)) as shift:
            shift.workspace.run(lambda unit: unit.outbox.add(new))

    def send(self) -> None:
        with open_shift(Settings(home=self.home)) as shift:
            send_due(shift)


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    for name in [name for name in os.environ if name.startswith("TALLYMARK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TALLYMARK_HOME", str(tmp_path))
    return Command(tmp_path)


def test_from_a_refusal_to_its_mail(outbox: Command, serving: Callable[..., Any]) -> None:
    office = serving()
    (outbox.home / "notices.toml").write_text(BOOK.format(port=office.port), encoding="utf-8")
    assert outbox("list").out == "the outbox is empty\n"
    outbox.write("a")
    office.replies["RCPT"] = ["550 nobody of that name"]
    outbox.send()
    listed = json.loads(outbox("list", "--state", "failed", "--json").out)
    assert (listed["state"], listed["tries"]) == ("failed", 1)
    assert "550 nobody of that name" in listed["why"]
    assert "550 nobody of that name" in outbox("show", "1").out
    assert "About a" in outbox("list").out
    done = outbox("retry", "--failed")
    assert (done.status, done.out) == (0, "1 to b@factory.example is sent\n")
    assert "it is not sent twice" in outbox("release", "1").err
    assert len(office.mails()) == 1


def test_what_pauses_is_released(outbox: Command, serving: Callable[..., Any]) -> None:
    office = serving()
    (outbox.home / "notices.toml").write_text(BOOK.format(port=office.port), encoding="utf-8")
    outbox.write("a")
    office.replies["DATA"] = ["451 later", "451 later still"]
    outbox.send()
    again = outbox("release", "1", "--as", "anna")
    assert (again.status, "451 later still" in again.out) == (1, True)
    assert outbox("release", "1").status == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "9"), "there is nothing numbered 9"),
        (("retry",), "give numbers, or --failed"),
        (("release",), "name at least one number"),
        (("list", "--state", "gone"), "there is no state gone"),
    ],
)
def test_wrong_use_is_a_sentence(words: tuple[str, ...], told: str, outbox: Command) -> None:
    done = outbox(*words)
    assert done.status in (1, 2)
    assert told in done.err
    assert "Traceback" not in done.err


def test_a_trial_says_what_is_good_and_what_is_wrong(
    outbox: Command, serving: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = outbox("test")
    assert (nobody.status, "nobody is told anything" in nobody.out) == (1, True)
    office = serving()
    book = outbox.home / "notices.toml"
    book.write_text(BOOK.format(port=office.port), encoding="utf-8")
    good = outbox("test", "--to", "anna@factory.example")
    assert (good.status, good.out.count("good: "), len(office.mails())) == (0, 5, 1), good.out
    book.write_text(BOOK.format(port=1).replace("roles.approver", "roles.clerk"), encoding="utf-8")
    wrong = outbox("test")
    assert wrong.status == 1
    assert "wrong: the connection to 127.0.0.1:1 failed (Connection refused)" in wrong.out
    assert "wrong: nobody is told what concerns approver" in wrong.out
    book.write_text(BOOK.format(port=1) + '[chat.money]\nkind = "slack"\nurl = "env:HOOK"\n', encoding="utf-8")
    monkeypatch.setenv("HOOK", "https://169.254.169.254/latest/meta-data")
    assert "wrong: the webhook's host 169.254.169.254 leads into a private network" in outbox("test").out
    assert "is no address" in outbox("test", "--to", "not an address").err
