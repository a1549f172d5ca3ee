"""What is asked of the queue in an address: the same on the queue's page, on an exception and in the interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from desk.asked import address, amount_of, choice_of, number_of
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.clearing.listing import Due, Order, Settle, View, Wanted
from storage.records import Place


@dataclass(frozen=True)
class AskedQueue:
    """The filters of the queue as an address has them; all of them text, the empty one asks for nothing. `after` is a
    place in the queue."""

    view: str = ""
    desk: str = ""
    code: str = ""
    cause: str = ""
    supplier: str = ""
    older: str = ""
    due: str = ""
    settle: str = ""
    least: str = ""
    text: str = ""
    order: str = ""
    after: str = ""

    @property
    def wanted(self) -> Wanted:
        """What they mean. Raises WrongUseError naming a filter that is none."""
        order = choice_of(Order, self.order, "order") or Order.COST
        return Wanted(
            choice_of(View, self.view, "view") or View.ROLE, choice_of(Role, self.desk, "desk"),
            self.code[:60] or None, self.cause[:200] or None, self.supplier[:100] or None,
            number_of(self.older, "days open"), choice_of(Due, self.due, "due"),
            choice_of(Settle, self.settle, "settle"), amount_of(self.least, "money"), self.text[:200], order,
            place_of(self.after, order),
        )  # fmt: skip

    def here(self, path: str = "/queue", **other: Any) -> str:
        """An address with these filters, some of them changed."""
        return address(path, **{one.name: getattr(self, one.name) for one in fields(self)} | other)

    def beyond(self, path: str, place: Place | None, **other: Any) -> str:
        """The same, from a place of the queue on."""
        return self.here(path, after=written(place) if place else "", **other)

    @property
    def whole(self) -> str:
        """The address of the whole view, in the same order."""
        return address("/queue", view=self.view, order=self.order)

    @property
    def given(self) -> list[tuple[str, str]]:
        """The filters that are set and the order, beside view and place."""
        names = [one.name for one in fields(self) if one.name not in ("view", "after")]
        return [(name, getattr(self, name)) for name in names if getattr(self, name)]


def written(place: Place) -> str:
    """A place of the queue as an address has it."""
    return f"{place.key}.{place.item}"


def place_of(text: str, order: Order) -> Place | None:
    """The inverse of `written`, of a list in this order. Raises WrongUseError for what is no place in it."""
    if not text:
        return None
    key, dot, item = text.rpartition(".")
    if not (dot and _KEYS[order].fullmatch(key) and item.isascii() and item.isdigit()):
        raise WrongUseError("this is no place in the queue: begin at its top")
    return Place(key, number_of(item, "place") or 0)


_KEYS: Final[Mapping[Order, re.Pattern[str]]] = {
    Order.COST: re.compile(r"[0-9]{24}"),
    Order.TIME: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"),
}
"""What lists in an order are sorted by: an urgency, or an instant."""


__all__ = ["AskedQueue", "place_of", "written"]
