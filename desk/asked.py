"""What was asked for in a form or an address: days, amounts and choices out of text, an empty field for none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

from fastapi import Path as PathParameter

from documents.errors import WrongUseError
from documents.kinds import Role
from storage.search import Period

Id = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
"""The number of a record in an address."""

Choice = TypeVar("Choice", bound=StrEnum)

_SPANS: Final[Mapping[str, int]] = {"7": 7, "30": 30, "90": 90, "365": 365}
USUAL: Final = "30"


def day_of(text: str, what: str) -> date | None:
    """A day, ISO 8601. Raises WrongUseError naming the field.

    >>> day_of("2026-05-04", "from"), day_of("", "from")
    (datetime.date(2026, 5, 4), None)
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongUseError(f"{what}: {text[:40]!r} is no day; write it as 2026-05-04") from error


def moment_of(text: str, what: str) -> datetime | None:
    """An instant, ISO 8601 with its offset. Raises WrongUseError naming the field."""
    if not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongUseError(f"{what}: {text[:40]!r} is no moment") from error
    if found.tzinfo is None:
        raise WrongUseError(f"{what}: {text[:40]!r} lacks its offset from UTC")
    return found


def amount_of(text: str, what: str) -> Decimal | None:
    """An amount or a quantity, with point or comma, spaces between thousands. Raises WrongUseError naming the field.

    >>> amount_of("1 250,50", "amount"), amount_of("", "amount")
    (Decimal('1250.50'), None)
    """
    bare = "".join(text.split()).replace("\N{NARROW NO-BREAK SPACE}", "")
    if not bare:
        return None
    if "," in bare and "." in bare:
        bare = bare.replace("." if bare.rfind(",") > bare.rfind(".") else ",", "")
    try:
        figure = Decimal(bare.replace(",", "."))
    except InvalidOperation as error:
        raise WrongUseError(f"{what}: {text[:40]!r} is no figure; write it as 1250.50") from error
    if not figure.is_finite() or abs(figure) >= 10**14:
        raise WrongUseError(f"{what}: {text[:40]!r} is no figure of business")
    return figure


def choice_of(kind: type[Choice], text: str, what: str) -> Choice | None:
    """One of some words. Raises WrongUseError naming them."""
    if not text.strip():
        return None
    try:
        return kind(text.strip())
    except ValueError as error:
        raise WrongUseError(f"{what}: {text[:40]!r} is none of {', '.join(one.value for one in kind)}") from error


def role_and_days(role: str, first: str, last: str) -> tuple[Role, tuple[date, date]]:
    """What a form says of a delegation: the role, its first and its last day. Raises WrongUseError."""
    chosen, begin, end = choice_of(Role, role, "role"), day_of(first, "first day"), day_of(last, "last day")
    if chosen is None or begin is None or end is None:
        raise WrongUseError("choose a role, a first and a last day")
    return chosen, (begin, end)


def text_of(text: str, longest: int = 200) -> str:
    """Text that a database can keep. Raises WrongUseError for a NUL, half a character, or too much of it.

    >>> text_of(" V100 ")
    'V100'
    """
    if len(text) > longest or "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise WrongUseError(f"this is no text of at most {longest} characters")
    return text.strip()


def number_of(text: str, what: str) -> int | None:
    """A whole number of at most ten digits. Raises WrongUseError naming the field."""
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 10):
        raise WrongUseError(f"{what}: {text[:40]!r} is no number")
    return int(text.strip())


def period_of(span: str, since: str, until: str, today: date) -> Period:
    """The days of a period filter: the last so many days (`7`, `30`, `90`, `365`), `all`, or bounds of one's own."""
    if since.strip() or until.strip():
        first, last = day_of(since, "from"), day_of(until, "to")
        if first and last and first > last:
            raise WrongUseError("the period ends before it begins: exchange the two days")
        return Period(first, last)
    if span == "all":
        return Period()
    days = _SPANS.get(span or USUAL)
    if days is None:
        raise WrongUseError(f"the period {span[:40]!r} is none of {', '.join(_SPANS)}, all")
    return Period(today - timedelta(days=days - 1), today)


def address(path: str, **asked: Any) -> str:
    """A path with what is asked for; what is empty is left out.

    >>> address("/archive", q="bolt", kind=None, state="held")
    '/archive?q=bolt&state=held'
    """
    said = {
        name: str(getattr(value, "value", value)) for name, value in asked.items() if value not in (None, "", False)
    }
    return f"{path}?{urlencode(said)}" if said else path


__all__ = [
    "USUAL", "Id", "address", "amount_of", "choice_of", "day_of", "moment_of", "number_of", "period_of",
    "role_and_days", "text_of",
]  # fmt: skip
