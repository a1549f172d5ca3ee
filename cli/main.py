"""`tallymark`: the entry, with every command named."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from cli import (
    archive,
    demo,
    imports,
    learnt,
    letter,
    mailbox,
    operation,
    outbox,
    policy,
    queue,
    receipts,
    reread,
    run,
    simulate,
    up,
    user,
    verdicts,
)
from cli import match as matching
from cli import read as reading
from cli.edge import guarded

app = typer.Typer(
    name="tallymark", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads supplier invoices and packing slips, tallies them with orders and receipts, files them with proof.",
    epilog="Exit status: 0 done, 1 it could not be done or something is left for a later run, 2 wrong use.",
)  # fmt: skip
_GROUPS = (
    demo, up, run, mailbox, reading, reread, matching, imports, receipts, queue, learnt, verdicts, simulate, policy,
    archive, letter, outbox, user, operation,
)  # fmt: skip
for register in _GROUPS:
    register.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tallymark {version('tallymark')}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Reads supplier invoices and packing slips, tallies them with orders and receipts, files them with proof."""


def main() -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run_words(sys.argv[1:]))


def run_words(words: list[str]) -> int:
    """Run one command given as words; its exit status."""
    return guarded(lambda: _status(words))


def _status(words: list[str]) -> int:
    try:
        app(words)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    return 0


if __name__ == "__main__":
    main()

__all__ = ["app", "main", "run_words"]
