"""The outbox: an approved document leaves as two files, exactly once.

`<key>.csv` holds the lines, `<key>.json` everything; the JSON is linked last and names the hash of the
CSV, so that a program that takes `*.json` never sees half a posting. A file that stands already is
never written again: the same bytes are the same posting, other bytes are a fault of custody.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from documents.crash import reach
from documents.errors import CustodyError

_TEMPORARY = ".writing-"
_STALE_SECONDS = 3600


def write(folder: Path, key: str, record: Mapping[str, Any], rows: Sequence[Sequence[str]]) -> str:
    """Write a posting to `folder` and return the SHA-256 of its JSON.

    Writing the same posting again changes nothing. Raises CustodyError if another one stands there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = _csv(rows)
    whole = dict(record) | {"csv_sha256": hashlib.sha256(lines).hexdigest()}
    content = (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    _place(folder / f"{key}.csv", lines)
    reach("outbox.lines-linked")
    _place(folder / f"{key}.json", content)
    return hashlib.sha256(content).hexdigest()


def read_back(folder: Path, key: str) -> str:
    """The SHA-256 of the posting's JSON as it stands on the disk, its CSV checked against it.

    Raises CustodyError if a file is missing or the CSV is not the one that the JSON names.
    """
    try:
        content, lines = (folder / f"{key}.json").read_bytes(), (folder / f"{key}.csv").read_bytes()
        named = json.loads(content)["csv_sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise CustodyError(f"the posting {key} cannot be read back from {folder}: {error}", retryable=True) from error
    if hashlib.sha256(lines).hexdigest() != named:
        raise CustodyError(f"the lines of posting {key} in {folder} are not those that were written")
    return hashlib.sha256(content).hexdigest()


def sweep(folder: Path) -> int:
    """Remove the temporary files that killed runs left behind; returns how many."""
    stale = [path for path in folder.glob(f"{_TEMPORARY}*") if time.time() - path.stat().st_mtime > _STALE_SECONDS]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _place(path: Path, content: bytes) -> None:
    """Temp file, fsync, link to the final name, fsync the folder."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_TEMPORARY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o640)
        reach("outbox.after-write")
        try:
            os.link(name, path)
        except FileExistsError:
            if path.read_bytes() != content:
                raise CustodyError(f"{path} stands already with other content: nothing was posted") from None
    finally:
        Path(name).unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


__all__ = ["read_back", "sweep", "write"]
