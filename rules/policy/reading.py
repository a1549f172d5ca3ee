"""From TOML or JSON to a checked policy: unknown keys are refused with the nearest known one."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from documents.errors import WrongUseError
from rules.figures import plausible
from rules.numbers import key as number_key
from rules.policy.shape import ITEM_TABLES, SETTINGS, SIDES, TABLES, TOLERANCES, TOP, keys_of

Value = Decimal | str | None
"""A figure; `any` on a side; None where the key is unset on purpose."""

Level = Mapping[tuple[str, str], Value]
"""What one level of a policy says: (table, key) to value. A key that is not there says nothing."""

ANY = "any"
NONE = "none"


class PolicyError(WrongUseError, ValueError):
    """A policy says something that it cannot mean; the sentence names the key."""

    code = "policy"


@dataclass(frozen=True, slots=True)
class Override:
    """What holds for a supplier, an item, or both; an empty text stands for every one.

    An override for an item reaches only the tables in `ITEM_TABLES`; `unreached` names the others.
    """

    supplier: str
    item: str
    level: Level

    @property
    def rank(self) -> int:
        """How specific: item and supplier 4, item 3, supplier 2, neither 1 as the policy itself (0: the default)."""
        return 1 + 2 * bool(self.item) + bool(self.supplier)

    @property
    def unreached(self) -> tuple[str, ...]:
        """Keys without effect: an item does not reach what judges whole documents."""
        idle = {f"{table}.{name}" for table, name in self.level if table not in ITEM_TABLES} if self.item else set()
        return tuple(sorted(idle))


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as written, checked."""

    level: Level
    overrides: tuple[Override, ...] = ()
    factors: Mapping[str, Decimal] = field(default_factory=dict)


def read(text: str) -> dict[str, Any]:
    """A policy file's text as a mapping, ready for `effective`; raises PolicyError if it is none.

    >>> read("[price]\\nupper_percent = 2.5")
    {'price': {'upper_percent': Decimal('2.5')}}
    """
    try:
        policy = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"the policy is not valid TOML: {error}") from error
    check(policy)
    return policy


def check(policy: Mapping[str, Any]) -> Policy:
    """The policy in typed form; raises PolicyError naming what is wrong.

    >>> check({"price": {"uper_percent": 2}})
    Traceback (most recent call last):
    ...
    rules.policy.reading.PolicyError: policy: price has no key uper_percent; did you mean upper_percent?
    """
    _known(policy, (*TABLES, *TOP), "policy: there is no table")
    level = _level({name: table for name, table in policy.items() if name not in TOP}, "")
    overrides = policy.get("for", ())
    if not isinstance(overrides, list | tuple):
        raise PolicyError("policy: for must be a list of tables, [[for]] in TOML")
    return Policy(level, tuple(map(_override, overrides)), _factors(policy.get("currency", {})))


def _override(entry: Any) -> Override:
    if not isinstance(entry, Mapping):
        raise PolicyError("policy: each entry of for must be a table")
    supplier, item = _text(entry, "supplier").strip(), number_key(_text(entry, "item"))
    tables = {name: table for name, table in entry.items() if name not in ("supplier", "item")}
    _known(tables, (*TABLES, "supplier", "item"), "policy: for has no key")
    return Override(supplier, item, _level(tables, "for."))


def _level(tables: Mapping[str, Any], where: str) -> Level:
    level: dict[tuple[str, str], Value] = {}
    for table, entries in tables.items():
        if not isinstance(entries, Mapping):
            raise PolicyError(f"policy: {where}{table} must be a table")
        _known(entries, keys_of(table), f"policy: {where}{table} has no key")
        for name, value in entries.items():
            level[table, name] = _value(table, name, value, f"{where}{table}.{name}")
    return MappingProxyType(level)


def _value(table: str, name: str, value: Any, where: str) -> Value:
    unset = value is None or (isinstance(value, str) and value.strip().lower() == NONE)
    if table in TOLERANCES:
        if unset:
            return None
        if name in SIDES:
            if isinstance(value, str) and value.strip().lower() == ANY:
                return ANY
            raise PolicyError(f'policy: {where} is "any" or "none"; a limit is {name}_percent or {name}_amount')
    elif unset:
        raise PolicyError(f"policy: {where} cannot be unset; give a figure")
    number = _number(value, where)
    if table in SETTINGS and SETTINGS[table][name].whole and number != number.to_integral_value():
        raise PolicyError(f"policy: {where} counts whole days, not {value}")
    return number


def _number(value: Any, where: str) -> Decimal:
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise PolicyError(f"policy: {where} must be a figure, not {value!r}") from error
    if not number.is_finite() or number < 0:
        raise PolicyError(f"policy: {where} must be a figure of 0 or more, not {value}")
    if not plausible(number):
        raise PolicyError(f"policy: {where} is no figure of this world: {value}")
    return number


def _factors(currencies: Any) -> Mapping[str, Decimal]:
    if not isinstance(currencies, Mapping) or not all(isinstance(table, Mapping) for table in currencies.values()):
        raise PolicyError("policy: currency must hold a table for each currency, [currency.JPY] in TOML")
    factors = {}
    for currency, table in currencies.items():
        _known(table, ("factor",), f"policy: currency.{currency} has no key")
        if "factor" in table:
            factors[currency.strip().upper()] = _number(table["factor"], f"currency.{currency}.factor")
    return MappingProxyType(factors)


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PolicyError(f"policy: for.{name} must be a text, not {value!r}")
    return value


def _known(entries: Mapping[str, Any], known: Iterable[str], refusal: str) -> None:
    names = list(known)
    for name in entries:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1, cutoff=0.5)
            raise PolicyError(f"{refusal} {name}" + (f"; did you mean {near[0]}?" if near else ""))


__all__ = ["ANY", "Level", "Override", "Policy", "PolicyError", "Value", "check", "read"]
