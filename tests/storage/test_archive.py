"""The archive: durable on return, never overwritten, always checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.errors import WrongUseError
from storage.archive import Archive
from storage.encoding import digest
from storage.errors import ArchiveFullError, DamagedError
from tests.storage.builders import kill_at

STEPS = ("archive.after-write", "archive.after-link", "archive.after-unlink", "archive.after-sync")


@pytest.fixture
def archive(home: Path) -> Archive:
    return Archive.open(home / "archive")


@given(st.lists(st.binary(max_size=200), max_size=8))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_put_is_got(archive: Archive, blobs: list[bytes]) -> None:
    hashes = [archive.put(blob) for blob in blobs]
    assert [archive.get(sha256) for sha256 in hashes] == blobs
    assert set(hashes) <= set(archive.hashes())


def test_an_object_is_named_by_its_hash_and_read_only(archive: Archive) -> None:
    sha256 = archive.put(b"an invoice")
    path = archive.path(sha256)
    assert path.name == sha256 == digest(b"an invoice")
    assert path.parent.name == sha256[:2]
    assert path.stat().st_mode & 0o777 == 0o444
    assert path.stat().st_nlink == 1


def test_putting_twice_is_putting_once(archive: Archive) -> None:
    inode = archive.path(archive.put(b"x")).stat().st_ino
    assert archive.path(archive.put(b"x")).stat().st_ino == inode


@pytest.mark.parametrize("damage", [b"", b"an Invoice", b"an invoice "])
def test_a_changed_object_is_named_in_full(archive: Archive, damage: bytes) -> None:
    sha256 = archive.put(b"an invoice")
    archive.path(sha256).unlink()
    archive.path(sha256).write_bytes(damage)
    with pytest.raises(DamagedError, match=sha256):
        archive.get(sha256)


def test_a_missing_object_is_named_in_full(archive: Archive) -> None:
    with pytest.raises(DamagedError, match=digest(b"never put")):
        archive.get(digest(b"never put"))


def test_putting_heals_a_damaged_object(archive: Archive) -> None:
    sha256 = archive.put(b"an invoice")
    archive.path(sha256).unlink()
    archive.path(sha256).write_bytes(b"torn")
    assert archive.put(b"an invoice") == sha256
    assert archive.get(sha256) == b"an invoice"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "g" * 64, "a" * 63, "a" * 65])
def test_only_a_hash_names_an_object(archive: Archive, name: str) -> None:
    with pytest.raises(WrongUseError):
        archive.get(name)


def test_a_sweep_removes_stale_leftovers_and_lists_orphans(archive: Archive, home: Path) -> None:
    known, orphan = archive.put(b"known"), archive.put(b"orphan")
    stale, fresh = home / "archive/tmp/1-aa", home / "archive/tmp/2-bb"
    stale.write_bytes(b"half")
    fresh.write_bytes(b"half")
    os.utime(stale, (0, 0))
    swept = archive.sweep({known})
    assert (swept.leftovers, swept.orphans) == (1, (orphan,))
    assert fresh.exists() and not stale.exists()
    assert archive.get(orphan) == b"orphan"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("count", [1, 3])
def test_killed_at_a_step_no_object_is_torn_and_the_next_run_finishes(home: Path, step: str, count: int) -> None:
    archive, told = Archive.open(home / "archive"), home / "told"
    blobs = [b"%d" % number for number in range(5)]

    def put_all() -> None:
        with told.open("w", buffering=1) as file:
            for blob in blobs:
                file.write(f"{archive.put(blob)}\n")

    assert kill_at(f"{step}:{count}", put_all)
    promised = told.read_text().split()
    assert len(promised) == count - 1
    for sha256 in {*promised, *archive.hashes()}:
        archive.get(sha256)
    assert [archive.put(blob) for blob in blobs][: count - 1] == promised
    archive.sweep(set(archive.hashes()), stale_seconds=0)
    assert len(list(archive.hashes())) == 5
    assert not list((home / "archive/tmp").iterdir())


def test_a_full_disk_is_an_error_and_leaves_nothing_half(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("a small file system to fill can be mounted only by root")
    try:
        archive = Archive.open(disk / "archive")
        stored, refused = [], 0
        for number in range(40):
            try:
                stored.append(archive.put(os.urandom(100_000)))
            except ArchiveFullError as error:
                refused += 1
                assert error.retryable, number
        assert stored and refused
        assert sorted(archive.hashes()) == sorted(stored)
        assert all(archive.get(sha256) for sha256 in stored)
        assert not list((disk / "archive/tmp").iterdir())
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_order_of_system_calls_survives_a_power_cut(tmp_path: Path, home: Path, count: int) -> None:
    trace = tmp_path / "trace"
    program = (
        "import sys; from pathlib import Path; from storage.archive import Archive\n"
        "with Archive.open(Path(sys.argv[1])).together() as put:\n"
        "    for number in range(int(sys.argv[2])): put(b'%d' % number)"
    )
    calls = "trace=fsync,fchmod,link,linkat,unlink"
    try:
        Archive.open(home / "archive")
        command = ["strace", "-f", "-e", calls, "-o", str(trace), sys.executable, "-c", program, str(home / "archive")]
        done = subprocess.run([*command, str(count)], capture_output=True)
    except FileNotFoundError:
        pytest.skip("strace is not installed: apt-get install strace")
    if done.returncode != 0:
        pytest.skip("strace may not trace here")
    seen = [line.split(None, 1)[1].split("(")[0] for line in trace.read_text().splitlines() if "(" in line]
    steps = [call.replace("linkat", "link") for call in seen][-5 * count :]
    assert steps == [step for step in ("fchmod", "fsync", "link", "unlink", "fsync") for _ in range(count)]


@given(st.lists(st.binary(max_size=20), max_size=30))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_put_together_is_as_if_put_one_by_one(archive: Archive, blobs: list[bytes]) -> None:
    with archive.together() as put:
        hashes = [put(blob) for blob in blobs]
    assert [archive.get(sha256) for sha256 in hashes] == blobs
    assert not list((archive.path("0" * 64).parents[2] / "tmp").iterdir())


def test_what_was_interrupted_together_leaves_no_name(archive: Archive) -> None:
    before = archive.put(b"before")
    with pytest.raises(KeyError), archive.together() as put:
        put(b"one")
        raise KeyError
    assert list(archive.hashes()) == [before]
    assert not list((archive.path(before).parents[2] / "tmp").iterdir())


def test_a_damaged_object_is_healed_together(archive: Archive) -> None:
    path = archive.path(archive.put(b"whole"))
    path.unlink()
    path.write_bytes(b"torn")
    with archive.together() as put:
        assert archive.path(put(b"whole")) == path
        assert archive.path(put(b"whole")) == path
    assert path.read_bytes() == b"whole"
