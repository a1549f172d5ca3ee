"""A policy as it stood: what `Effective.to_json` wrote beside a verdict, made a policy again.

The default policy may change from release to release; a verdict must be given again under the one it had.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.policy.reading import NONE


def restored(written: Mapping[str, Any]) -> dict[str, Any]:
    """The policy that, laid over any default, is the effective one that was written.

    >>> from rules.policy.effective import effective
    >>> before = effective({"price": {"upper": "any"}, "for": [{"item": "A-1", "wait": {"receipt_days": 3}}]})
    >>> effective(restored(before.to_json())).hash == before.hash
    True
    """
    policy: dict[str, Any] = {
        name: _table(table) for name, table in written.items() if name not in ("for", "currency")
    }  # fmt: skip
    policy["for"] = [_override(entry) for entry in written.get("for", ())]
    policy["currency"] = {code: dict(entry) for code, entry in written.get("currency", {}).items()}
    return policy


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    """All keys, the unset ones said to be so; limits that an `any` set aside are left to the default."""
    aside = table.get("aside", ())
    return {
        name: NONE if value is None else value for name, value in table.items() if name != "aside" and name not in aside
    }  # fmt: skip


def _override(entry: Mapping[str, Any]) -> dict[str, Any]:
    override: dict[str, Any] = {name: entry[name] for name in ("supplier", "item") if entry[name]}
    for place, value in entry["set"].items():
        table, _, name = place.partition(".")
        override.setdefault(table, {})[name] = NONE if value is None else value
    return override


__all__ = ["restored"]
