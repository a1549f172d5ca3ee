"""A shelf is a cache: whole or nothing, bounded, and safe where several write."""

from __future__ import annotations

import os
import random
import threading
import zlib
from pathlib import Path

import pytest

from storage.ocr_notes import OcrNotes
from storage.shelf import Shelf

NAME = "ab" + "0" * 62
SHARE = 4096


def named(number: int) -> str:
    return f"ab{number:062x}"


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def shelf(folder: Path) -> Shelf:
    return Shelf(folder, ".z", largest=1 << 16, most=256 * SHARE)


@pytest.mark.parametrize("data", [b"", b"ink", noise(1, 3000), b"0" * 60_000])
def test_what_is_put_is_got(tmp_path: Path, data: bytes) -> None:
    kept = shelf(tmp_path)
    assert kept.get(NAME) is None
    kept.put(NAME, data)
    assert kept.get(NAME) == data
    assert kept.get(named(1)) is None
    kept.drop(NAME)
    kept.drop(NAME)
    assert kept.get(NAME) is None


@pytest.mark.parametrize("data", [noise(2, SHARE + 1), b"0" * (1 << 17)])
def test_what_is_too_large_is_not_kept(tmp_path: Path, data: bytes) -> None:
    kept = shelf(tmp_path)
    kept.put(NAME, data)
    assert kept.get(NAME) is None


@pytest.mark.parametrize("damage", [b"", b"nothing", zlib.compress(b"x" * 900)[:-5], zlib.compress(b"0" * (1 << 17))])
def test_damage_is_nothing(tmp_path: Path, damage: bytes) -> None:
    kept = shelf(tmp_path)
    kept.put(NAME, b"ink")
    (file,) = tmp_path.rglob("*.z")
    file.write_bytes(damage)
    assert kept.get(NAME) is None


def test_the_least_used_go_first(tmp_path: Path) -> None:
    kept = shelf(tmp_path)
    for number in range(3):
        kept.put(named(number), noise(number, 1200))
        os.utime(next(tmp_path.rglob(f"{named(number)}.z")), ns=(number + 1, number + 1))
    assert kept.get(named(0)) is not None  # used again
    kept.put(named(3), noise(3, 1200))
    assert [kept.get(named(number)) is not None for number in range(4)] == [True, False, True, True]
    assert sum(file.stat().st_size for file in tmp_path.rglob("*.z")) <= SHARE


def test_several_writers_leave_whole_files_within_the_bound(tmp_path: Path) -> None:
    def write(seed: int) -> None:
        kept, dice = shelf(tmp_path), random.Random(seed)
        for _ in range(60):
            number = dice.randrange(8)
            kept.put(named(number), noise(number, 900))
            assert kept.get(named(number)) in (None, noise(number, 900))

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = list((tmp_path / "ab").iterdir())
    assert all(file.suffix == ".z" for file in files)
    assert sum(file.stat().st_size for file in files) <= SHARE


def test_notes_are_kept_by_their_file(tmp_path: Path) -> None:
    notes = OcrNotes(tmp_path)
    assert notes.get(NAME) == b""
    notes.put(NAME, b"seen")
    assert (notes.get(NAME), notes.get(named(1))) == (b"seen", b"")
    notes.drop(NAME)
    assert notes.get(NAME) == b""
