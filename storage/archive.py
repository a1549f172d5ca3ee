"""The content-addressed archive: every object named by the SHA-256 of its bytes, never changed.

`objects/<2 hex>/<64 hex>`, uncompressed, mode 0444. An object is durable before `put` returns: written to
`tmp` on the same file system, synced, made read-only, linked under its name (a link clobbers nothing,
a rename would), and the folder synced. The row that names it is committed only after that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from documents.errors import WrongUseError
from storage.bundle import bundled, sync
from storage.encoding import digest
from storage.errors import DamagedError

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
                sync(made)
        return archive

    def put(self, data: bytes) -> str:
        """Store bytes and return their SHA-256; they are on the disk when this returns.

        Storing what is there already changes nothing. Raises ArchiveFullError if the disk does not take them.
        """
        with self.together() as put:
            return put(data)

    @contextmanager
    def together(self) -> Iterator[Callable[[bytes], str]]:
        """Store many objects, which costs little more than one: `with archive.together() as put: put(data) …`.

        `put` returns an object's SHA-256; all are on the disk when the block ends. If it raises, nothing of it is
        promised; what was stored is kept. Raises ArchiveFullError if the disk does not take them.
        """
        with bundled(self._temporary, self.path) as bundle:
            yield bundle.add

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


__all__ = ["Archive", "Sweep"]
