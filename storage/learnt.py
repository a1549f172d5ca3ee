"""What was learnt about suppliers: a file a supplier below one folder, for people; the audit trail has the same text.

The trail is what counts: a file that was changed by hand, or by a crash between file and trail, is not
believed, and is written anew with the next lesson. What the text means is another room's
(`extractors.layouts`).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import quote, unquote

from storage.encoding import digest
from storage.unit import Unit

_ALL = 1_000_000


class LearntFiles:
    """The files below one folder. Written within the writing transaction that logs them, of which there is
    one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def suppliers(self) -> tuple[str, ...]:
        """The suppliers about whom something was learnt."""
        return tuple(sorted(unquote(path.stem) for path in self._folder.glob("*.toml")))

    def path(self, supplier: str) -> Path:
        """A supplier's file; whatever the supplier's id holds, it lies in the folder.

        >>> LearntFiles(Path("learnt")).path("../S 1").name
        '..%2FS%201.toml'
        """
        return self._folder / f"{quote(supplier, safe='')}.toml"

    def logged(self, unit: Unit, supplier: str) -> str | None:
        """What was learnt about a supplier, as it was logged last; None if nothing was."""
        entries = unit.audit.entries(_subject(supplier), limit=_ALL)
        return str(entries[-1].details["text"]) if entries else None

    def changed(self, unit: Unit, supplier: str) -> bool:
        """True if a supplier's file does not say what was logged last."""
        path, logged = self.path(supplier), self.logged(unit, supplier)
        return (path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None) != logged

    def write(self, unit: Unit, supplier: str, text: str, actor: str, kind: str, because: str, **told: object) -> None:
        """Log a supplier's new text (`kind` says why: `taught`, `confirmed` …) and replace its file, durably."""
        details = {**told, "sha256": digest(text.encode()), "text": text}
        unit.audit.append(actor, f"learnt:{kind}", _subject(supplier), because, details)
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = self._folder / f".{os.getpid()}-{secrets.token_hex(6)}"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path(supplier))


def _subject(supplier: str) -> str:
    return f"learnt:{supplier}"


__all__ = ["LearntFiles"]
