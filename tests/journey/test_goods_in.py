"""Goods-in: scans become receipts, once; mistakes are put right by new entries; what waited goes on at once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Kind, Role
from documents.lifecycle import State
from documents.order import MatchLevel, OrderLine, PurchaseOrder
from documents.people import Person
from documents.receipt import GoodsReceipt, ReceiptLine
from journey.goods_in import counting
from journey.goods_in.deliveries import goods_in
from journey.goods_in.scanning import scan
from journey.shift import Shift
from storage.errors import StaleError
from storage.records import CountState
from tests.journey.conftest import Office
from tests.journey.papers import bring, invoice, read

LAGO = "fatture@lago-utensili.example"
RECEIVER = Person("rita", "Rita", frozenset({Role.RECEIVING}))
QUALITY = Person("quinn", "Quinn", frozenset({Role.QUALITY}))
CLERK = Person("carl", "Carl", frozenset({Role.CLERK}))
LABEL = "(01)04012345123456(10)L-77(37)24"
GTIN = "4012345123456"


def order(*lines: OrderLine, number: str = "PO-1") -> PurchaseOrder:
    return PurchaseOrder(number, "V100", "EUR", lines)


def line(number: int, quantity: str, item: str, match: MatchLevel = MatchLevel.THREE_WAY) -> OrderLine:
    return OrderLine(number, Decimal(quantity), "C62", Decimal("2.50"), item=item, match=match)


@pytest.fixture
def shift(office: Office) -> Iterator[Shift]:
    with office.open() as shift:
        ordered = order(line(10, "100", GTIN), line(20, "5", "A-2"), line(30, "8", "A-3", MatchLevel.FOUR_WAY))
        shift.workspace.run(lambda unit: unit.masters.take_orders([ordered], "test"))
        yield shift


def receipt_of(shift: Shift) -> GoodsReceipt | None:
    with shift.workspace.look() as unit:
        return unit.masters.receipt("GI-000001")


def received(shift: Shift) -> dict[tuple[int, str | None], ReceiptLine]:
    receipt = receipt_of(shift)
    assert receipt is not None
    return {(one.order_line, one.lot): one for one in receipt.lines}


def test_a_count_becomes_a_receipt_when_it_is_booked(shift: Shift) -> None:
    count = counting.begin(shift, RECEIVER, "po-1", "DN-9")
    scan(shift, RECEIVER, count.id, "k1", LABEL)
    scan(shift, RECEIVER, count.id, "k2", LABEL)
    counting.enter(shift, RECEIVER, count.id, "k3", 20, Decimal(3))
    assert receipt_of(shift) is None
    booked = counting.book(shift, RECEIVER, count.id)
    lines = received(shift)
    assert lines[10, "L-77"].quantity == 48
    assert lines[20, None].quantity == 3
    assert booked.receipt.delivery_note == "DN-9"
    assert booked.count.state is CountState.BOOKED
    with pytest.raises(WrongUseError, match="booked"):
        counting.book(shift, RECEIVER, count.id)


def test_a_scan_sent_twice_counts_once(shift: Shift) -> None:
    count = counting.begin(shift, RECEIVER, "PO-1")
    first = scan(shift, RECEIVER, count.id, "same", LABEL)
    again = scan(shift, RECEIVER, count.id, "same", LABEL)
    assert (first.fresh, again.fresh) == (True, False)
    assert first.entry == again.entry
    counting.book(shift, RECEIVER, count.id)
    assert scan(shift, RECEIVER, count.id, "same", LABEL).fresh is False
    assert received(shift)[10, "L-77"].quantity == 24


def test_a_pallet_comes_once(shift: Shift) -> None:
    count = counting.begin(shift, RECEIVER, "PO-1")
    pallet = scan(shift, RECEIVER, count.id, "p", "(00)340123450000000017").pallet
    assert pallet == "340123450000000017"
    scan(shift, RECEIVER, count.id, "k1", LABEL, pallet)
    with pytest.raises(WrongUseError, match="counted already, by rita"):
        scan(shift, RECEIVER, count.id, "k2", LABEL, pallet)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("nothing-like-it", "no line of order PO-1 has nothing-like-it"),
        ("(01)04012345123456(400)PO-2", "this label is of order PO-2"),
        ("  ", "nothing was scanned"),
    ],
)
def test_what_is_not_of_the_order_is_refused_with_what_to_do(shift: Shift, code: str, told: str) -> None:
    count = counting.begin(shift, RECEIVER, "PO-1")
    with pytest.raises(WrongUseError, match=told):
        scan(shift, RECEIVER, count.id, "k", code)


@pytest.mark.parametrize(("code", "number"), [(GTIN, 10), ("0" + GTIN, 10), ("a2", 20), ("(241)A-3(30)2", 30)])
def test_codes_find_their_line(shift: Shift, code: str, number: int) -> None:
    count = counting.begin(shift, RECEIVER, "PO-1")
    scanned = scan(shift, RECEIVER, count.id, "k", code)
    assert scanned.line is not None and scanned.line.line == number


def test_a_mistake_is_another_entry(shift: Shift) -> None:
    count = counting.begin(shift, RECEIVER, "PO-1")
    entry, _ = counting.enter(shift, RECEIVER, count.id, "k1", 10, Decimal(90))
    counting.correct(shift, RECEIVER, "c1", entry.id, Decimal(9), "a nine too many")
    counting.book(shift, RECEIVER, count.id)
    assert received(shift)[10, None].quantity == 9
    counting.correct(shift, RECEIVER, "c2", entry.id, Decimal(10), "one was under the foil")
    counting.correct(shift, RECEIVER, "c2", entry.id, Decimal(10), "one was under the foil")
    assert received(shift)[10, None].quantity == 10
    with shift.workspace.look() as unit:
        entries = unit.receiving.entries(count.id)
        kinds = [one.kind for one in unit.audit.entries(f"count:{count.id}")]
    assert [one.made.quantity for one in entries] == [90, -81, 1]
    assert kinds == ["count:opened", "count:count", "count:correction", "count:booked", "count:correction"]


def test_more_than_ordered_needs_a_reason(shift: Shift) -> None:
    count = counting.begin(shift, RECEIVER, "PO-1")
    counting.enter(shift, RECEIVER, count.id, "k1", 20, Decimal(7))
    with pytest.raises(WrongUseError, match="line 20: 2 more than is still ordered"):
        counting.book(shift, RECEIVER, count.id)
    counting.book(shift, RECEIVER, count.id, "the driver insists")
    assert received(shift)[20, None].quantity == 7


def test_quality_rejects_and_receiving_sends_back(shift: Shift) -> None:
    count = counting.begin(shift, RECEIVER, "PO-1")
    counting.enter(shift, RECEIVER, count.id, "k1", 30, Decimal(8), lot="B1")
    counting.book(shift, RECEIVER, count.id)
    assert received(shift)[30, "B1"].inspected is False
    counting.inspect(shift, QUALITY, "i1", count.id, 30, Decimal(3), "B1", "cracked")
    assert (received(shift)[30, "B1"].inspected, received(shift)[30, "B1"].rejected) == (True, Decimal(3))
    counting.send_back(shift, RECEIVER, "r1", count.id, 30, Decimal(2), "B1", "with the driver")
    line = received(shift)[30, "B1"]
    assert (line.rejected, line.returned) == (Decimal(1), Decimal(2))
    with pytest.raises(WrongUseError, match="more is rejected or sent back than came"):
        counting.send_back(shift, RECEIVER, "r2", count.id, 30, Decimal(9), "B1", "all of it")


@pytest.mark.parametrize("who", [CLERK, QUALITY])
def test_only_receiving_books(shift: Shift, who: Person) -> None:
    with pytest.raises(NotAllowedError, match="this takes the role receiving"):
        counting.begin(shift, who, "PO-1")
    count = counting.begin(shift, RECEIVER, "PO-1")
    with pytest.raises(NotAllowedError):
        counting.enter(shift, who, count.id, "k", 10, Decimal(1))
    with pytest.raises(NotAllowedError):
        counting.book(shift, who, count.id)


def test_a_count_given_up_books_nothing(shift: Shift) -> None:
    count = counting.begin(shift, RECEIVER, "PO-1")
    counting.enter(shift, RECEIVER, count.id, "k1", 10, Decimal(5))
    counting.drop(shift, RECEIVER, count.id, "wrong order")
    assert receipt_of(shift) is None
    with pytest.raises((WrongUseError, StaleError)):
        counting.book(shift, RECEIVER, count.id)


def test_what_waited_for_the_goods_goes_on_at_once(office: Office) -> None:
    office.run()
    waiting = [one for one in office.documents().values() if one["state"] == "waiting"]
    assert waiting, "the samples have an invoice that came before its goods"
    with office.open() as shift:
        page = goods_in(shift)
        expected = next(one for one in page.expected if one.number == "45-7005")
        count = counting.begin(shift, RECEIVER, expected.number, "DDT-0917")
        for one in expected.open:
            counting.enter(shift, RECEIVER, count.id, f"k{one.line}", one.line, one.open)
        booked = counting.book(shift, RECEIVER, count.id)
    assert [document.state for document in booked.woken] == [State.FILED]


def test_a_packing_slip_is_confirmed_as_a_receipt(office: Office) -> None:
    lines = [{"po_number": "45-7005", "order_line": "10", "shipped": "24", "unit": "C62", "lot": "L7"}]
    told = {"delivery_note_number": "DDT-9", "delivery_note_date": "2026-05-18", "po_number": "45-7005"}
    with office.open() as shift:
        slip = bring(shift, read(Kind.PACKING_SLIP, lines, **told), LAGO)
        bring(shift, invoice("L-1", "45-7005", ("10", "24", "14.75"), delivery_note_number="DDT-9"), LAGO)
        assert [one.document.id for one in goods_in(shift).slips] == [slip.id]
        (count,) = counting.from_slip(shift, RECEIVER, slip.id)
        assert counting.from_slip(shift, RECEIVER, slip.id) == (count,)
        booked = counting.book(shift, RECEIVER, count.id)
        assert [(one.number, one.state) for one in booked.woken] == [("DDT-9", State.FILED), ("L-1", State.FILED)]
        assert received(shift)[10, "L7"].quantity == 24
        assert goods_in(shift).slips == ()
