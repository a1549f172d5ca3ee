"""Goods owed and promises kept against a plain count over all orders and receipts, on both databases."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from documents.order import MatchLevel, OrderLine, OrderStatus, Promise, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from storage import Workspace
from storage.figures import Owed, Punctuality
from storage.search import Period
from tests.storage.builders import allocation, document

BEGIN = date(2026, 1, 5)
PERIODS = [
    Period(), Period(until=BEGIN + timedelta(days=20)), Period(since=BEGIN + timedelta(days=30)),
    Period(BEGIN + timedelta(days=9), BEGIN + timedelta(days=41)), Period(BEGIN - timedelta(days=9), BEGIN),
]  # fmt: skip


@pytest.mark.parametrize("seed", [3, 4])
def test_deliveries_are_those_of_a_plain_count(workspace: Workspace, seed: int) -> None:
    chance = random.Random(seed)
    with workspace.begin() as unit:
        orders = [_order(chance, number) for number in range(8)]
        unit.masters.take_orders(orders, "test")
        promises = [
            Promise(one.number, line.line, BEGIN + timedelta(days=chance.randrange(50)))
            for one in orders for line in one.lines
        ]  # fmt: skip
        unit.receiving.promise(promises, "test")
        receipts = [_receipt(chance, number, chance.choice(orders)) for number in range(14)]
        unit.masters.take_receipts(receipts, "test")
        paper = document(unit, workspace)
        some = [(one, line) for one in receipts for line in one.lines if line.quantity > line.returned + line.rejected][
            :6
        ]
        caps = {(one.number, line.line): line.quantity - line.returned for one, line in some}
        taken = [allocation("0.5", one.number, n, line.line) for n, (one, line) in enumerate(some, 1)]
        unit.ledger.allocate(paper.id, taken, caps)
        billed = {(one.receipt, one.receipt_line): one.quantity for one in taken}
        assert unit.figures.owed() == Owed.of(_owed(orders, receipts, billed))
        listed = [(one.currency, one.worth) for one in unit.figures.uninvoiced()]
        assert Owed.of(listed) == unit.figures.owed()
        for period in PERIODS:
            assert unit.figures.punctuality(period) == _punctuality(orders, receipts, promises, period)
            fates = [line.fate for line in unit.figures.promised_lines(period, "S1")]
            assert Punctuality.of(fates) == unit.figures.punctuality(period, "S1")


def _order(chance: random.Random, number: int) -> PurchaseOrder:
    lines = tuple(
        OrderLine(
            line, Decimal(chance.randrange(2, 9)) / 2, "C62", Decimal(chance.randrange(1, 999)) / 100,
            price_per=chance.choice((Decimal(1), Decimal(3))), match=chance.choice(list(MatchLevel)),
        )
        for line in (1, 2, 3)
    )  # fmt: skip
    status = chance.choice((OrderStatus.OPEN, OrderStatus.OPEN, OrderStatus.CANCELLED))
    return PurchaseOrder(f"PO-{number}", f"S{number % 2}", chance.choice(("EUR", "JPY")), lines, status)


def _receipt(chance: random.Random, number: int, order: PurchaseOrder) -> GoodsReceipt:
    lines = tuple(
        ReceiptLine(
            line, line, Decimal(chance.randrange(2, 12)) / 2, rejected=Decimal(chance.choice((0, 0, 1))) / 2,
            returned=Decimal(chance.choice((0, 0, 1))) / 2,
        )
        for line in (1, 2, 3)
    )  # fmt: skip
    return GoodsReceipt(f"GR-{number}", order.number, BEGIN + timedelta(days=chance.randrange(50)), None, lines)


def _owed(
    orders: list[PurchaseOrder], receipts: list[GoodsReceipt], billed: Mapping[tuple[str, int], Decimal]
) -> list[tuple[str, Decimal]]:
    found, by_number = [], {one.number: one for one in orders}
    for one in receipts:
        order = by_number[one.order]
        for line in one.lines:
            of = next(ordered for ordered in order.lines if ordered.line == line.order_line)
            left = line.quantity - line.returned - line.rejected - billed.get((one.number, line.line), Decimal(0))
            if of.match is not MatchLevel.TWO_WAY and left > 0:
                cent = Decimal(1) if order.currency == "JPY" else Decimal("0.01")
                found.append((order.currency, (left * of.unit_price / of.price_per).quantize(cent, ROUND_HALF_UP)))
    return found


def _punctuality(
    orders: list[PurchaseOrder], receipts: list[GoodsReceipt], promises: list[Promise], period: Period
) -> Punctuality:
    fates: Counter[str] = Counter()
    good = {(one.number, line.line): line for one in orders if one.status is OrderStatus.OPEN for line in one.lines}
    for one in promises:
        ordered = good.get((one.order, one.line))
        if ordered is None or not (period.since or date.min) <= one.promised_on <= (period.until or date.max):
            continue
        came = [
            (receipt.received_on or date.max, line.quantity - line.returned)
            for receipt in receipts if receipt.order == one.order for line in receipt.lines
            if line.order_line == one.line
        ]  # fmt: skip
        by_then = sum((quantity for day, quantity in came if day <= one.promised_on), Decimal(0))
        whole = sum((quantity for _, quantity in came), Decimal(0)) >= ordered.quantity
        fates["on_time" if by_then >= ordered.quantity else "late" if whole else "short"] += 1
    return Punctuality(**fates)


@pytest.mark.parametrize("seed", [5, 6])
def test_what_became_of_promises_follows_every_change_of_orders_receipts_and_days(
    workspace: Workspace, seed: int
) -> None:
    chance = random.Random(seed)
    orders = [_order(chance, number) for number in range(6)]
    receipts: list[GoodsReceipt] = []
    promises: dict[tuple[str, int], Promise] = {}
    for turn in range(9):
        with workspace.begin() as unit:
            if turn % 3 == 0:
                orders = [_order(chance, number) for number in range(6)]
                unit.masters.take_orders(orders, "test")
            elif turn % 3 == 1:
                said = [
                    Promise(f"PO-{chance.randrange(7)}", chance.randrange(1, 5), _some_day(chance)) for _ in range(9)
                ]
                promises |= {(one.order, one.line): one for one in said}
                unit.receiving.promise(said, "test")
            else:
                receipts = [_receipt(chance, number, chance.choice(orders)) for number in range(9)]
                unit.masters.take_receipts(receipts, "test")
            for period in PERIODS:
                meant = _punctuality(orders, receipts, list(promises.values()), period)
                assert unit.figures.punctuality(period) == meant, (turn, period)
                assert Punctuality.of(line.fate for line in unit.figures.promised_lines(period)) == meant


def _some_day(chance: random.Random) -> date:
    return BEGIN + timedelta(days=chance.randrange(50))
