"""The JSON Schema of a policy: `python -m rules.policy` writes policies/schema.json."""

from __future__ import annotations

import json
from typing import Any

from rules.policy.shape import ITEM_TABLES, LIMITS, SETTINGS, SIDES, TABLES, TOLERANCES, TOP, Setting

_NUMBER = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}]}
_UNSET = {"anyOf": [{"type": "null"}, {"const": "none"}]}


def schema() -> dict[str, Any]:
    """The schema that editors check a policy against; `rules.policy.check` is the same in code."""
    tables = {name: _table(name) for name in TABLES}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tallymark policy",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **tables,
            "for": {"description": TOP["for"], "type": "array", "items": _override(tables)},
            "currency": _currencies(),
            "version": {"description": TOP["version"], "type": ["string", "integer"]},
        },
    }


def _table(name: str) -> dict[str, Any]:
    if name in TOLERANCES:
        properties = {key: _limit(meaning) for key, meaning in LIMITS.items()}
        properties |= {key: {"description": meaning, "enum": ["any", "none", None]} for key, meaning in SIDES.items()}
        return {"description": TOLERANCES[name], **_object(properties)}
    return _object({key: _setting(setting) for key, setting in SETTINGS[name].items()})


def _limit(meaning: str) -> dict[str, Any]:
    return {"description": meaning, "anyOf": [*_NUMBER["anyOf"], *_UNSET["anyOf"]]}


def _setting(setting: Setting) -> dict[str, Any]:
    if setting.whole:
        return {
            "description": setting.meaning,
            "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+$"}],
        }
    return {"description": setting.meaning, **_NUMBER}


def _override(tables: dict[str, Any]) -> dict[str, Any]:
    who = {"supplier": "our id of a supplier", "item": f"an item; reaches {', '.join(sorted(ITEM_TABLES))} only"}
    named = {key: {"description": meaning, "type": "string"} for key, meaning in who.items()}
    return _object({**named, **tables})


def _currencies() -> dict[str, Any]:
    factor = {"factor": {"description": "multiplies every amount for documents in this currency", **_NUMBER}}
    return {"description": TOP["currency"], "type": "object", "additionalProperties": _object(factor)}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def written() -> str:
    """policies/schema.json."""
    return json.dumps(schema(), indent=1) + "\n"


__all__ = ["schema", "written"]
