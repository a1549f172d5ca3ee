"""Lessons as TOML that a person can read, and back; nothing is believed that is not a lesson.

The file is Tallymark's own, yet it lies open: `parse` says in a sentence what is wrong with it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final, TypeVar

from documents.errors import WrongUseError
from documents.kinds import Kind, Role
from documents.measures import Confidence
from extractors.layouts.column import COLUMNS, LearntColumn
from extractors.layouts.lesson import TEACHABLE, Lesson, Lessons, Place, Standing
from extractors.layouts.place import LearntPlace
from extractors.layouts.surroundings import Surroundings
from extractors.locale.dates import Order

FORMAT: Final = 1
_HEAD: Final = """# Where this supplier prints what, as people's corrections have taught it. Written by Tallymark.
# To take a lesson back: tallymark learnt withdraw SUPPLIER VERSION
"""
_TOLD: Final = (
    "author", "role", "document", "day", "standing", "because", "mistaken", "disproved", "replayed", "confirmed",
)  # fmt: skip
_Made = TypeVar("_Made")


def dump(lessons: Lessons) -> str:
    """The file of a supplier's lessons."""
    return "\n".join([_HEAD + f"format = {FORMAT}", f"supplier = {_toml(lessons.supplier)}", *_tables(lessons)]) + "\n"


def parse(text: str) -> Lessons:
    """The inverse of `dump`; raises WrongUseError saying which lesson is faulty and in what."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUseError(f"what was learnt is not valid TOML: {error}") from error
    if data.get("format") != FORMAT:
        raise WrongUseError(f"what was learnt is of format {data.get('format')}, not {FORMAT}")
    tables = data.get("lesson", [])
    if not isinstance(tables, list) or not isinstance(data.get("supplier"), str):
        raise WrongUseError("what was learnt names a supplier and holds tables [[lesson]]")
    lessons = tuple(_lesson(table) for table in tables)
    if len({lesson.version for lesson in lessons}) < len(lessons):
        raise WrongUseError("what was learnt holds a version twice")
    return Lessons(data["supplier"], lessons)


def _tables(lessons: Lessons) -> Iterator[str]:
    for lesson in lessons.lessons:
        yield "\n[[lesson]]"
        told = {"version": lesson.version, "field": lesson.place.field, "kind": lesson.place.kind.value}
        yield from _pairs(told | {name: getattr(lesson, name) for name in _TOLD})
        yield "[lesson.place]"
        yield from _pairs(_measures(lesson.place))


def _pairs(table: Mapping[str, object]) -> Iterator[str]:
    return (f"{name} = {_toml(value)}" for name, value in table.items())


def _measures(place: Place) -> dict[str, object]:
    """A place without its field and kind, flat."""
    if isinstance(place, LearntColumn):
        return {"head": place.head, "x": place.x, "right": place.right, "words": place.size}
    return {**asdict(place.around), "words": place.size} | ({"order": place.order.value} if place.order else {})


def _toml(value: object) -> str:
    """A value as TOML, whose strings, whole numbers and lists are written as those of JSON are."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Confidence):
        return f"{value:.4f}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _lesson(table: Mapping[str, Any]) -> Lesson:
    version = table.get("version") if isinstance(table, Mapping) else None
    try:
        return Lesson(
            version=_is(table, "version", int), place=_place(table, table["place"]), author=_is(table, "author", str),
            role=Role(table["role"]).value, document=_is(table, "document", int), day=_is(table, "day", date),
            standing=Standing(table["standing"]), because=_is(table, "because", str),
            mistaken=_share(table, "mistaken"), disproved=table["disproved"] is True,
            replayed=_numbers(table, "replayed"), confirmed=_numbers(table, "confirmed"),
        )  # fmt: skip
    except KeyError as error:
        raise WrongUseError(f"lesson {version}: {error.args[0]} is missing") from error
    except (TypeError, ValueError) as error:
        raise WrongUseError(f"lesson {version}: {error}") from error


def _place(table: Mapping[str, Any], place: Mapping[str, Any]) -> Place:
    field, kind = _is(table, "field", str), Kind(table["kind"])
    if field not in TEACHABLE:
        raise ValueError(f"where {field} stands is never learnt")
    if field in COLUMNS:
        head, size = _is(place, "head", str), _is(place, "words", int)
        return LearntColumn(field, kind, head, _share(place, "x"), _share(place, "right"), size)
    around = Surroundings(
        left=_is(place, "left", str), steps=_is(place, "steps", int), above=_is(place, "above", str),
        page=_is(place, "page", int), back=_is(place, "back", int), x=_share(place, "x"), right=_share(place, "right"),
        y=_share(place, "y"), shape=_is(place, "shape", str),
    )  # fmt: skip
    order = Order(place["order"]) if "order" in place else None
    return LearntPlace(field, kind, around, _is(place, "words", int), order)


def _is(table: Mapping[str, Any], name: str, kind: type[_Made]) -> _Made:
    value = table[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}")
    return value


def _share(table: Mapping[str, Any], name: str) -> Confidence:
    value = table[name]
    if isinstance(value, bool) or not isinstance(value, int | Confidence) or not -0.5 <= value <= 1.5:
        raise ValueError(f"{name} is {value!r}, no share")
    return value


def _numbers(table: Mapping[str, Any], name: str) -> tuple[int, ...]:
    values = _is(table, name, list)
    if not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        raise ValueError(f"{name} is {values!r}, no list of documents")
    return tuple(values)


__all__ = ["FORMAT", "dump", "parse"]
