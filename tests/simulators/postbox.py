"""The simulators' mailbox: folders, letters and their changes in an SQLite file, so that it outlives its clients."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS folder (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS letter (
    stable TEXT PRIMARY KEY, moves INTEGER DEFAULT 0, folder TEXT, mime BLOB, received TEXT, categories TEXT DEFAULT ''
);
CREATE TABLE IF NOT EXISTS change (seq INTEGER PRIMARY KEY AUTOINCREMENT, folder TEXT, kind TEXT, stable TEXT);
INSERT OR IGNORE INTO folder VALUES ('Inbox');
"""
BEGAN = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Letter:
    """A letter without its bytes. `stable` stays when it is moved, `id` changes (as in Exchange)."""

    stable: str
    id: str
    folder: str
    received: str
    size: int
    categories: tuple[str, ...]


class Mailbox:
    """What both simulators serve; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA synchronous=OFF;" + SCHEMA)

    def close(self) -> None:
        self._db.close()

    def deliver(self, mime: bytes, folder: str = "Inbox") -> str:
        with self._lock:
            stable = uuid.uuid4().hex
            (count,) = self._db.execute("SELECT count(*) FROM letter").fetchone()
            received = (BEGAN + timedelta(seconds=count)).strftime("%Y-%m-%dT%H:%M:%SZ")
            self._db.execute(
                "INSERT INTO letter (stable, folder, mime, received) VALUES (?, ?, ?, ?)",
                (stable, folder, mime, received),
            )
            self._note(folder, "create", stable)
            return stable

    def mend(self, stable: str, mime: bytes) -> None:
        """Give a letter other bytes, as if the server had found them again."""
        with self._lock:
            self._db.execute("UPDATE letter SET mime = ? WHERE stable = ?", (mime, stable))

    def folders(self) -> list[str]:
        with self._lock:
            return [name for (name,) in self._db.execute("SELECT name FROM folder ORDER BY name")]

    def make_folder(self, name: str) -> None:
        with self._lock:
            self._db.execute("INSERT OR IGNORE INTO folder VALUES (?)", (name,))

    def letters(self, folder: str) -> list[Letter]:
        return self._letters("folder = ?", folder)

    def find(self, item: str) -> Letter | None:
        """A letter by its stable id, or by its present one."""
        found = self._letters("stable = ?", item.partition(".")[0])
        return found[0] if found and item in (found[0].stable, found[0].id) else None

    def mime(self, stable: str) -> bytes:
        with self._lock:
            return bytes(self._db.execute("SELECT mime FROM letter WHERE stable = ?", (stable,)).fetchone()[0])

    def move(self, stable: str, to: str) -> None:
        with self._lock:
            (before,) = self._db.execute("SELECT folder FROM letter WHERE stable = ?", (stable,)).fetchone()
            self._db.execute("UPDATE letter SET folder = ?, moves = moves + 1 WHERE stable = ?", (to, stable))
            self._note(before, "delete", stable)
            self._note(to, "create", stable)

    def categorise(self, stable: str, categories: list[str]) -> None:
        with self._lock:
            self._db.execute("UPDATE letter SET categories = ? WHERE stable = ?", ("\n".join(categories), stable))
            (folder,) = self._db.execute("SELECT folder FROM letter WHERE stable = ?", (stable,)).fetchone()
            self._note(folder, "update", stable)

    def newest(self) -> int:
        """The number of the newest change."""
        with self._lock:
            return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])

    def changes(self, folder: str, since: int) -> list[tuple[str, str, Letter | None]]:
        """(kind, stable id, letter) of what changed in a folder, each letter once, in its newest state."""
        with self._lock:
            rows = self._db.execute(
                "SELECT stable, group_concat(kind) FROM change WHERE folder = ? AND seq > ? GROUP BY stable "
                "ORDER BY min(seq)",
                (folder, since),
            ).fetchall()
            present = {one.stable: one for one in self.letters(folder)}
        told: list[tuple[str, str, Letter | None]] = []
        for stable, kinds in rows:
            if stable in present:
                told.append(("create" if "create" in kinds else "update", stable, present[stable]))
            elif since:
                told.append(("delete", stable, None))
        return told

    def _letters(self, where: str, value: str) -> list[Letter]:
        query = f"SELECT stable, moves, folder, received, length(mime), categories FROM letter WHERE {where}"
        with self._lock:
            rows = self._db.execute(f"{query} ORDER BY received", (value,)).fetchall()
        return [
            Letter(stable, f"{stable}.{moves}", folder, received, size, tuple(filter(None, categories.split("\n"))))
            for stable, moves, folder, received, size, categories in rows
        ]

    def _note(self, folder: str, kind: str, stable: str) -> None:
        self._db.execute("INSERT INTO change (folder, kind, stable) VALUES (?, ?, ?)", (folder, kind, stable))


__all__ = ["Letter", "Mailbox"]
