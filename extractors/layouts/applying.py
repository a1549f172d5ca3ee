"""Reading by what was learnt: a draft with the values that stand at its supplier's learnt places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from documents.draft import Draft, Field
from extractors.fields.read import read_view
from extractors.layouts.column import find_in_lines
from extractors.layouts.lesson import Lesson
from extractors.layouts.place import LearntPlace, find
from extractors.layouts.spot import Spot, says
from extractors.page import Page
from extractors.view import View

METHOD = "learnt/1"
_LISTS = {"po_number": "orders", "delivery_note_number": "delivery_notes"}


def apply(pages: Sequence[Page], lessons: Iterable[Lesson], draft: Draft) -> Draft:
    """The draft, read by active lessons of its supplier, the first of a field that finds something first.

    A value at a learnt place takes the place of one that the reader is no surer of than it was of its mistake
    (`Lesson.outweighs`); where both say the same, the value is as sure as the surer of the two.
    """
    mine = [lesson for lesson in lessons if lesson.place.kind is draft.kind]
    if not mine or not pages:
        return draft
    view, done = read_view(pages, draft.language), set[str]()
    for lesson in mine:
        spots = _spots(view, lesson, draft) if lesson.place.field not in done else ()
        if any(spot is not None for spot in spots):
            done.add(lesson.place.field)
            draft = _with(draft, lesson, spots)
    return draft


def readings(pages: Sequence[Page], lesson: Lesson, draft: Draft) -> tuple[str | None, ...]:
    """What stands at a lesson's place on a document: one value, or one for each line; None where nothing does.
    Documents of another kind have no such place."""
    if lesson.place.kind is not draft.kind or not pages:
        return ()
    spots = _spots(read_view(pages, draft.language), lesson, draft)
    return tuple(spot.value if spot is not None else None for spot in spots)


def values(draft: Draft, field: str) -> tuple[str | None, ...]:
    """What a draft says of a field, in the order of `readings`: one value, or one for each line."""
    inner = field.removeprefix("line.")
    if inner == field:
        return (draft.value(field),)
    found = (line.get(inner) for line in draft.lines)
    return tuple(one.value if one is not None and isinstance(one.value, str) else None for one in found)


def _spots(view: View, lesson: Lesson, draft: Draft) -> tuple[Spot | None, ...]:
    place = lesson.place
    return (find(view, place),) if isinstance(place, LearntPlace) else find_in_lines(view, place, draft)


def _with(draft: Draft, lesson: Lesson, spots: Sequence[Spot | None]) -> Draft:
    name = lesson.place.field.removeprefix("line.")
    if isinstance(lesson.place, LearntPlace):
        found = _read(draft.fields.get(name), lesson, spots[0], proved=name in draft.proved)
        return replace(draft, fields={**draft.fields, **found, **_listed(draft, name, found.get(name))})
    lines = tuple(
        {**line, **_read(line.get(name), lesson, spot, proved=False)}
        for line, spot in zip(draft.lines, spots, strict=True)
    )
    return replace(draft, lines=lines)


def _read(read: Field | None, lesson: Lesson, spot: Spot | None, *, proved: bool) -> dict[str, Field]:
    """The field as it is read by a lesson, by its name; nothing where the lesson has nothing to say."""
    place = lesson.place
    name = place.field.removeprefix("line.")
    if spot is None:
        return {}
    if read is not None and isinstance(read.value, str) and says(place.sort, read.value, spot.value):
        return {name: replace(read, confidence=max(read.confidence, lesson.sureness))}
    if read is not None and not lesson.outweighs(read.confidence, proved=proved):
        return {}
    return {name: Field(spot.value, lesson.sureness, spot.page, spot.box, None, f"{METHOD} lesson {lesson.version}")}


def _listed(draft: Draft, name: str, found: Field | None) -> dict[str, Field]:
    """The list that a single value heads (`orders` of `po_number`), without the value that it replaces."""
    many, before = _LISTS.get(name), draft.value(name)
    if many is None or many not in draft.fields or found is None or found.text == before:
        return {}
    others = (value for value in draft.values(many) if value != before)
    return {many: replace(found, value=tuple(dict.fromkeys((found.text, *others))))}


__all__ = ["METHOD", "apply", "readings", "values"]
