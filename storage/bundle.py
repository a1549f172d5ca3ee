"""A bundle: objects on their way into the archive, written one by one as they come, durable all together.

Making each durable by itself costs two commits of the file system's journal; made so side by side they share them,
which is several times quicker. The order is the archive's promise for every one of them: written, made read-only,
synced, linked under its name, and at last the folders of all names synced, each once.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from documents.crash import reach
from storage.encoding import digest
from storage.errors import ArchiveFullError

Thing = TypeVar("Thing")

_SIDE_BY_SIDE: Final = 8
"""Files that are synced at the same time."""


class Bundle:
    """Objects that are stored together; use `bundled`. Raises ArchiveFullError where the disk does not take them."""

    def __init__(self, temporary: Path, path: Callable[[str], Path]) -> None:
        self._temporary, self._path = temporary, path
        self._open: dict[str, tuple[int, Path, Path]] = {}
        self._folders: set[Path] = set()

    def add(self, data: bytes) -> str:
        """Write an object to a temporary file; its SHA-256."""
        sha256 = digest(data)
        target = self._path(sha256)
        self._folders.add(target.parent)
        if sha256 not in self._open and not is_whole(target):
            temporary = self._temporary / f"{os.getpid()}-{secrets.token_hex(8)}"
            with _told(f"{len(data)} bytes"):
                handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                self._open[sha256] = handle, temporary, target
                _write(handle, data)
            reach("archive.after-write")
        return sha256

    def finish(self) -> None:
        """Make all objects durable and give them their names."""
        with _told(f"{len(self._open)} objects"):
            _side_by_side(os.fsync, [handle for handle, _, _ in self._open.values()])
            for _, temporary, target in self._open.values():
                _name(temporary, target)
            self.clear()
            _side_by_side(sync, self._folders)
        reach("archive.after-sync")

    def clear(self) -> None:
        """Close and remove the temporary files, those too that did not get a name."""
        while self._open:
            _, (handle, temporary, _) = self._open.popitem()
            os.close(handle)
            temporary.unlink(missing_ok=True)
            reach("archive.after-unlink")


@contextmanager
def bundled(temporary: Path, path: Callable[[str], Path]) -> Iterator[Bundle]:
    """A bundle that is finished when the block ends, and cleared whatever happens."""
    bundle = Bundle(temporary, path)
    try:
        yield bundle
        bundle.finish()
    finally:
        bundle.clear()


def is_whole(target: Path) -> bool:
    """Whether an object is there under its name, undamaged."""
    return target.exists() and digest(target.read_bytes()) == target.name


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveFullError(f"the archive could not store {what}: {error.strerror}") from error


def _write(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]
    os.fchmod(handle, 0o444)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)  # the kernel begins to write: less is left for the sync


def _name(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)
    except FileExistsError:
        # Somebody else stored the same bytes, or what lies there is damaged and is healed by the whole copy.
        if not is_whole(target):
            temporary.replace(target)
    reach("archive.after-link")


def _side_by_side(work: Callable[[Thing], None], things: Collection[Thing]) -> None:
    """Do the work on all things; raises what the first of them raised, once all are through."""
    if len(things) == 1:
        work(*things)
    elif things:
        with ThreadPoolExecutor(min(_SIDE_BY_SIDE, len(things))) as threads:
            for _ in threads.map(work, things):
                pass


__all__ = ["Bundle", "bundled", "is_whole", "sync"]
