"""Renditions are a cache that can be lost; what was learnt is what was logged."""

from __future__ import annotations

from pathlib import Path

import pytest

from documents.printed import PrintedPage, PrintedWord
from storage import Workspace
from storage.learnt import LearntFiles
from storage.renditions import Renditions

KEY = (("a" * 64, "1-2"), ("b" * 64, ""))
PAGES = (PrintedPage(1, 595.0, 842.0, (PrintedWord("Straße", (1.5, 2.0, 3.0, 4.0), 9.0),), ocr=True),)


def test_pages_are_kept_by_what_the_document_is_made_of(tmp_path: Path) -> None:
    kept = Renditions(tmp_path / "renditions")
    assert kept.get(KEY) is None
    kept.put(KEY, PAGES)
    assert kept.get(KEY) == PAGES
    assert kept.get(KEY[:1]) is None


@pytest.mark.parametrize("damage", [b"", b"no such thing", b"x\x9cK\x04\x00\x00b\x00b"])
def test_damaged_pages_are_none(tmp_path: Path, damage: bytes) -> None:
    kept = Renditions(tmp_path)
    kept.put(KEY, PAGES)
    (file,) = tmp_path.rglob("*.z")
    file.write_bytes(damage)
    assert kept.get(KEY) is None


def test_a_document_without_pages_leaves_nothing(tmp_path: Path) -> None:
    Renditions(tmp_path).put(KEY, ())
    assert list(tmp_path.rglob("*")) == []


NAMES = ("V100", "../../etc/passwd", "a/b", ".", "Ä Ö%2F")


def test_what_was_logged_last_counts_and_files_lie_in_their_folder(tmp_path: Path) -> None:
    files = LearntFiles(tmp_path / "learnt")
    with Workspace.open(tmp_path / "home") as workspace:
        for name in NAMES:
            with workspace.begin() as unit:
                assert (files.logged(unit, name), files.changed(unit, name)) == (None, False)
                files.write(unit, name, "one", "ida", "taught", "why", version=1)
                files.write(unit, name, "two", "ida", "taught", "why", version=2)
            files.path(name).write_text("three", encoding="utf-8")
            with workspace.look() as unit:
                assert (files.logged(unit, name), files.changed(unit, name)) == ("two", True)
        with pytest.raises(RuntimeError), workspace.begin() as unit:
            files.write(unit, "V2", "one", "ida", "taught", "why")
            raise RuntimeError
        with workspace.look() as unit:
            assert (files.logged(unit, "V2"), files.changed(unit, "V2")) == (None, True)
    assert set(files.suppliers()) == {*NAMES, "V2"}
    assert {files.path(name).parent for name in NAMES} == {tmp_path / "learnt"}
