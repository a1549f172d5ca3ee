"""Prints docs/rules.md."""

from __future__ import annotations

from rules.catalogue.page import page

if __name__ == "__main__":
    print(page(), end="")
