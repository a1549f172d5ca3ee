"""What is Microsoft 365's own; what it shares with Exchange is in test_synced."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.mail.accounts import account_of
from connectors.mail.graph import GraphAccount
from connectors.mail.graph_session import RECONCILE, GraphSession
from connectors.mail.source import MailboxError
from journey.mailroom import mailboxes

pytestmark = pytest.mark.parametrize("simulator", ["graph"], indirect=True)
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("passed", [RECONCILE + timedelta(minutes=1), -RECONCILE - timedelta(minutes=1)])
def test_once_a_day_the_folder_is_listed_as_a_whole(simulator: Any, custody: Any, passed: timedelta) -> None:
    for number in range(3):
        simulator.box.deliver(f"Subject: {number}\r\n\r\nwords\r\n".encode())
    account = account_of(simulator.words)
    assert isinstance(account, GraphAccount)
    session = GraphSession(account, clock=lambda: NOW)
    listed, state = session.changes(None)
    assert (len(listed), session.changes(state)[0]) == (3, [])
    later = GraphSession(account, clock=lambda: NOW + passed)
    listed, state = later.changes(state)
    assert (len(listed), json.loads(state)["listed"]) == (3, (NOW + passed).isoformat())
    session.close()
    later.close()


def test_the_token_is_sent_to_no_other_server(simulator: Any, custody: Any) -> None:
    mailboxes.add(custody.home, "ap", simulator.words)
    for number in range(3):
        simulator.box.deliver(f"Subject: {number}\r\n\r\nwords\r\n".encode())
    simulator.fault("elsewhere", count=50)
    with pytest.raises(MailboxError, match="points to another server"):
        custody.taken()
