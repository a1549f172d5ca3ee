"""Writing a case as a case file: what `parse` reads back as the same case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from documents.case import Case
from documents.measures import Confidence
from documents.money import plain

_AS_THEY_ARE = (str, int, bool, Confidence)
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
    if value is None or kind in _AS_THEY_ARE:
        return value
    if kind is Decimal:
        return plain(value)
    names: tuple[tuple[str, str], ...] = _names(kind)  # type: ignore[arg-type]
    if names:
        return {key: _written(getattr(value, name)) for name, key in names}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): _written(one) for name, one in value.items()}
    return [_written(one) for one in value] if isinstance(value, list | tuple) else value


@cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    """The fields of a noun with their keys in a case file; none for what is no noun."""
    return tuple((one.name, _RENAMED.get(one.name, one.name)) for one in fields(kind)) if is_dataclass(kind) else ()


__all__ = ["dump"]
