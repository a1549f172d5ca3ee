"""Suppliers' layouts: where a supplier prints what, learnt from corrections. Pure: pages and lessons in, drafts out."""

from __future__ import annotations

from extractors.layouts.applying import METHOD, apply, reading
from extractors.layouts.learning import learn
from extractors.layouts.lesson import CONFIRMATIONS, CONFIRMED, UNCONFIRMED, Lesson, Lessons, Standing
from extractors.layouts.place import LearntPlace
from extractors.layouts.printing import pages_of, print_of
from extractors.layouts.record import dump, parse
from extractors.layouts.spot import LEARNABLE, Sort, says

__all__ = [
    "CONFIRMATIONS", "CONFIRMED", "LEARNABLE", "METHOD", "UNCONFIRMED", "LearntPlace", "Lesson", "Lessons", "Sort",
    "Standing", "apply", "dump", "learn", "pages_of", "parse", "print_of", "reading", "says",
]  # fmt: skip
