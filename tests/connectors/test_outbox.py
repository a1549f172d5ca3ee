"""The outbox: written once, read back, never overwritten."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from connectors.erp import outbox
from documents.errors import CustodyError

RECORD = {"key": "1-1", "number": "R-1"}
ROWS = [["key", "line"], ["1-1", "1"]]


def test_the_same_posting_is_written_once_and_reads_back(tmp_path: Path) -> None:
    first = outbox.write(tmp_path, "1-1", RECORD, ROWS)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert outbox.write(tmp_path, "1-1", RECORD, ROWS) == first == outbox.read_back(tmp_path, "1-1")
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert sorted(before) == ["1-1.csv", "1-1.json"]


def test_another_posting_under_the_same_key_is_refused(tmp_path: Path) -> None:
    outbox.write(tmp_path, "1-1", RECORD, ROWS)
    with pytest.raises(CustodyError, match="other content"):
        outbox.write(tmp_path, "1-1", RECORD | {"number": "R-2"}, ROWS)
    assert json.loads((tmp_path / "1-1.json").read_text(encoding="utf-8"))["number"] == "R-1"


def test_changed_lines_do_not_read_back(tmp_path: Path) -> None:
    outbox.write(tmp_path, "1-1", RECORD, ROWS)
    (tmp_path / "1-1.csv").write_text("other", encoding="utf-8")
    with pytest.raises(CustodyError, match="not those that were written"):
        outbox.read_back(tmp_path, "1-1")


def test_half_a_posting_is_completed_and_stale_leftovers_are_swept(tmp_path: Path) -> None:
    whole = outbox.write(tmp_path, "1-1", RECORD, ROWS)
    (tmp_path / "1-1.json").unlink()
    with pytest.raises(CustodyError):
        outbox.read_back(tmp_path, "1-1")
    assert outbox.write(tmp_path, "1-1", RECORD, ROWS) == whole
    for name, age in ((".writing-old", 7200), (".writing-new", 0)):
        (tmp_path / name).write_bytes(b"")
        at = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (at, at))
    assert (outbox.sweep(tmp_path), (tmp_path / ".writing-new").exists()) == (1, True)
