"""Which order of day and month a document most likely uses, where no date of its own proves one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractors.locale.dates import Order, PrintedDate

# USPS Publication 28, appendix B.
_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA PR RI SC SD TN TX UT VT VA WA WV WI WY"
)
# A state and ZIP code, or a North American telephone number.
_AMERICAN = re.compile(
    rf"\b(?:{_STATES.replace(' ', '|')}),?\s+\d{{5}}(?:-\d{{4}})?\b"
    r"|\(\d{3}\)\s?\d{3}-\d{4}|\b\d{3}-\d{3}-\d{4}\b|\bUSA\b"
)
_DAYS_TO_PAY = frozenset({0, 7, 8, 10, 14, 15, 20, 21, 30, 31, 45, 60, 90})


def likely_order(texts: Iterable[str], dates: Sequence[PrintedDate], language: str | None) -> Order | None:
    """Day first everywhere but in American English; None where English leaves it open.

    An American address speaks for the month; so does a customary term between two dates that only
    one reading gives.
    """
    if language not in (None, "en"):
        return Order.DAY_FIRST
    if any(_AMERICAN.search(text) for text in texts):
        return Order.MONTH_FIRST
    return _by_term(dates)


def _by_term(dates: Sequence[PrintedDate]) -> Order | None:
    found = {order for order in Order if _customary([date.read(order) for date in dates if date.other is not None])}
    return found.pop() if len(found) == 1 else None


def _customary(days: list) -> bool:  # type: ignore[type-arg]
    ordered = sorted(set(days))
    return len(ordered) == 2 and (ordered[1] - ordered[0]).days in _DAYS_TO_PAY


__all__ = ["likely_order"]
