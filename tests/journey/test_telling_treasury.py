"""Treasury hears of a changed bank account when its document is decided: once, whenever the run is killed."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from storage.records import Outgoing

BOOK = """
[mail]
host = "127.0.0.1"
port = 1
security = "none"
sender = "ap@kiesling-werkzeugbau.example"
[roles.treasury]
mail = ["treasury@kiesling-werkzeugbau.example"]
"""


def told(office: Any) -> list[Outgoing]:
    with office.open() as shift, shift.workspace.look() as unit:
        return list(unit.outbox.list())


@pytest.mark.parametrize("moment", ["", "custody.moved-held", "audit.appended:60"])
def test_a_document_that_names_another_account(moment: str, office: Any) -> None:
    (office.home / "notices.toml").write_text(BOOK, encoding="utf-8")
    if moment:
        assert office.run_and_die(at=moment) == -signal.SIGKILL
    office.run()
    office.run()
    [row] = told(office)
    assert row.subject.startswith("Bank account: invoice R-50661 of ")
    assert "It came from rechnung@" in row.body
    with office.open() as shift, shift.workspace.look() as unit:
        assert unit.custody.document(row.document or 0).number == "R-50661"
        assert unit.custody.balance().faults == ()
