"""Writing a case as a case file: what `parse` reads back as the same case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import Any, TypeAlias

from documents.case import Case
from documents.measures import Confidence
from documents.money import plain

_Write: TypeAlias = Callable[[Any], Any]

_AS_THEY_ARE = frozenset({NoneType, str, int, bool, Confidence})
# The keys of a case file that are not named like the noun's own field.
_RENAMED = {"received_on": "date", "ordered_on": "date", "sender": "from"}


def dump(case: Case) -> dict[str, Any]:
    """The case in the case file's own shape; `parse(dump(case))` is the same case."""
    out: dict[str, Any] = {"name": case.name, "as_of": case.as_of.isoformat(), "policy": _written(case.policy)}
    for name in ("supplier", "orders", "receipts", "invoiced", "mail", "document"):
        out[name] = _written(getattr(case, name))
    return out


def _written(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    write: _Write = _writing(kind)  # type: ignore[arg-type]  # mypy does not know that a type has a hash
    return write(value)


@cache
def _writing(kind: type) -> _Write:
    """How values of a type are written: found out once, as a case holds thousands of a dozen types."""
    if kind is Decimal:
        return plain
    if is_dataclass(kind):
        return _noun(kind)
    if issubclass(kind, date):
        return date.isoformat
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, Mapping):
        return lambda value: {str(name): _written(one) for name, one in value.items()}
    return lambda value: [_written(one) for one in value]


def _noun(kind: type) -> _Write:
    """A noun by its fields, under the keys that they have in a case file."""
    names = [one.name for one in fields(kind)]
    keys = [_RENAMED.get(name, name) for name in names]
    values = attrgetter(*names)
    return lambda noun: {
        key: value if type(value) in _AS_THEY_ARE else _written(value)
        for key, value in zip(keys, values(noun), strict=True)
    }


__all__ = ["dump"]
