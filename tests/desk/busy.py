"""A busy morning: more mails of the samples' companies, each with something for a clerk or a buyer to settle.

All are papers of our own drawing, read by the real readers and judged by the real rules.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import samples
from documents.kinds import Role
from journey.masterdata import masters
from journey.settings import Settings
from journey.shift import open_shift
from samples import draw, facts, make
from samples.paper import Paper, Row

CLERKS = 22
"""Exceptions that are a clerk's to settle."""
BUYERS = 3
"""Exceptions of one root cause, a price, that are a buyer's."""


@dataclass(frozen=True, slots=True)
class Miscounted(Paper):
    """A paper whose gross is not the sum of its net and tax."""

    over: Decimal = Decimal(0)

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax + self.over


def papers(clerks: int = CLERKS) -> list[Paper]:
    """The invoices: miscounted ones, some with an old date, and some at another price than ordered."""
    made: list[Paper] = []
    for place in range(clerks):
        supplier = (facts.NORDHAFEN, facts.HARZ, facts.ARDECHE)[place % 3]
        rate = Decimal(0) if supplier is facts.ARDECHE else Decimal(19)
        day = "2024-11-04" if place % 7 == 3 else f"2026-05-{4 + place % 20:02d}"
        number, order = f"{supplier.id}-{2600 + place}", f"46-{8000 + place}"
        rows = _rows(place)
        over = Decimal(0) if place % 7 == 3 else Decimal(1) + place
        due = f"2026-06-{1 + place % 25:02d}"
        made.append(Miscounted(supplier, number, day, order, rows, due, f"DN-{order}", rate, over=over))
    for place in range(BUYERS):
        number, row = f"BA-{2700 + place}", replace(_rows(0)[0], quantity=Decimal(10 + place), price=Decimal("2.50"))
        made.append(
            Paper(facts.BRABANT, number, "2026-05-15", "46-9000", (row,), "2026-06-20", "DN-46-9000", Decimal(0))
        )  # fmt: skip
    return made


def _rows(place: int) -> tuple[Row, ...]:
    names = ("Distanzhülse 12 mm", "Spannstift 6x30", "Kugelgriff M10", "Federscheibe A12")
    return tuple(
        Row(f"KW-{9000 + line}", f"S-{7000 + line}", names[(place + line) % 4], Decimal(10 + place + line), "C62",
            Decimal("2.00") + Decimal(line) / 4, 10 * (line + 1))
        for line in range(1 + place % 3)
    )  # fmt: skip


def _tables(all_papers: list[Paper]) -> dict[str, str]:
    """Orders and receipts of the papers, as ordered: the dear ones at 2.00."""
    orders, receipts = [], []
    for paper in {paper.order: paper for paper in all_papers}.values():
        of_it = [one for one in all_papers if one.order == paper.order]
        for row in paper.rows:
            quantity = sum(other.quantity for one in of_it for other in one.rows if other.order_line == row.order_line)
            price = Decimal("2.00") if paper.order == "46-9000" else row.price
            orders.append((
                paper.order, paper.supplier.id, "2026-04-20", paper.supplier.currency, "open", row.order_line, row.item,
                row.supplier_item, row.description, quantity, row.unit, price, 1, "three_way", paper.rate, "", "",
            ))  # fmt: skip
            receipts.append((f"GR-{paper.order}", paper.order, "2026-05-02", paper.delivery_note, row.order_line,
                             row.order_line, quantity, row.unit, 0, 0, "true", ""))  # fmt: skip
    heads = (
        "order supplier_id order_date currency status line item supplier_item description quantity unit unit_price"
        " price_per match tax_rate planned_freight units", make.RECEIPT_COLUMNS,
    )  # fmt: skip
    return {"orders": _csv(heads[0], orders), "receipts": _csv(heads[1], receipts)}


def _csv(head: str, rows: Sequence[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head.split())
    writer.writerows(rows)
    return out.getvalue()


def fill(home: Path, people: dict[str, str], clerks: int = CLERKS) -> None:
    """A workspace after a busy morning: masters, mails, the whole journey, people of every role."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(samples.SETTINGS, home / "settings.toml")
    mailbox, all_papers = home.parent / "busy-mailbox", papers(clerks)
    mailbox.mkdir()
    for place, paper in enumerate(all_papers):
        sent = make.mail(
            paper.supplier, "Mon, 18 May 2026", f"Rechnung {paper.number}", f"Anbei {paper.number}.\n",
            {f"{paper.number}.pdf": draw.pdf(paper)},
        )  # fmt: skip
        (mailbox / f"{place:02d}.eml").write_bytes(sent)
    said = tomllib.loads((home / "settings.toml").read_text(encoding="utf-8"))
    with open_shift(Settings(home=home, **said)) as shift:
        masters.take(shift, "suppliers", samples.FOLDER / "suppliers.csv")
        for what, text in _tables(all_papers).items():
            table = home.parent / f"{what}.csv"
            table.write_text(text, encoding="utf-8")
            masters.take(shift, what, table)
        with shift.workspace.begin() as unit:
            for login, name in people.items():
                unit.people.add(login, name, [Role(login.rstrip("2"))])
    command = [sys.executable, "-m", "journey", str(mailbox), samples.AS_OF, "2"]
    environment = os.environ | {"TALLYMARK_HOME": str(home)}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)


__all__ = ["BUYERS", "CLERKS", "fill", "papers"]
