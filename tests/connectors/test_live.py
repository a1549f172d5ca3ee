"""Against real servers, where an operator names an account: it is only looked at, nothing is moved or marked."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from connectors.mail.accounts import open_source, read_account

LIVE = "TALLYMARK_LIVE_ACCOUNT"
"""Names an account's file of any kind: exchange, graph, imap."""


def test_a_live_mailbox_opens_and_gives_a_letter() -> None:
    if LIVE not in os.environ:
        pytest.skip(f"{LIVE} names no account")
    with closing(open_source(read_account(Path(os.environ[LIVE])))) as source:
        assert list(source.check())
        first = next(iter(source.messages()), None)
        assert first is None or first.data
