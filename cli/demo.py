"""`tallymark demo`: the first impression, on made papers of invented companies."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console

if TYPE_CHECKING:
    from journey.settings import Settings

Home = Annotated[Path | None, typer.Option("--home", help="Where to make the workspace (default: a new folder).")]


def demo(home: Home = None) -> None:
    """Show the whole journey on a small mailbox of invented companies.

    Makes a workspace of its own, takes in suppliers, orders and receipts, then reads, matches, routes and
    files every document of eleven mails, and says what to type next.

    Example: tallymark demo
    """
    import samples
    from flows.environment import prepare
    from journey.settings import FILE, load

    folder = home or Path(tempfile.mkdtemp(prefix="tallymark-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(samples.SETTINGS, folder / FILE)
    os.environ["TALLYMARK_HOME"] = str(folder)
    prepare(folder)
    _run(load())
    _next_step(folder)


def _run(settings: Settings) -> None:
    import samples
    from cli.result import show
    from connectors.mail.folder import FolderSource
    from flows.batch import run_batch
    from journey.masterdata import masters
    from journey.outcome import outcome
    from journey.shift import open_shift

    with open_shift(settings) as shift:
        for what in ("suppliers", "orders", "receipts"):
            masters.take(shift, what, samples.FOLDER / f"{what}.csv")
        with console.progress() as bar:
            batch = run_batch(shift, FolderSource(samples.MAILBOX), settings.reader_jobs, console.Steps(bar))
        with shift.workspace.look() as unit:
            names = {supplier.id: supplier.name for supplier in unit.masters.suppliers()}
        show([outcome(shift, message) for message in batch.messages], names)


def _next_step(folder: Path) -> None:
    import samples

    console.say(f"""
The workspace is {folder}; approved documents are in {folder / "outbox" / "erp"}.
One invoice waits for its goods. Book them, and it is matched again at once:

    TALLYMARK_HOME={folder} {_command()} import receipts {samples.FOLDER / "late-receipt.csv"}

Then see what people have to settle:  TALLYMARK_HOME={folder} {_command()} queue list""")


def _command() -> str:
    """What is typed to run this program from here: its name, or its path where the name alone does not find it."""
    return "tallymark" if shutil.which("tallymark") else os.path.relpath(sys.argv[0])


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(demo)


__all__ = ["add_to", "demo"]
