"""Accounts are checked before anything is connected, and no secret is ever shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.mail.accounts import FolderAccount, account_of, open_source, parse, read_account, toml
from connectors.mail.folder import FolderSource
from connectors.mail.imap import ImapAccount, ImapSource, Security
from connectors.mail.secrets import secret
from documents.errors import WrongUseError

IMAP = {"kind": "imap", "host": "mail.example", "user": "ar@factory.example"}


def test_an_account_file_becomes_a_mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_SECRET", "hunter2")
    file = tmp_path / "ar.toml"
    file.write_text('kind = "imap"\nhost = "mail.example"\nuser = "ar"\npassword = "env:MAIL_SECRET"\nport = 143\n')
    account = read_account(file)
    assert isinstance(account, ImapAccount)
    assert (account.password, account.port, account.security) == ("hunter2", 143, Security.TLS)
    assert isinstance(open_source(account), ImapSource)
    assert isinstance(open_source(FolderAccount(str(tmp_path))), FolderSource)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({}, "kind must be one of folder, imap"),
        ({"kind": "pop3"}, "kind must be one of"),
        ({"kind": "folder"}, "path is missing"),
        ({"kind": "imap", "user": "ar"}, "host is missing"),
        (IMAP | {"pasword": "env:X"}, "there is no pasword, perhaps password"),
        (IMAP | {"port": "993"}, "port must be a whole number"),
        (IMAP | {"port": True}, "port must be a whole number"),
        (IMAP | {"folder": 7}, "folder must be a text"),
        (IMAP | {"security": "ssl"}, "security must be one of tls, starttls, none"),
        (IMAP | {"password": "hunter2"}, "never the secret itself"),
        (IMAP | {"password": "env:NOT_SET_ANYWHERE"}, "no variable NOT_SET_ANYWHERE"),
        (IMAP | {"token": "file:/nowhere/at/all"}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_named(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WrongUseError, match=sentence) as caught:
        account_of(table)
    assert "hunter2" not in caught.value.sentence


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    assert secret(f"file:{tmp_path / 'secret'}") == "hunter2"


def test_no_file_and_broken_files_are_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="there is no account"):
        read_account(tmp_path / "none.toml")
    (tmp_path / "broken.toml").write_text("kind = ")
    with pytest.raises(WrongUseError, match="cannot be read"):
        read_account(tmp_path / "broken.toml")


def test_an_account_is_written_as_it_was_typed_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_SECRET", "hunter2")
    words = {**IMAP, "password": "env:MAIL_SECRET", "port": "143", "folder": 'Eing\u00e4nge "neu"'}
    (tmp_path / "a.toml").write_text(toml(parse(words)), encoding="utf-8")
    account = read_account(tmp_path / "a.toml")
    assert isinstance(account, ImapAccount)
    assert (account.port, account.folder, account.password) == (143, 'Eing\u00e4nge "neu"', "hunter2")


def test_a_secret_need_not_be_there_yet_when_an_account_is_typed() -> None:
    assert parse(IMAP | {"password": "env:LATER"})["password"] == "env:LATER"
    with pytest.raises(WrongUseError, match="never the secret itself"):
        parse(IMAP | {"password": "hunter2"})
