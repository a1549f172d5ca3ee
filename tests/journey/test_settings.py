"""Settings: the environment before the file, lists by semicolon, a wrong one named."""

from __future__ import annotations

from pathlib import Path

import pytest

from documents.errors import WrongUseError
from journey.settings import Settings, load


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.toml").write_text('buyer_names = ["A"]\nreader_jobs = 3\n', encoding="utf-8")
    monkeypatch.setenv("TALLYMARK_HOME", str(tmp_path))
    monkeypatch.setenv("TALLYMARK_BUYER_NAMES", "B GmbH; C GmbH ;")
    said = load()
    assert (said.home, said.buyer_names, said.reader_jobs) == (tmp_path, ("B GmbH", "C GmbH"), 3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("reader_jobs = 0", "reader_jobs"), ("buyer = 1", "buyer"), ("x = ", "not valid TOML")],
)
def test_a_wrong_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str) -> None:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("TALLYMARK_HOME", str(tmp_path))
    with pytest.raises(WrongUseError, match=sentence):
        load()


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
