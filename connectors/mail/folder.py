"""A folder as a mailbox: saved mails, loose documents, a maildir, an mbox file, a scanner's hot folder.

The folder is never written, moved or flagged. A file is taken only when it has stopped growing, so
that half a scan is never read.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from connectors.mail.source import Left, Letter, MailboxError, never
from documents.errors import WrongUseError

_SETTLE_SECONDS = 2.0
_LOOK_SECONDS = 1.0
_LOOKS_PART = 0.02
"""The part of the time that looking may take at most while waiting: a folder of many files is looked at less often."""
_MAILDIR = ("cur", "new", "tmp")
# What programs call files that they are still writing, and what the operating system leaves about.
_UNFINISHED = re.compile(
    r"(^[.~])|(\.(tmp|temp|part|partial|filepart|crdownload|download|swp|lock)$)|^(thumbs\.db|desktop\.ini)$"
)
_FROM_LINE = re.compile(rb"(?m)(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\r?\n")
_HEAD = 5
_MAILBOXES = (".mbox", ".mbx")


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    path: Path
    size: int
    changed: int


class FolderSource:
    """The letters of a folder in the order of their names; an mbox file counts as a folder of its letters.

    Raises WrongUseError if there is no such folder. `pause` and `clock` (seconds) are for tests.
    """

    def __init__(
        self, folder: Path, settle: float = _SETTLE_SECONDS,
        pause: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        if not folder.is_dir() and not folder.is_file():
            raise WrongUseError(f"there is no folder {folder}: give the folder that holds the mails")
        self._folder, self._settle = folder, settle
        self._pause, self._clock = pause, clock
        self._left: list[Left] = []
        self._looked: frozenset[_File] | None = None

    @property
    def account(self) -> str:
        """The folder's absolute path."""
        return f"folder:{self._folder.resolve()}"

    @property
    def left(self) -> tuple[Left, ...]:
        """Files that were still growing or could not be read in the last pass."""
        return tuple(self._left)

    @property
    def numbered(self) -> bool:
        """No: a file may be replaced under its name."""
        return False

    @property
    def position(self) -> str | None:
        """None: a folder is always looked at as a whole."""
        return None

    def resume(self, position: str | None) -> None:
        """Nothing, likewise."""

    def waiting(self) -> list[str]:
        """Nothing ever waits to be acknowledged."""
        return []

    def check(self) -> Iterator[str]:
        """Whether the folder can be read, and what is in it."""
        yield f"{self._folder} holds {len(self.names())} letters"

    def close(self) -> None:
        """Nothing is open."""

    def names(self) -> list[str]:
        """The names of all letters, finished or not, in order."""
        return [name for file in self._files() for name in _names_in(file)]

    def messages(self, seen: frozenset[str] = frozenset()) -> Iterator[Letter]:
        """The letters whose files have settled, in the order of their names."""
        self._left = []
        files = self._files()
        self._looked = frozenset(files)
        for file in self._settled([file for file in files if not set(_names_in(file)) <= seen]):
            yield from (letter for letter in self._letters(file) if letter.name not in seen)

    def again(self, name: str) -> Letter | Left | None:
        """A letter by its name, if its file has settled."""
        taken = next((letter for letter in self.messages() if letter.name == name), None)
        return taken or next((left for left in self._left if left.name == name), None)

    def wait(self, seconds: float, stopped: Callable[[], bool] = never) -> bool:
        """Look each second whether a file came or changed, and has settled since."""
        began = time.monotonic()
        until = began + seconds
        while not self._has_new():
            looked = time.monotonic()
            due = min(until, looked + max(_LOOK_SECONDS, (looked - began) / _LOOKS_PART))
            while (left := due - time.monotonic()) > 0 and not stopped():
                self._pause(min(left, _LOOK_SECONDS))
            began = time.monotonic()
            if began >= until or stopped():
                return False
        return True

    def acknowledge(self, *names: str) -> None:
        """Nothing: the ledger remembers what was taken, the folder stays as it is."""

    def _has_new(self) -> bool:
        """Whether a file settled that was not there, or not so, when it was looked last."""
        present = frozenset(self._files())
        before = present if self._looked is None else self._looked
        now = self._clock()
        settled = {file for file in present - before if now - file.changed / 1e9 >= self._settle}
        self._looked = (before & present) | settled
        return bool(settled)

    def _files(self) -> list[_File]:
        found = (_file(name, path) for name, path in self._paths())
        return sorted((file for file in found if file is not None), key=lambda file: file.name)

    def _paths(self) -> Iterator[tuple[str, Path]]:
        if self._folder.is_file():
            yield self._folder.name, self._folder
        elif all((self._folder / name).is_dir() for name in _MAILDIR):
            # A letter moves from new to cur and gains flags after a colon: its name is what stays (maildir(5)).
            for path in (*_listed(self._folder / "new"), *_listed(self._folder / "cur")):
                yield path.name.partition(":")[0], path
        else:
            for path in _listed(self._folder):
                if not _UNFINISHED.search(path.name.lower()):
                    yield path.name, path

    def _settled(self, files: list[_File]) -> Iterator[_File]:
        """Files that have not changed for a while, or do not change while we wait; the others are left."""
        fresh = {file.name for file in files if self._clock() - file.changed / 1e9 < self._settle}
        if fresh:
            self._pause(self._settle)
        for file in files:
            if file.name in fresh and (not file.path.exists() or _state(file.path) != (file.size, file.changed)):
                self._left.append(Left(file.name, "this file is still being written; it is taken when it is whole"))
            else:
                yield file

    def _letters(self, file: _File) -> Iterator[Letter]:
        try:
            data = file.path.read_bytes()
            whole = _state(file.path) == (file.size, file.changed) and len(data) == file.size
        except OSError as error:
            self._left.append(Left(file.name, f"this file cannot be read ({error.strerror}); check its rights"))
            return
        if not whole:
            self._left.append(Left(file.name, "this file changed while it was read; it is taken when it is whole"))
        elif _is_mailbox(file, data[:_HEAD]):
            yield from (Letter(f"{file.name}/{number:06}.eml", one) for number, one in enumerate(_split(data), start=1))
        else:
            yield Letter(file.name, data)


def open_folder(folder: str | Path) -> tuple[str, Iterator[Letter]]:
    """The account's name and its letters, as the journey takes them; raises WrongUseError."""
    source = FolderSource(Path(folder))
    return source.account, source.messages()


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise MailboxError(f"the folder {folder} cannot be read ({error.strerror}); check its rights") from error


def _file(name: str, path: Path) -> _File | None:
    """A file as it is now; None for what is none, or has gone since the folder was listed."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return _File(name, path, state.st_size, state.st_mtime_ns) if S_ISREG(state.st_mode) else None


def _state(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def _is_mailbox(file: _File, head: bytes) -> bool:
    return head == b"From " and file.path.suffix.lower() in _MAILBOXES


def _names_in(file: _File) -> list[str]:
    if file.path.suffix.lower() not in _MAILBOXES:
        return [file.name]
    return [f"{file.name}/{number:06}.eml" for number, _ in enumerate(_split(file.path.read_bytes()), start=1)]


def _split(data: bytes) -> Iterator[bytes]:
    """The letters of an mbox file (RFC 4155), byte for byte without the line that parts them."""
    marks = list(_FROM_LINE.finditer(data))
    for mark, following in zip(marks, [*marks[1:], None], strict=True) if marks else ():
        yield data[mark.end() : following.start() if following else len(data)]


__all__ = ["FolderSource", "open_folder"]
