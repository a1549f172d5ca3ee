"""Suppliers' layouts: where a supplier prints what, learnt from corrections. Pure: pages and lessons in, drafts out."""

from __future__ import annotations

from extractors.layouts.applying import METHOD, apply, readings, values
from extractors.layouts.column import COLUMNS, LearntColumn
from extractors.layouts.learning import learn
from extractors.layouts.lesson import CONFIRMATIONS, CONFIRMED, TEACHABLE, UNCONFIRMED, Lesson, Lessons, Place, Standing
from extractors.layouts.place import LearntPlace
from extractors.layouts.printing import pages_of, print_of
from extractors.layouts.record import dump, parse
from extractors.layouts.spot import LEARNABLE, Sort, says

__all__ = [
    "COLUMNS", "CONFIRMATIONS", "CONFIRMED", "LEARNABLE", "METHOD", "TEACHABLE", "UNCONFIRMED", "LearntColumn",
    "LearntPlace", "Lesson", "Lessons", "Place", "Sort", "Standing", "apply", "dump", "learn", "pages_of", "parse",
    "print_of", "readings", "says", "values",
]  # fmt: skip
