"""What was learnt on the command line: listed, shown, withdrawn."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from documents.kinds import Kind
from extractors.layouts import LearntPlace, Lesson, Lessons, Standing, dump
from extractors.layouts.surroundings import Surroundings
from journey.learning.lessons import files
from journey.settings import Settings
from journey.shift import open_shift

AROUND = Surroundings("stichwort", 0, "", 0, 0, 0.8, 0.9, 0.3, "A9-99999")
LESSON = Lesson(
    1, LearntPlace("po_number", Kind.INVOICE, AROUND), "ida", "clerk", 7, date(2026, 5, 29), Standing.ACTIVE, "replayed"
)  # fmt: skip


@pytest.fixture
def learnt(tmp_path: Path, ran: Any) -> Any:
    """The command line on a workspace with one lesson about supplier F/900."""
    with open_shift(Settings(home=tmp_path)) as shift:
        text = dump(Lessons("F/900", (LESSON,)))
        shift.workspace.run(
            lambda unit: files(shift).write(unit, "F/900", text, "ida", "taught", "replayed", version=1)
        )
    return type(ran)(tmp_path)


def test_a_lesson_is_listed_shown_and_withdrawn(learnt: Any) -> None:
    assert "po_number" in learnt("learnt", "list").stdout
    (line,) = learnt("learnt", "list", "--json").stdout.splitlines()
    said = json.loads(line)
    assert (said["supplier"], said["standing"], said["sureness"], said["author"]) == ("F/900", "active", 0.89, "ida")
    assert 'left = "stichwort"' in learnt("learnt", "show", "F/900").stdout
    done = learnt("learnt", "withdraw", "F/900", "1", "--as", "eva", "--reason", "a new form")
    assert (done.returncode, "is withdrawn" in done.stdout) == (0, True)
    assert 'because = "eva: a new form"' in learnt("learnt", "show", "F/900").stdout
    assert learnt("verify", "--all").returncode == 0


@pytest.mark.parametrize(
    "words",
    [("show", "V1"), ("withdraw", "V1", "1", "--reason", "x"), ("withdraw", "F/900", "2", "--reason", "x"),
     ("withdraw", "F/900", "1", "--reason", " ")],
)  # fmt: skip
def test_what_was_not_learnt_cannot_be_shown_or_withdrawn(learnt: Any, words: tuple[str, ...]) -> None:
    done = learnt("learnt", *words)
    assert (done.returncode, done.stderr.startswith("tallymark: ")) == (2, True)


def test_a_file_changed_by_hand_is_told(learnt: Any) -> None:
    path = next((learnt.home / "learnt").glob("*.toml"))
    path.write_text(path.read_text().replace("stichwort", "vermerk"))
    done = learnt("learnt", "show", "F/900")
    assert 'left = "stichwort"' in done.stdout and "changed by hand" in done.stderr
