"""A shelf: files that can be made again, kept beside the archive up to a size, the least used going first.

What stands on it can be deleted at any time. Files are spread over 256 folders by the first two digits of their
names, and each folder is kept to its share of the whole, so that putting one looks at a few files only.
"""

from __future__ import annotations

import os
import secrets
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_FOLDERS: Final = 256
_STALE_SECONDS: Final = 3600


class Shelf:
    """The files below one folder, each named by 64 hex digits. Safe for any number of threads and processes:
    a file appears whole, and of two that are put under one name the later stays."""

    def __init__(self, folder: Path, suffix: str, largest: int, most: int = 512 << 20) -> None:
        """`largest` is the size of one file unpacked, `most` that of all files packed, both in bytes."""
        self._folder, self._suffix, self._largest, self._most = folder, suffix, largest, most

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name; too large ones are not kept."""
        packed = zlib.compress(data)
        if len(data) > self._largest or len(packed) > self._most // _FOLDERS:
            return
        target = self._path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.parent / f".{os.getpid()}-{secrets.token_hex(6)}"
        temporary.write_bytes(packed)
        temporary.replace(target)
        self._make_room(target.parent)

    def get(self, name: str) -> bytes | None:
        """The bytes under a name, or None where none are kept or they are damaged."""
        path = self._path(name)
        try:
            unpacking = zlib.decompressobj()
            data = unpacking.decompress(path.read_bytes(), self._largest)
            os.utime(path)  # what is used stays
        except (OSError, zlib.error):
            return None
        return data if unpacking.eof else None

    def drop(self, name: str) -> None:
        """Keep nothing under a name."""
        self._path(name).unlink(missing_ok=True)

    def _make_room(self, folder: Path) -> None:
        """Remove the least used until the folder is within its share; another process may do so too."""
        found = sorted(_sizes(folder))
        held = sum(size for _, size, _ in found)
        for _, size, path in found:
            if held <= self._most // _FOLDERS:
                return
            path.unlink(missing_ok=True)
            held -= size

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name}{self._suffix}"


def _sizes(folder: Path) -> Iterator[tuple[int, int, Path]]:
    """When each file was last used (nanoseconds), its bytes, and its path; one that goes meanwhile is passed over.

    A hidden file is one that somebody writes at this moment, unless it is an hour old: then its writer was killed.
    """
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            facts = path.stat()
            if not path.name.startswith(".") or facts.st_mtime < time.time() - _STALE_SECONDS:
                yield facts.st_mtime_ns, facts.st_size, path


__all__ = ["Shelf"]
