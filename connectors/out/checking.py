"""Tables of the operator's files against their shape: what is wrong is said with the key's name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from documents.errors import WrongUseError

Shape = TypeVar("Shape", bound=BaseModel)


def checked(shape: type[Shape], table: Mapping[str, Any], where: str) -> Shape:
    """A table as its shape; raises WrongUseError that names file and key, never the value of a secret."""
    try:
        return shape.model_validate(dict(table))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise WrongUseError(f"{where}: {_told(shape, key, first['type'], first['msg'])}") from error


def _told(shape: type[BaseModel], key: str, kind: str, sentence: str) -> str:
    plain = sentence.removeprefix("Value error, ")
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(key.rpartition(".")[2], _keys(shape), n=1)
        return f"there is no {key}" + (f", perhaps {near[0]}" if near else "")
    if kind == "missing":
        return f"{key} is missing"
    return f"{key}: {plain}" if key else plain


def _keys(shape: type[BaseModel]) -> list[str]:
    """All keys of a shape and of the shapes within it."""
    found: list[str] = []
    for name, part in shape.model_json_schema().get("$defs", {}).items():
        found += [*part.get("properties", {}), name]
    return [*found, *shape.model_fields]


__all__ = ["checked"]
