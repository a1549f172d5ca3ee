"""A small mailbox, orders and receipts of invented companies: what `tallymark demo` shows.

`samples/make.py` writes every file in this folder, byte for byte the same each time.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
MAILBOX = FOLDER / "mailbox"
SETTINGS = FOLDER / "settings.toml"
AS_OF = "2026-05-29"

__all__ = ["AS_OF", "FOLDER", "MAILBOX", "SETTINGS"]
