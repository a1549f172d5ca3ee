"""What is asked of the archive in an address: the same on its page and in the interface."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from desk.asked import address, amount_of, choice_of, day_of, number_of, text_of
from documents.kinds import Kind
from documents.lifecycle import State
from storage.search import Measured, Period, SearchQuery

MEASURED: Final = {
    Measured.POSTED: "posted", Measured.TOUCHLESS: "posted, untouched by people",
    Measured.TOUCHED: "posted, a person acted on them", Measured.WITHIN_HOUR: "posted within an hour",
    Measured.WITHIN_4_HOURS: "posted within 1 to 4 hours", Measured.WITHIN_DAY: "posted within 4 to 24 hours",
    Measured.WITHIN_3_DAYS: "posted within 1 to 3 days", Measured.WITHIN_WEEK: "posted within 3 to 7 days",
    Measured.OVER_WEEK: "posted after more than 7 days", Measured.ARRIVED: "invoices and credit notes received",
    Measured.COPIES: "rejected as copies", Measured.REFUSED: "rejected by a person",
    Measured.DISCOUNT: "cash discount still to be had, its last day",
}  # fmt: skip
"""What the sets of the dashboard are called above a list of their documents."""


@dataclass(frozen=True)
class Asked:
    """The filters of the archive as an address has them; all of them text, the empty one asks for nothing."""

    q: str = ""
    number: str = ""
    supplier: str = ""
    kind: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    least: str = ""
    most: str = ""
    currency: str = ""
    measured: str = ""
    begin: str = ""
    end: str = ""
    before: str = ""

    def query(self, limit: int = 50) -> SearchQuery:
        """The search that they mean. Raises WrongUseError naming a filter that is none."""
        return SearchQuery(
            text_of(self.q, 400), text_of(self.number, 100), text_of(self.supplier, 100) or None,
            choice_of(Kind, self.kind, "kind"), choice_of(State, self.state, "state"),
            day_of(self.since, "dated from"), day_of(self.until, "dated to"), amount_of(self.least, "amount from"),
            amount_of(self.most, "amount to"), text_of(self.currency, 3).upper() or None,
            choice_of(Measured, self.measured, "figure"), Period(day_of(self.begin, "from"), day_of(self.end, "to")),
            number_of(self.before, "page"), limit,
        )  # fmt: skip

    def here(self, **other: Any) -> str:
        """The address of this search, with some filters changed."""
        return address("/archive", **{one.name: getattr(self, one.name) for one in fields(self)} | other)

    @property
    def narrowed(self) -> bool:
        """Whether any filter beside the words is set."""
        return any(getattr(self, one.name) for one in fields(self) if one.name not in ("q", "before"))


__all__ = ["MEASURED", "Asked"]
