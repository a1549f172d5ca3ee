"""`tallymark receipts`: what packing slips say arrived, for receiving."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from documents.errors import WrongUseError

group = typer.Typer(name="receipts", no_args_is_help=True, help="Goods receipts, drafted from packing slips.")


@group.command()
def draft(
    document: Annotated[int, typer.Argument(metavar="DOCUMENT", help="The packing slip's number.")],
    number: Annotated[str | None, typer.Option("--number", help="The receipt's number, as the ERP books it.")] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write it there; it must be new.")] = None,
) -> None:
    """Draft the goods receipt that a packing slip speaks of, as CSV in the columns of `import receipts`.

    Receiving counts the goods, puts the quantities right, and confirms by importing the file. Where the ERP hands
    out its receipts by itself, book it there instead: imported under two numbers the goods would count twice.

    Example: tallymark receipts draft 3 --number GR-1007 --to receipt.csv
    """
    from connectors.erp import drafts
    from journey.goods_in.receipts import draft as draw_up
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        drafted = draw_up(shift, document, number)
    table = drafts.table(drafted)
    if to is None:
        typer.echo(table, nl=False)
        return
    try:
        with to.open("x", encoding="utf-8") as file:
            file.write(table)
    except OSError as error:
        raise WrongUseError(f"{to} cannot be written: {error.strerror}") from error
    console.tell(f"{to}: count the goods, put it right, then: tallymark import receipts {to}")


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(group)


__all__ = ["add_to"]
