"""Prints policies/schema.json."""

from __future__ import annotations

from rules.policy.schema import written

print(written(), end="")
