"""Pictures of pages: a cache beside the archive, named by the file's hash, the page and how it was turned.

It can be deleted at any time and is then made again from the original, which alone counts.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_LARGEST: Final = 32 << 20
_END: Final = b"\n"


class Pictures:
    """The pictures below one folder, each with its facts. Safe for any number of threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, sha256: str, page: int, turn: int, facts: Mapping[str, Any], data: bytes) -> None:
        """Keep a picture with its facts (JSON); a larger one than any page needs is not kept."""
        if len(data) > _LARGEST:
            return
        target = self._path(sha256, page, turn)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.parent / f".{os.getpid()}-{secrets.token_hex(6)}"
        temporary.write_bytes(json.dumps(facts).encode() + _END + data)
        temporary.replace(target)

    def get(self, sha256: str, page: int, turn: int) -> tuple[Mapping[str, Any], bytes] | None:
        """A picture with its facts, or None where none is kept or what is kept is damaged."""
        try:
            told, end, data = self._path(sha256, page, turn).read_bytes().partition(_END)
            facts: Mapping[str, Any] = json.loads(told)
        except (OSError, ValueError):
            return None
        return (facts, data) if end and data else None

    def _path(self, sha256: str, page: int, turn: int) -> Path:
        return self._folder / sha256[:2] / f"{sha256}-{page}-{turn}"


__all__ = ["Pictures"]
