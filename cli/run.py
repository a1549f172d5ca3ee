"""`tallymark run`: the journey of a mailbox."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED
from documents.errors import TallymarkError

if TYPE_CHECKING:
    from connectors.mail.source import MailSource
    from journey.shift import Shift

Source = Annotated[str, typer.Option("--source", metavar="DIR_OR_ACCOUNT", help="A folder of mails, or an account.")]
Once = Annotated[bool, typer.Option("--once", help="One poll, then end; without it, one a minute, and as mail comes.")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day of the decisions.")]
Policy = Annotated[Path | None, typer.Option("--policy", help="A policy file instead of the workspace's own.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write a JSON line for every mail now in the source.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Documents read at the same time (0: as set up).")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's own messages.")]

POLL_SECONDS = 60


def run(
    source: Source, once: Once = False, as_of: AsOf = None, policy: Policy = None, json: Json = None, jobs: Jobs = 0,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Take in a mailbox: read, match, route and file every document in it.

    What an earlier run took is not taken again. Exit status 0 when every mail has an outcome (held
    documents are no failure), 1 when something is left that a later run may finish.

    Example: tallymark run --source mails/ --once --json result.jsonl
    """
    from flows.environment import prepare
    from journey.notices.book import book_of
    from journey.settings import load, today
    from journey.shift import open_shift

    settings = load()
    book_of(settings.home)  # what is wrong in it is said before anything is taken in
    prepare(settings.home, verbose=verbose)
    with open_shift(settings, as_of.date() if as_of else None, policy) as shift:
        left = _poll(shift, source, json, jobs, rest=not once)
        while not once:
            day = as_of.date() if as_of else settings.as_of or today()
            left = _poll_again(replace(shift, as_of=day), source, json, jobs)
    raise typer.Exit(FAILED if left else DONE)


def _poll_again(shift: Shift, source: str, json: Path | None, jobs: int) -> int:
    """A later poll of a run that goes on: what may pass by itself is told, and tried at the next poll."""
    from connectors.mail.source import MailboxError

    try:
        return _poll(shift, source, json, jobs, rest=True)
    except TallymarkError as error:
        if not error.retryable and not isinstance(error, MailboxError):
            raise
        console.tell(f"tallymark: {error.sentence}; the next poll tries again")
        time.sleep(POLL_SECONDS)
        return 1


def _poll(shift: Shift, source: str, json: Path | None, jobs: int, *, rest: bool) -> int:
    """One poll, and, where asked, the rest until the next one; returns how many mails are left for a later run."""
    from journey.mailroom import hints, mailboxes

    with closing(mailboxes.source(shift.settings.home, source)) as mailbox:
        left = _take(shift, mailbox, json, jobs)
        if rest:
            hints.rest(mailbox, POLL_SECONDS)
    return left


def _take(shift: Shift, mailbox: MailSource, json: Path | None, jobs: int) -> int:
    from cli.result import show
    from flows.batch import run_batch
    from journey.outcome import outcome

    with console.progress() as bar:
        taken = run_batch(shift, mailbox, jobs or shift.settings.reader_jobs, console.Steps(bar))
    lines = [outcome(shift, message) for message in taken.messages]
    if json:
        json.write_text("".join(console.compact(line) + "\n" for line in lines), encoding="utf-8")
    show(lines)
    if taken.unreached:
        console.tell(f"tallymark: the mailbox was not read to its end: {taken.because}")
    elif taken.left:
        console.tell(f"tallymark: {taken.left} mails are left for the next run: {taken.because}")
    _notify(shift)
    return taken.left


def _notify(shift: Shift) -> None:
    """A round of notices; what could not be sent is told and tried again at the next poll."""
    from journey.mailroom.lease import PolledElsewhereError
    from journey.notices.round import go_round

    try:
        done = go_round(shift)
    except PolledElsewhereError:
        return  # another run sends them just now
    if done.sent.why:
        console.tell(f"tallymark: notices: {done.sentence}")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(run)


__all__ = ["add_to", "run"]
