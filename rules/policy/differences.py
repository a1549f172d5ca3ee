"""What one policy says differently from another, key by key: `tallymark policy diff`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.policy.effective import effective
from rules.policy.reading import check


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str | None, str | None]]:
    """Key, old and new value wherever two effective policies differ, in the order of their keys.

    >>> differences({}, {"price": {"upper_percent": 3}})
    [('price.upper_percent', '2', '3')]
    """
    before, after = _flat(effective(old).to_json()), _flat(effective(new).to_json())
    return [
        (key, before.get(key), after.get(key)) for key in sorted({*before, *after}) if before.get(key) != after.get(key)
    ]  # fmt: skip


def unreached(policy: Mapping[str, Any]) -> list[str]:
    """The keys of overrides that reach nothing, a sentence each; raises PolicyError if the policy is faulty.

    >>> unreached({"for": [{"item": "A-1", "tax": {"upper_amount": 1}}]})
    ['for item a-1: tax.upper_amount has no effect: an item does not reach what judges whole documents']
    """
    return [
        f"for {_who(one.supplier, one.item)}: {key} has no effect: an item does not reach what judges whole documents"
        for one in check(policy).overrides for key in one.unreached
    ] + [
        f"for {_who(one.supplier, one.item)}: nothing is set" for one in check(policy).overrides if not one.level
    ]  # fmt: skip


def _who(supplier: str, item: str) -> str:
    named = {"supplier": supplier, "item": item}
    return ", ".join(f"{name} {value}" for name, value in named.items() if value) or "everything"


def _flat(policy: Mapping[str, Any]) -> dict[str, str | None]:
    flat: dict[str, str | None] = {}
    for name, table in policy.items():
        if name == "for":
            flat |= _overrides(table)
        elif name == "currency":
            flat |= {f"currency.{code}.factor": entry["factor"] for code, entry in table.items()}
        else:
            flat |= {f"{name}.{key}": value for key, value in table.items() if key != "aside"}
    return flat


def _overrides(entries: list[dict[str, Any]]) -> dict[str, str | None]:
    flat: dict[str, str | None] = {}
    for entry in entries:
        who = _who(entry["supplier"], entry["item"])
        flat |= {f"for {who}: {key}": "none" if value is None else value for key, value in entry["set"].items()}
    return flat


__all__ = ["differences", "unreached"]
