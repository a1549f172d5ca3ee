"""`tallymark mailbox` and `run --source ACCOUNT` as an operator types them, on a real IMAP server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

import samples
from cli.main import run_words
from documents.errors import WrongUseError
from journey.mailroom import mailboxes


@dataclass
class Tallymark:
    """The command in a workspace: in this process, which is quick; `process` for what starts a server."""

    home: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> tuple[int, str]:
        status = run_words(list(words))
        told = self.capture.readouterr()
        return status, told.out + told.err

    def add(self, name: str, port: int, **more: str) -> tuple[int, str]:
        words = {"kind": "imap", "host": "127.0.0.1", "user": name, "password": "env:AP_PASSWORD", "security": "none"}
        said = words | {"port": str(port)} | more
        return self("mailbox", "add", name, *(f"{key}={value}" for key, value in said.items()))

    def process(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli.main", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=170)


@pytest.fixture
def tallymark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tallymark:
    for name in [name for name in os.environ if name.startswith(("TALLYMARK_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TALLYMARK_HOME", str(tmp_path))
    monkeypatch.setenv("AP_PASSWORD", "secret")
    shutil.copyfile(samples.SETTINGS, tmp_path / "settings.toml")
    return Tallymark(tmp_path, capsys)


@pytest.mark.prefect
def test_from_adding_a_mailbox_to_its_documents(dovecot: Any, tallymark: Tallymark) -> None:
    assert tallymark.add("e2e", dovecot.port, move_to="Tallymark")[0] == 0
    out = tallymark.home / "out.jsonl"
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as direct:
        direct.login("e2e", "secret")
        direct.append("INBOX", (samples.MAILBOX / "04-price.eml").read_bytes())
        status, told = tallymark("mailbox", "test", "e2e")
        assert (status, told.count("good: ")) == (0, 3), told
        assert "holds 1 letters, 1 not yet taken" in told
        ran = tallymark.process("run", "--source", "e2e", "--once", "--json", str(out))
        assert (ran.returncode, ran.stderr) == (0, "")
        [line] = [json.loads(one) for one in out.read_text().splitlines()]
        assert (line["outcome"], line["documents"][0]["number"]) == ("consumed", "260533")
        assert direct.folder_status("Tallymark", ["MESSAGES"]) == {b"MESSAGES": 1}
    listed = tallymark("mailbox", "list")[1]
    assert "imap:e2e@127.0.0.1/INBOX" in listed
    assert "secret" not in listed + ran.stdout + told


def test_what_is_wrong_is_said_in_a_sentence(dovecot: Any, tallymark: Tallymark) -> None:
    assert tallymark("mailbox", "list")[1].startswith("there is no mailbox yet")
    status, told = tallymark.add("typo", dovecot.port, fodler="INBOX")
    assert (status, "there is no fodler, perhaps folder" in told) == (2, True)
    assert tallymark.add("lost", dovecot.port, folder="Nowhere")[0] == 0
    assert "there is a mailbox lost already" in tallymark.add("lost", dovecot.port)[1]
    status, told = tallymark("mailbox", "test", "lost")
    assert (status, "Nowhere" in told) == (1, True)
    status, told = tallymark("mailbox", "test", "found")
    assert (status, "there is no mailbox found; there are: lost" in told) == (2, True)
    assert (tallymark.home / "mailboxes" / "lost.toml").stat().st_mode & 0o077 == 0


def test_a_source_that_is_nothing_is_wrong_use(tallymark: Tallymark) -> None:
    with pytest.raises(WrongUseError, match="neither a folder nor a mailbox; mailboxes: none"):
        mailboxes.source(tallymark.home, "elsewhere")
