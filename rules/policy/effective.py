"""The effective policy: a policy laid over the default one, with the hash that names it in a verdict."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from documents.money import plain
from rules.policy.reading import ANY, Level, Override, Policy, Value, check, read
from rules.policy.shape import LIMITS, SETTINGS, SIDES, TOLERANCES
from rules.policy.terms import Levels, Terms, draw_up, latest


class Effective:
    """A policy over the default one, ready to give the terms of any document. Does not change."""

    def __init__(self, default: Policy, policy: Policy) -> None:
        self.base: Levels = ((0, default.level), (1, policy.level))
        self.overrides: tuple[Override, ...] = (*default.overrides, *policy.overrides)
        self.factors: Mapping[str, Decimal] = {**default.factors, **policy.factors}
        self._named = frozenset(one.supplier for one in self.overrides if one.supplier)
        self._terms: dict[tuple[str | None, Decimal], Terms] = {}

    def terms(self, supplier: str | None, currency: str | None) -> Terms:
        """What holds for a document of this supplier (None: not known) in this currency (ISO 4217, or None)."""
        factor = self.factors.get((currency or "").strip().upper(), Decimal(1))
        key = (supplier if supplier in self._named else None, factor)
        if key not in self._terms:
            self._terms[key] = draw_up(self.base, self.overrides, *key)
        return self._terms[key]

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of `to_json`: the same for policies that decide the same."""
        canonical = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def to_json(self) -> Mapping[str, Any]:
        """The effective policy in the policy file's own shape, figures as plain strings.

        `aside` names limits that an `any` of the policy sets aside; they count again where an override
        unsets that `any`. Written once: it is noted beside every verdict.
        """
        return self._json

    @cached_property
    def _json(self) -> Mapping[str, Any]:
        out: dict[str, Any] = {table: self._tolerance(table) for table in TOLERANCES}
        for table, settings in SETTINGS.items():
            out[table] = {name: _written(latest(self.base, table, name)[1]) for name in settings}
        out["for"] = [_override(one) for one in self.overrides]
        out["currency"] = {name: {"factor": plain(factor)} for name, factor in sorted(self.factors.items())}
        return out

    def _tolerance(self, table: str) -> dict[str, Any]:
        said = {name: latest(self.base, table, name) for name in (*LIMITS, *SIDES)}
        out: dict[str, Any] = {name: _written(value) for name, (_, value) in said.items()}
        out["aside"] = [
            name for name in LIMITS
            if said[name][1] is not None and said[name[:5]][1] == ANY and said[name][0] < said[name[:5]][0]
        ]  # fmt: skip
        return out


def _override(one: Override) -> dict[str, Any]:
    return {"supplier": one.supplier, "item": one.item, "set": _level(one.level)}


def _level(level: Level) -> dict[str, str | None]:
    return {f"{table}.{name}": _written(value) for (table, name), value in sorted(level.items())}


def _written(value: Value) -> str | None:
    return plain(value) if isinstance(value, Decimal) else value


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    """The default policy (policies/default.toml)."""
    return check(read(files("policies").joinpath("default.toml").read_text(encoding="utf-8")))


def effective(policy: Mapping[str, Any]) -> Effective:
    """A policy, in the policy file's own shape, laid over the default one; raises PolicyError if it is faulty.

    >>> effective({"price": {"upper_amount": "none"}}).terms(None, "EUR").item(None).price.upper.amount is None
    True
    """
    return _effective(json.dumps(policy, sort_keys=True, default=str) if policy else "{}")


@lru_cache(maxsize=64)
def _effective(written: str) -> Effective:
    return Effective(default_policy(), check(json.loads(written, parse_float=Decimal)))


def policy_hash(policy: Mapping[str, Any]) -> str:
    """The hash of the effective policy."""
    return effective(policy).hash


__all__ = ["Effective", "default_policy", "effective", "policy_hash"]
