"""What the doctor says of scans: a language that OCR lacks is a warning, as is a second reader that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.pages import second_reader, tessdata
from journey import doctor
from journey.letters.wording import LANGUAGES
from journey.settings import Settings
from journey.shift import open_shift

ALL = frozenset({"eng", "deu", "fra", "spa", "ita", "nld", "por", "osd"})


@pytest.fixture(autouse=True)
def no_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guards have tests of their own, and take seconds."""
    monkeypatch.setattr(doctor, "describe_guards", lambda _home: ())


@pytest.mark.parametrize(
    ("languages", "grade", "sentence"),
    [
        (ALL, "good", f"Tesseract reads {', '.join(LANGUAGES)}"),
        (ALL - {"nld", "osd"}, "warning", "Tesseract lacks nld, osd: `make setup` installs its languages"),
    ],
)
def test_a_language_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, languages: frozenset[str], grade: str, sentence: str
) -> None:
    monkeypatch.setattr(tessdata, "installed", lambda: languages)
    with open_shift(Settings(home=tmp_path)) as shift:
        found = {check.name: check for check in doctor.examine(shift)}
    assert (found["languages of OCR"].grade, found["languages of OCR"].sentence) == (grade, sentence)
    assert "second reader" not in found


@pytest.mark.parametrize(("there", "grade"), [(True, "good"), (False, "warning")])
def test_a_second_reader_that_is_wanted_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, grade: str
) -> None:
    monkeypatch.setattr(second_reader, "installed", lambda: there)
    with open_shift(Settings(home=tmp_path, second_reader=True)) as shift:
        found = {check.name: check.grade for check in doctor.examine(shift)}
    assert found["second reader"] == grade
