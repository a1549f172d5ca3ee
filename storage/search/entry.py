"""What is searched and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.kinds import Kind
from documents.lifecycle import State
from storage.search.measured import EVER, Measured, Period


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A document as the search knows it. `numbers` are those that people look for by a piece (its own, of its
    orders and delivery notes, items); `text` its full text; `title` one line for the list of hits; `discount`
    what may be deducted if it is paid until `discount_until`."""

    document: int
    kind: Kind
    title: str
    text: str
    supplier: str | None = None
    numbers: tuple[str, ...] = ()
    dated: date | None = None
    gross: Decimal | None = None
    currency: str | None = None
    discount: Decimal | None = None
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for; everything given must hold.

    `text`: words in any order, "a phrase" in quotes, a trailing `*` for beginnings of words; case, accents and
    punctuation do not matter, nothing else is syntax. `number`: a piece of a number, separators do not matter.
    `since` and `until` (both included) bound the document's own date, `least` and `most` its gross total.
    `measured` is a set that the dashboard counts, within its `period`. `before` is the `next` of an earlier page.
    """

    text: str = ""
    number: str = ""
    supplier: str | None = None
    kind: Kind | None = None
    state: State | None = None
    since: date | None = None
    until: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    currency: str | None = None
    measured: Measured | None = None
    period: Period = EVER
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found."""

    document: int
    kind: Kind
    title: str
    supplier: str | None
    dated: date | None
    state: State
    gross: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Hits, newest document first; `next` goes into `SearchQuery.before` for the page after, None on the last."""

    hits: tuple[Hit, ...]
    next: int | None = None


__all__ = ["Hit", "Page", "SearchEntry", "SearchQuery"]
