"""What the demo tells to type next can be typed where it was started."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli import demo


@pytest.mark.parametrize(
    ("found", "typed"),
    [("/usr/bin/tallymark", "tallymark import receipts"), (None, ".venv/bin/tallymark import receipts")],
    ids=["on the path", "in the environment of the checkout"],
)
def test_the_next_command_is_spelt_as_it_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: str | None, typed: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _name: found)
    monkeypatch.setattr("sys.argv", [str(tmp_path / ".venv/bin/tallymark"), "demo"])
    demo._next_step(tmp_path)
    assert f"    TALLYMARK_HOME={tmp_path} {typed}" in capsys.readouterr().out.replace("\n/", " /")
