"""Figures of documents: how many, how fast, how much money."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from documents.kinds import Kind
from documents.lifecycle import State
from storage.encoding import from_parts
from storage.prepared import Prepared
from storage.records import PostingState
from storage.search.measured import CYCLES, Measured, Period, documents_of, instants
from storage.tables import DOCUMENT, POSTING, QUEUE_ITEM, SEARCH_ENTRY
from storage.transaction import Transaction

_TIMES: Final = Prepared(
    select(POSTING.c.seconds).where(
        POSTING.c.state == PostingState.POSTED.value,
        POSTING.c.posted_at >= bindparam("since"), POSTING.c.posted_at < bindparam("until"),
    )
)  # fmt: skip
_BILLS: Final = (Kind.INVOICE.value, Kind.CREDIT_NOTE.value)


@dataclass(frozen=True, slots=True)
class Cycle:
    """From receipt to posting: how many documents, the median and the ninth decile in seconds (of the sorted times
    the one at rank ⌈n·p⌉), and how many fall into each class; None where there is no document."""

    documents: int
    median: int | None = None
    ninth_decile: int | None = None
    classes: Mapping[Measured, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sum:
    """Money of one currency (None: it was not read), and of how many documents; `unread` of them without amount."""

    currency: str | None
    documents: int
    amount: Decimal
    unread: int = 0


class DocumentFigures:
    """Counting documents of the sets that the search lists too."""

    _transaction: Transaction

    def count_of(self, measured: Measured, period: Period) -> int:
        """How many documents a set holds."""
        return int(self._transaction.value(select(func.count()).select_from(documents_of(measured, period).subquery())))

    def cycle(self, period: Period) -> Cycle:
        """How long documents posted within some days took from their receipt."""
        since, until = instants(period)
        times = sorted(
            seconds for (seconds,) in self._transaction.tuples(_TIMES, {"since": since, "until": until})
        )  # fmt: skip
        classes = {measured: _between(times, *bounds) for measured, bounds in CYCLES.items()}
        return Cycle(len(times), _at(times, Decimal("0.5")), _at(times, Decimal("0.9")), classes)

    def money_of(self, measured: Measured, period: Period) -> tuple[Sum, ...]:
        """The gross totals of a set by currency."""
        return self._sums(SEARCH_ENTRY.c.document_id.in_(documents_of(measured, period)))

    def money_in(self, state: State, supplier: str | None = None) -> tuple[Sum, ...]:
        """The gross totals of invoices and credit notes that stand in a state, by currency; of one supplier."""
        bounds = [DOCUMENT.c.state == state.value, DOCUMENT.c.kind.in_(_BILLS)]
        return self._sums(*bounds, *([] if supplier is None else [DOCUMENT.c.supplier_id == supplier]))

    def discounts(self, period: Period) -> tuple[Sum, ...]:
        """Cash discounts of documents not yet posted whose last day lies within some days, by currency."""
        # The set is one of the same two tables: its condition serves, without looking each document up again.
        mine = documents_of(Measured.DISCOUNT, period).whereclause
        return self._sums(mine, amount=SEARCH_ENTRY.c.discount)

    def stakes_of(self, measured: Measured, period: Period) -> tuple[Sum, ...]:
        """The largest money at stake of each document of a set, by currency: what its findings asked back."""
        mine = documents_of(measured, period)
        staked = select(QUEUE_ITEM.c.document_id, QUEUE_ITEM.c.stake).where(QUEUE_ITEM.c.document_id.in_(mine))
        largest: dict[int, Decimal] = {}
        for document, stake in self._transaction.tuples(staked):
            largest[document] = max(largest.get(document, Decimal(0)), Decimal(stake or 0))
        chosen = select(SEARCH_ENTRY.c.document_id, SEARCH_ENTRY.c.currency).where(SEARCH_ENTRY.c.document_id.in_(mine))
        sums: dict[str | None, list[Decimal]] = {}
        for document, currency in self._transaction.tuples(chosen):
            sums.setdefault(currency, []).append(largest.get(document, Decimal(0)))
        return tuple(Sum(name, len(sums[name]), sum(sums[name], Decimal(0))) for name in sorted(sums, key=_last))

    def _sums(self, *bounds: Any, amount: Any = SEARCH_ENTRY.c.gross) -> tuple[Sum, ...]:
        currency = SEARCH_ENTRY.c.currency
        joined = SEARCH_ENTRY.join(DOCUMENT, DOCUMENT.c.id == SEARCH_ENTRY.c.document_id)
        query = select(currency, func.count(), func.coalesce(func.sum(amount), 0), func.count(amount))
        rows = self._transaction.tuples(query.select_from(joined).where(*bounds).group_by(currency))
        sums = [
            Sum(name, int(count), from_parts(int(total)) or Decimal(0), int(count) - int(known))
            for name, count, total, known in rows
        ]
        return tuple(sorted(sums, key=lambda one: _last(one.currency)))


def _between(times: list[int], above: int, most: int | None) -> int:
    """How many of sorted times belong to a class; the first one begins at nothing at all."""
    begin = bisect_right(times, above) if above else 0
    return (len(times) if most is None else bisect_right(times, most)) - begin


def _at(times: list[int], share: Decimal) -> int | None:
    """The time at rank ⌈n·share⌉ of sorted ones, None where there is none."""
    rank = int((len(times) * share).to_integral_value(ROUND_CEILING))
    return times[rank - 1] if times else None


def _last(currency: str | None) -> tuple[bool, str]:
    """Currencies by name, the unread one last."""
    return currency is None, currency or ""


__all__ = ["Cycle", "DocumentFigures", "Sum"]
