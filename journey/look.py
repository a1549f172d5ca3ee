"""A look at a file without a workspace: what `tallymark read` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from documents.draft import Draft
from documents.errors import UnreadableError
from documents.kinds import Outcome
from extractors.assemble import assemble
from extractors.sandbox import ReaderPool
from extractors.source import ReadOptions
from extractors.unwrap.limits import UnwrapLimits
from extractors.unwrap.unwrapped import Part, Unwrapped


def look(readers: ReaderPool, file: Path, options: ReadOptions) -> list[dict[str, Any]]:
    """The lines of one file, at least one; what cannot be read is a line with its error."""
    try:
        data = file.read_bytes()
    except OSError as error:
        return [_failed(file, "", "unreadable", f"the file cannot be opened: {error.strerror}")]
    try:
        unwrapped = readers.unwrap(data, file.name, UnwrapLimits(passwords=options.passwords)).inside()
    except UnreadableError as error:
        return [_failed(file, "", error.code, error.sentence)]
    return list(_lines(readers, file, unwrapped, options)) or [_nothing(file, unwrapped)]


def _lines(readers: ReaderPool, file: Path, unwrapped: Unwrapped, options: ReadOptions) -> Iterator[dict[str, Any]]:
    drafts: list[Draft] = []
    for part in unwrapped.parts:
        if part.fate is Outcome.QUARANTINED:
            code = part.reason.value if part.reason else "corrupt"
            yield _failed(file, part.path, code, part.note or f"this part is {code}: it was not opened")
        elif part.fate is Outcome.CONSUMED:
            try:
                drafts += _read(readers, file, part, options)
            except UnreadableError as error:
                yield _failed(file, part.path, error.code, error.sentence)
    for draft in assemble(drafts):
        yield {"source": str(file)} | draft.to_json()


def _read(readers: ReaderPool, file: Path, part: Part, options: ReadOptions) -> list[Draft]:
    name = part.path.rpartition("/")[2] or file.name
    return [replace(draft, part=part.path) for draft in readers.read(part.data, name, options)]


def _nothing(file: Path, unwrapped: Unwrapped) -> dict[str, Any]:
    reason = unwrapped.reason.value if unwrapped.reason else "no-document"
    return _failed(file, "", reason, f"there is nothing in it to be read: {reason}")


def _failed(file: Path, part: str, code: str, sentence: str) -> dict[str, Any]:
    return {"source": str(file), "part": part, "error": {"code": code, "message": sentence}}


__all__ = ["look"]
