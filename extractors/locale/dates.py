"""Printed dates in seven languages; the order of day and month is the document's, not ours.

`find_dates` reads every date of a text; where the figures leave the order of day and month open
(`03/04/2026`) the date keeps both readings, and `decide_order` tells from the document's other
dates which one is meant.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Order(StrEnum):
    """Whether the day or the month comes first in `03/04/2026`."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date at `start:end` of its text. `other` is the second reading where the order is open.

    `day` is the reading with the day first; `decides` the order that this very date proves.
    """

    start: int
    end: int
    day: date
    other: date | None = None
    decides: Order | None = None
    century_known: bool = True

    def read(self, order: Order | None) -> date:
        """The date under an order; the day first where nothing is known."""
        return self.other if order is Order.MONTH_FIRST and self.other is not None else self.day


# The time of day may stand right behind a date, as tills and recognisers of print glue them.
_ISO = re.compile(r"(?<![\d])((?:19|20)\d\d)\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?:(?!\d)|(?=\d\d:\d\d))")
_FIGURES = re.compile(
    r"(?<![\d.,/-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d|\d\d)(?:(?![\d]|[.,/-]\d)|(?=\d{1,2}:\d\d))"
)
_DAY_NAME = re.compile(
    r"(?<![\w.,])(\d{1,2})\s?(?:\.|er\b|st\b|nd\b|rd\b|th\b|º|°|ª)?[\s\-./]*(?:de\s+|of\s+)?([A-Za-zÀ-ÿ]{3,10})\.?,?"
    r"[\s\-./']*(?:de\s+|del\s+)?((?:19|20)\d\d|\d\d)(?!\d|[.,:]\d)",
    re.IGNORECASE,
)
_NAME_DAY = re.compile(
    r"(?<![A-Za-zÀ-ÿ])([A-Za-zÀ-ÿ]{3,10})\.?[\s\-]{0,2}(\d{1,2})(?:st|nd|rd|th)?(?:\s?,\s?|\s+|-)((?:19|20)\d\d|\d\d)(?!\d|[.,:]\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?<![\w-])((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?![\w-])")


def find_dates(text: str, *, compact: bool = False) -> list[PrintedDate]:
    """All dates of a text in reading order; `compact` also takes 20260131, which may be a number.

    >>> [d.day.isoformat() for d in find_dates("vom 7. Mai 2014 bis 31/12/14, August 3 , 2014; 2026-02-11")]
    ['2014-05-07', '2014-12-31', '2014-08-03', '2026-02-11']
    >>> find_dates("03/04/2026")[0].other
    datetime.date(2026, 3, 4)
    """
    found: list[PrintedDate] = []
    readers = (_iso(text), _figures(text), _named(text), _compact(text) if compact else iter(()))
    for reader in readers:
        for one in reader:
            if all(one.end <= other.start or one.start >= other.end for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def decide_order(dates: Iterable[PrintedDate]) -> Order | None:
    """The order that a document's own dates prove; None where none proves one, or they contradict.

    >>> decide_order(find_dates("03/04/2026 and 25/03/2026")), decide_order(find_dates("03/04/2026"))
    (<Order.DAY_FIRST: 'dmy'>, None)
    """
    proved = {one.decides for one in dates if one.decides is not None}
    return proved.pop() if len(proved) == 1 else None


def month_number(name: str) -> int | None:
    """1 to 12 for a month's name or its beginning in any of the seven languages.

    >>> month_number("März"), month_number("févr"), month_number("Settembre"), month_number("menge")
    (3, 2, 9, None)
    """
    word = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if c.isalpha() and c.isascii())
    exact = month_names().get(word)
    if exact is not None or len(word) < 4:
        return exact
    begun = {number for form, number in month_names().items() if form.startswith(word)}
    return begun.pop() if len(begun) == 1 else None


@cache
def month_names() -> dict[str, int]:
    """The months' names and short names, folded, to 1 to 12."""
    table = tomllib.loads(files("extractors.locale").joinpath("months.toml").read_text("utf-8"))
    return {form: number for number, forms in enumerate(table["months"], 1) for form in forms}


def _iso(text: str) -> Iterator[PrintedDate]:
    for found in _ISO.finditer(text):
        day = _day(found[1], found[3], found[4])
        if day is not None:
            yield PrintedDate(found.start(), found.end(), day)


def _figures(text: str) -> Iterator[PrintedDate]:
    for found in _FIGURES.finditer(text):
        first, second, year = found[1], found[3], found[4]
        day_first, month_first = _day(year, second, first), _day(year, first, second)
        known, dotted = len(year) == 4, found[2] == "."
        if day_first is not None and (month_first is None or day_first == month_first or dotted):
            proves = None if day_first == month_first else Order.DAY_FIRST
            yield PrintedDate(found.start(), found.end(), day_first, None, proves, known)
        elif day_first is None and month_first is not None:
            yield PrintedDate(found.start(), found.end(), month_first, None, Order.MONTH_FIRST, known)
        elif day_first is not None:
            yield PrintedDate(found.start(), found.end(), day_first, month_first, None, known)


def _named(text: str) -> Iterator[PrintedDate]:
    for pattern, name, day in ((_DAY_NAME, 2, 1), (_NAME_DAY, 1, 2)):
        for found in pattern.finditer(text):
            month = month_number(found[name])
            read = _day(found[3], str(month), found[day]) if month else None
            if read is not None:
                yield PrintedDate(found.start(), found.end(), read, None, None, len(found[3]) == 4)


def _compact(text: str) -> Iterator[PrintedDate]:
    for found in _COMPACT.finditer(text):
        day = _day(found[1], found[2], found[3])
        if day is not None:
            yield PrintedDate(found.start(), found.end(), day)


def _day(year: str, month: str, day: str) -> date | None:
    # Two figures: 70 to 99 belong to the last century, as POSIX has it; invoices are younger still.
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 70 else 2000)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None


__all__ = ["Order", "PrintedDate", "decide_order", "find_dates", "month_names", "month_number"]
