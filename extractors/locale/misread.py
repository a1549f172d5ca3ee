"""Dates as OCR misreads them: letters for figures, a stroke for a slash, a month's name one letter off."""

from __future__ import annotations

import re
from functools import cache

from extractors.locale.dates import month_names, month_number

_LETTERS = str.maketrans("OoQDIl|!iSsZzB", "00001111155228")
_SHAPE = r"[\dOoQDIl|!iSsZzB]"
_DATE = re.compile(
    rf"(?<![\w./-]){_SHAPE}{{1,2}}([./-])\s?{_SHAPE}{{1,2}}\s?\1\s?(?:{_SHAPE}{{4}}|{_SHAPE}{{2}})(?!\w)"
)
# 10103/2018 and 10/0312018: the slash was read as a figure.
_STROKE = re.compile(
    r"(?<!\d)(?:([0-3]\d)[1I|l]([01]\d)(?=[/.-](?:19|20)\d\d)|([0-3]\d/[01]\d)[1I|l](?=(?:19|20)\d\d(?!\d)))"
)
_NAMED = re.compile(r"(?<![\w/-])\d{1,2}\s?[/-]\s?([A-Za-z]{3})\s?[/-]\s?(?:(?:19|20)\d\d|\d\d)(?!\d)")
_LEAST_FIGURES = 3


def mended(text: str) -> str:
    """A line of OCR with its dates repaired, every character at its place.

    >>> mended("Date: 1O/O3/2Ol8"), mended("am 10103/2018"), mended("02/Jam/2017"), mended("So/So/So")
    ('Date: 10/03/2018', 'am 10/03/2018', '02/Jan/2017', 'So/So/So')
    """
    text = _DATE.sub(_figures, text)
    text = _STROKE.sub(lambda found: f"{found[1]}/{found[2]}" if found[1] else f"{found[3]}/", text)
    return _NAMED.sub(_month, text)


def _figures(found: re.Match[str]) -> str:
    printed = found[0]
    return printed.translate(_LETTERS) if sum(c.isdigit() for c in printed) >= _LEAST_FIGURES else printed


def _month(found: re.Match[str]) -> str:
    name = found[1]
    meant = None if month_number(name) else _near(name.lower())
    start = found.start(1) - found.start()
    return found[0] if meant is None else found[0][:start] + meant.title() + found[0][start + 3 :]


@cache
def _near(name: str) -> str | None:
    """The only month's short name that differs from this one by a letter."""
    near = {
        month: form
        for form, month in month_names().items()
        if len(form) == 3 and sum(a != b for a, b in zip(form, name, strict=True)) == 1
    }
    return next(iter(near.values())) if len(near) == 1 else None


__all__ = ["mended"]
