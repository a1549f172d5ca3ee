"""`tallymark import`: suppliers, orders and receipts from the ERP's tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED

if TYPE_CHECKING:
    from journey.masterdata.masters import Imported

group = typer.Typer(
    name="import", no_args_is_help=True,
    help="Take in suppliers, orders or receipts (CSV or XLSX); documents that wait for them are matched again.",
)  # fmt: skip
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV (UTF-8) or XLSX; the first row names the columns.")]


@group.command()
def suppliers(file: File) -> None:
    """Take in suppliers: id, name, vat_id, ibans (;), email_domains (;), country, currency, language.

    A wrong checksum is a warning. Exit status 1 only if rows were refused.

    Example: tallymark import suppliers suppliers.csv
    """
    _import("suppliers", file)


@group.command()
def orders(file: File) -> None:
    """Take in purchase orders, a row a line.

    Columns: order, supplier_id, order_date, currency, status, line, item, supplier_item, description, quantity,
    unit, unit_price, price_per, match, tax_rate, planned_freight, units, delivery_date (the day on which the line
    was promised, for on-time-in-full). Exit status 1 only if rows were refused.

    Example: tallymark import orders orders.csv
    """
    _import("orders", file)


@group.command()
def receipts(file: File) -> None:
    """Take in goods receipts, a row a line; documents that wait for them are matched again at once.

    Columns: receipt, order, date, delivery_note, line, order_line, quantity, unit, rejected, returned,
    inspected, lot. Exit status 1 only if rows were refused.

    Example: tallymark import receipts receipts.csv
    """
    _import("receipts", file)


def _import(what: str, file: Path) -> None:
    from journey.masterdata import masters
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        taken = masters.take(shift, what, file)
    _report(what, taken)
    raise typer.Exit(FAILED if taken.refused else DONE)


def _report(what: str, taken: Imported) -> None:
    console.say(f"{taken.read} {what} read, {taken.changed} new or changed")
    for refusal in taken.refused:
        console.tell(f"row {refusal.row} was refused: {refusal.reason}")
    for warning in taken.warnings:
        console.tell(f"row {warning.row}: {warning.reason}")
    if taken.woken:
        console.say(f"{len(taken.woken)} documents that waited for this were matched again:")
        rows = [(str(woken.id), woken.number or "-", woken.state.value) for woken in taken.woken]
        console.table(("document", "number", "now"), rows)


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(group)


__all__ = ["add_to"]
