"""Prints docs/rules.md."""

from __future__ import annotations

from rules.catalogue.page import page

print(page(), end="")
