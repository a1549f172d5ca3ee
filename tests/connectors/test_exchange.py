"""What is Exchange's own; what it shares with Microsoft 365 is in test_synced."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.mail.accounts import account_of, open_source
from connectors.mail.exchange import ONLINE_ENDS
from connectors.mail.source import MailboxError


@pytest.mark.parametrize("simulator", ["ews"], indirect=True)
def test_exchange_online_is_told_that_its_time_is_over(simulator: Any, custody: Any) -> None:
    source = open_source(account_of(simulator.words | {"host": "outlook.office365.com"}))
    assert list(source.check())[-2] == f"but {ONLINE_ENDS}"
    source.close()
    source = open_source(account_of(simulator.words | {"host": "outlook.office365.com", "user": "other"}))
    with pytest.raises(MailboxError) as caught:
        list(source.check())
    assert ONLINE_ENDS in caught.value.sentence
    assert "2027-04-01" in ONLINE_ENDS
