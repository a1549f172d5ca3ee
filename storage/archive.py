"""The content-addressed archive: every object named by the SHA-256 of its bytes, never changed.

`objects/<2 hex>/<64 hex>`, uncompressed, mode 0444. An object is durable before `put` returns: written to
`tmp` on the same file system, synced, made read-only, linked under its name (a link clobbers nothing,
a rename would), and the folder synced. The row that names it is committed only after that.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from documents.crash import reach
from documents.errors import WrongUseError
from storage.encoding import digest
from storage.errors import ArchiveFullError, DamagedError

_FAN_OUT: Final = tuple(f"{number:02x}" for number in range(256))
_HEX: Final = frozenset("0123456789abcdef")
_STALE_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep found: leftovers removed from `tmp`, and whole objects that no row names.

    An orphan is the trace of a crash between archive and database; it is only listed, because the same
    bytes may be sealed again at any moment."""

    leftovers: int
    orphans: tuple[str, ...]


class Archive:
    """The objects below one folder. Safe for any number of threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._objects = folder / "objects"
        self._temporary = folder / "tmp"

    @classmethod
    def open(cls, folder: Path) -> Archive:
        """The archive in `folder`; makes it, with all 256 fan-out folders, where it is missing.

        They are made up front since a new folder is durable only once its parent was synced."""
        archive = cls(folder)
        if not (archive._objects / _FAN_OUT[-1]).is_dir() or not archive._temporary.is_dir():
            archive._temporary.mkdir(parents=True, exist_ok=True)
            for name in _FAN_OUT:
                (archive._objects / name).mkdir(parents=True, exist_ok=True)
            for made in (archive._objects, folder, folder.parent):
                _sync(made)
        return archive

    def put(self, data: bytes) -> str:
        """Store bytes and return their SHA-256; they are on the disk when this returns.

        Storing what is there already changes nothing. Raises ArchiveFullError if the disk does not take them.
        """
        sha256 = digest(data)
        target = self.path(sha256)
        if target.exists() and _is_whole(target, sha256):
            _sync(target.parent)
            return sha256
        try:
            self._link(data, target)
        except OSError as error:
            raise ArchiveFullError(f"the archive could not store {len(data)} bytes: {error.strerror}") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of an object, checked. Raises DamagedError, with the hash, if missing or changed."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise DamagedError(f"object {sha256} is missing from the archive: restore it from a backup") from None
        if digest(data) != sha256:
            raise DamagedError(f"object {sha256} was changed in the archive: restore it from a backup")
        return data

    def path(self, sha256: str) -> Path:
        """Where an object lies, or would lie. Raises WrongUseError on anything but 64 lower-case hex digits."""
        if len(sha256) != 64 or not _HEX.issuperset(sha256):
            raise WrongUseError(f"not the SHA-256 of an object: {sha256[:80]!r}")
        return self._objects / sha256[:2] / sha256

    def hashes(self) -> Iterator[str]:
        """The names of all objects, sorted."""
        for name in _FAN_OUT:
            yield from sorted(entry.name for entry in (self._objects / name).iterdir())

    def sweep(self, known: Collection[str], *, stale_seconds: int = _STALE_SECONDS) -> Sweep:
        """Remove temporary files older than `stale_seconds`; list objects that are not among `known`.

        A younger temporary file may be another process's work and stays."""
        leftovers = 0
        for leftover in self._temporary.iterdir():
            if time.time() - leftover.stat().st_mtime >= stale_seconds:
                leftover.unlink(missing_ok=True)
                leftovers += 1
        return Sweep(leftovers, tuple(sha256 for sha256 in self.hashes() if sha256 not in known))

    def _link(self, data: bytes, target: Path) -> None:
        temporary = self._temporary / f"{os.getpid()}-{secrets.token_hex(8)}"
        try:
            _write(temporary, data)
            reach("archive.after-write")
            self._name(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        reach("archive.after-unlink")
        _sync(target.parent)
        reach("archive.after-sync")

    def _name(self, temporary: Path, target: Path) -> None:
        try:
            os.link(temporary, target)
        except FileExistsError:
            # Somebody else stored the same bytes, or what lies there is damaged and is healed by the whole copy.
            if not _is_whole(target, target.name):
                temporary.replace(target)
        reach("archive.after-link")


def _write(temporary: Path, data: bytes) -> None:
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fchmod(handle, 0o444)
        os.fsync(handle)


def _is_whole(target: Path, sha256: str) -> bool:
    return digest(target.read_bytes()) == sha256


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["Archive", "Sweep"]
