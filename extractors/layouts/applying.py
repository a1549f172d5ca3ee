"""Reading by what was learnt: a draft with the values that stand at its supplier's learnt places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from documents.draft import Draft, Field
from extractors.fields.read import read_view
from extractors.layouts.lesson import UNCONFIRMED, Lesson
from extractors.layouts.place import find
from extractors.layouts.spot import Spot, says
from extractors.page import Page
from extractors.view import View

METHOD = "learnt/1"
_LISTS = {"po_number": "orders", "delivery_note_number": "delivery_notes"}


def apply(pages: Sequence[Page], lessons: Iterable[Lesson], draft: Draft) -> Draft:
    """The draft, read by active lessons of its supplier, the first of a field that finds something first.

    A value at a learnt place takes the place of one that the reader is no surer of than it was of its mistake,
    and that no sum proves; where both say the same, the value is as sure as the surer of the two.
    """
    mine = [lesson for lesson in lessons if lesson.place.kind is draft.kind]
    if not mine or not pages:
        return draft
    view, done = read_view(pages, draft.language), set[str]()
    for lesson in mine:
        spot = find(view, lesson.place) if lesson.place.field not in done else None
        if spot is not None:
            done.add(lesson.place.field)
            draft = _with(draft, lesson, spot)
    return draft


def reading(pages: Sequence[Page], lesson: Lesson, draft: Draft) -> str | None:
    """What stands at a lesson's place on a document, or None; documents of another kind have no such place."""
    if lesson.place.kind is not draft.kind or not pages:
        return None
    view: View = read_view(pages, draft.language)
    spot = find(view, lesson.place)
    return spot.value if spot is not None else None


def _with(draft: Draft, lesson: Lesson, spot: Spot) -> Draft:
    name = lesson.place.field
    read = draft.fields.get(name)
    if read is not None and isinstance(read.value, str) and says(lesson.place.sort, read.value, spot.value):
        surer = replace(read, confidence=max(read.confidence, lesson.sureness))
        return replace(draft, fields={**draft.fields, name: surer})
    if read is not None and (name in draft.proved or read.confidence > max(UNCONFIRMED, lesson.mistaken)):
        return draft
    found = Field(spot.value, lesson.sureness, spot.page, spot.box, None, f"{METHOD} lesson {lesson.version}")
    return replace(draft, fields={**draft.fields, name: found, **_listed(draft, name, found)})


def _listed(draft: Draft, name: str, found: Field) -> dict[str, Field]:
    """The list that a single value heads (`orders` of `po_number`), without the value that it replaces."""
    many, before = _LISTS.get(name), draft.value(name)
    if many is None or many not in draft.fields:
        return {}
    others = (value for value in draft.values(many) if value != before)
    return {many: replace(found, value=tuple(dict.fromkeys((found.text, *others))))}


__all__ = ["METHOD", "apply", "reading"]
