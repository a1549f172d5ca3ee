"""The ERP's tables: what is taken, what is refused with its row, what is doubted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from connectors.erp import masters
from documents.errors import WrongUseError
from documents.order import MatchLevel, OrderStatus

COLUMNS = (
    "order supplier_id order_date currency status line quantity unit unit_price price_per match planned_freight units"
)
ORDERS = COLUMNS.replace(" ", ",") + "\n"


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "table.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_an_order_is_its_rows_together(tmp_path: Path) -> None:
    first_row = "45-1,V1,2026-01-02,eur,,10,5,C62,1.20,100,four_way,8.50,BX=50;PK=0.5\n"
    second_row = "45-1,V1,2026-01-02,eur,,20,1,KGM,3,,,8.50,\n"
    [order] = masters.orders(table(tmp_path, ORDERS + first_row + second_row)).things
    assert (order.currency, order.status, order.charges[0].amount) == ("EUR", OrderStatus.OPEN, Decimal("8.50"))
    first, second = order.lines
    assert (first.match, first.price_per, first.units) == (
        MatchLevel.FOUR_WAY, Decimal(100), {"BX": Decimal(50), "PK": Decimal("0.5")},
    )  # fmt: skip
    assert (second.match, second.price_per) == (MatchLevel.THREE_WAY, Decimal(1))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("45-2,V1,,EUR,,10,many,C62,1,,,,", "'many' is not a number"),
        (",V1,,EUR,,10,1,C62,1,,,,", "the order is empty"),
        ("45-2,,,EUR,,10,1,C62,1,,,,", "the supplier is empty"), ("45-2,V1,,EUR,lost,10,1,C62,1,,,,", "lost"),
        ("45-2,V1,,EUR,,10,1,C62,1,0,,,", "'0' is not above zero"), ("45-1,V1,,EUR,,10,1,C62,1,,,,", "stands twice"),
        ("45-2,V1,2026-02-30,EUR,,10,1,C62,1,,,,", "day is out of range"), ("45-2,V1,,EUR,,x,1,C62,1,,,,", "'x'"),
    ],
)  # fmt: skip
def test_a_refused_row_is_named_and_the_rest_is_taken(tmp_path: Path, row: str, reason: str) -> None:
    taken = masters.orders(table(tmp_path, f"{ORDERS}45-1,V1,,EUR,,10,1,C62,1,,,,\n{row}\n"))
    assert [order.number for order in taken.things] == ["45-1"]
    [refusal] = taken.refused
    assert (refusal.row, reason in refusal.reason) == (3, True)


def test_wrong_checksums_are_doubts_not_refusals(tmp_path: Path) -> None:
    text = "id;name;vat_id;ibans;country\nV1;A;DE123456789;DE00370400440532013000;DE\n"
    taken = masters.suppliers(table(tmp_path, text))
    assert (len(taken.things), len(taken.refused), [doubt.row for doubt in taken.warnings]) == (1, 0, [2, 2])


def test_a_spreadsheet_is_read_like_the_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["receipt", "order", "date", "line", "order_line", "quantity", "inspected"])
    sheet.append(["GR-1", "45-1", "2026-01-02", 1, 10, 2.5, False])
    book.save(tmp_path / "table.xlsx")
    [receipt] = masters.receipts(tmp_path / "table.xlsx").things
    assert (receipt.lines[0].quantity, receipt.lines[0].inspected) == (Decimal("2.5"), False)


@pytest.mark.parametrize(
    ("text", "encoding", "sentence"), [("a,b\n", "utf-8", "lacks the column"), ("ä", "latin-1", "UTF-8")]
)
def test_what_is_no_table_is_wrong_use(tmp_path: Path, text: str, encoding: str, sentence: str) -> None:
    with pytest.raises(WrongUseError, match=sentence):
        masters.receipts(table(tmp_path, text, encoding))
