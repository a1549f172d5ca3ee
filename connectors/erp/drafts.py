"""Drafted receipts as a table, in the columns in which receipts are imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from documents.money import plain
from documents.receipt import GoodsReceipt

COLUMNS = (
    "receipt", "order", "date", "delivery_note", "line", "order_line", "quantity", "unit", "rejected", "returned",
    "inspected", "lot",
)  # fmt: skip


def table(receipts: Iterable[GoodsReceipt]) -> str:
    """CSV of receipts, a row a line, that `connectors.erp.masters.receipts` reads back as the same receipts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for receipt in receipts:
        writer.writerows(_rows(receipt))
    return out.getvalue()


def _rows(receipt: GoodsReceipt) -> Iterator[list[str]]:
    day = receipt.received_on.isoformat() if receipt.received_on else ""
    for line in receipt.lines:
        yield [
            receipt.number, receipt.order, day, receipt.delivery_note or "", str(line.line), str(line.order_line),
            plain(line.quantity), line.unit or "", plain(line.rejected), plain(line.returned),
            "true" if line.inspected else "false", line.lot or "",
        ]  # fmt: skip


__all__ = ["COLUMNS", "table"]
