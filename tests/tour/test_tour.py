"""The tour is run as it is written, and the files that it names are there."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import samples

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "docs" / "tour.md"


def test_every_step_of_the_tour_is_true(tmp_path: Path) -> None:
    shutil.copyfile(samples.SETTINGS, tmp_path / "settings.toml")
    failed, tried = doctest.testfile(str(TOUR), module_relative=False, globs={"home": tmp_path})
    assert (failed, tried > 30) == (0, True)


def test_every_file_that_the_tour_names_is_there() -> None:
    named = re.findall(r"`([a-z_]+/[a-z_/.]*)`", TOUR.read_text(encoding="utf-8"))
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []
