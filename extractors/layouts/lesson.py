"""A lesson: one learnt place with who taught it on which document, and what speaks for it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from documents.errors import WrongUseError
from documents.measures import Confidence
from extractors.layouts.column import COLUMNS, LearntColumn
from extractors.layouts.place import LearntPlace
from extractors.layouts.spot import LEARNABLE, Sort

Place: TypeAlias = LearntPlace | LearntColumn
TEACHABLE: Final[Mapping[str, Sort]] = {**LEARNABLE, **COLUMNS}
"""Every field that can be learnt, of the header and of lines (`line.quantity`)."""
CONFIRMATIONS: Final = 2
"""So many further documents must have confirmed a lesson before it may be believed without a second look."""
UNCONFIRMED: Final[Confidence] = 0.89
"""How sure a value is that only an unconfirmed lesson speaks for: below what the default policy takes without a
person's look, and never above 0.90."""
CONFIRMED: Final[Confidence] = 0.97
# The same mistake is made a little more or a little less surely on the next document.
_NOISE: Final[Confidence] = 0.02


class Standing(StrEnum):
    """Whether a lesson is read by."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one correction taught about a supplier. `version` counts the supplier's lessons from 1.

    `mistaken` is how sure the reader was of the value that the person put right (0: it read none): up to there
    its reading does not stand against the lesson; nor does a proof, if that value was `disproved`, which the
    document's own sums had seemed to prove. `replayed` and `confirmed` are numbers of documents; `inactive`
    never became active, `suspended` was contradicted by an approved document, `because` says why.
    """

    version: int
    place: Place
    author: str
    role: str
    document: int
    day: date
    standing: Standing
    because: str = ""
    mistaken: Confidence = 0.0
    disproved: bool = False
    replayed: tuple[int, ...] = ()
    confirmed: tuple[int, ...] = ()

    def outweighs(self, read: Confidence, *, proved: bool) -> bool:
        """True if a value at this place counts more than another one, of which the reader is so sure."""
        if proved and not self.disproved:
            return False
        return read <= max(UNCONFIRMED, self.mistaken + _NOISE)

    @property
    def sureness(self) -> Confidence:
        """How sure a value is that stands at this place."""
        return CONFIRMED if len(self.confirmed) >= CONFIRMATIONS else UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that was learnt about one supplier, oldest first."""

    supplier: str
    lessons: tuple[Lesson, ...] = field(default=())

    @property
    def active(self) -> tuple[Lesson, ...]:
        """The lessons that documents are read by, the newest first."""
        return tuple(lesson for lesson in reversed(self.lessons) if lesson.standing is Standing.ACTIVE)

    def lesson(self, version: int) -> Lesson:
        """One lesson; raises WrongUseError if there is none of this version."""
        for lesson in self.lessons:
            if lesson.version == version:
                return lesson
        raise WrongUseError(f"nothing of version {version} was learnt about supplier {self.supplier}")

    def taught(self, document: int, field: str) -> bool:
        """True if a document's correction of a field was learnt from already."""
        return any(lesson.document == document and lesson.place.field == field for lesson in self.lessons)

    def put(self, lesson: Lesson) -> Lessons:
        """With a lesson added, or changed where its version is known."""
        others = tuple(one for one in self.lessons if one.version != lesson.version)
        return replace(self, lessons=tuple(sorted((*others, lesson), key=lambda one: one.version)))


__all__ = ["CONFIRMATIONS", "CONFIRMED", "TEACHABLE", "UNCONFIRMED", "Lesson", "Lessons", "Place", "Standing"]
