"""`tallymark reread`: a document as before, or all that is quarantined."""

from __future__ import annotations

import json
from typing import Any

import pytest


def held(tallymark: Any) -> int:
    line = tallymark("queue", "list", "--json").stdout.splitlines()[0]
    return int(json.loads(line)["document"])


def test_a_document_that_is_read_as_before_stays(at_limit: Any) -> None:
    number = held(at_limit)
    done = at_limit("reread", str(number), "--as", "anna", "--role", "clerk", "--reason", "to be sure")
    assert (done.returncode, "read as before; it is held" in done.stdout) == (0, True), done.stderr
    assert list((at_limit.home / "renditions").rglob("*.z"))


def test_what_cannot_be_opened_stays_quarantined(at_limit: Any) -> None:
    done = at_limit("reread", "--quarantined", "--as", "anna", "--role", "clerk", "--reason", "a new release")
    assert (done.returncode, "0 mails were opened again" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize("words", [(), ("1", "--quarantined"), ("9999",)])
def test_wrong_use_is_said(ran: Any, words: tuple[str, ...]) -> None:
    done = ran("reread", *words, "--as", "anna", "--role", "clerk", "--reason", "why not")
    assert done.returncode != 0
    assert done.stderr.strip()
