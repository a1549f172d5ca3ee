"""`tallymark reread`: the same bytes once more, of one document or of all that is quarantined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED
from cli.settling import As, InRole, Reason
from documents.errors import WrongUseError

if TYPE_CHECKING:
    from journey.queue.duties import Actor
    from journey.shift import Shift

Some = Annotated[int | None, typer.Argument(metavar="[DOCUMENT]", help="A held or waiting document's number.")]
Quarantined = Annotated[bool, typer.Option("--quarantined", help="All mails and attachments that are quarantined.")]


def reread(who: As, role: InRole, reason: Reason, document: Some = None, quarantined: Quarantined = False) -> None:
    """Read the archived bytes again: after an upgrade, with a new password, or after a fault of ours was mended.

    A document keeps what people have said about it, and is matched again if it is read otherwise; its earlier reading
    stays in the archive. What is quarantined is taken apart anew; what can be opened now goes the way of any mail, and
    all else stays where it is. Exit status 1 if something is left for a later run.

    Example: tallymark reread --quarantined --role clerk --reason "the password is in the settings now"
    """
    from journey.queue.duties import Actor
    from journey.settings import load
    from journey.shift import open_shift

    if (document is None) is not quarantined:
        raise WrongUseError("name one document, or --quarantined")
    with open_shift(load()) as shift:
        if document is not None:
            _one(shift, document, Actor(who, role), reason)
        else:
            raise typer.Exit(_all(shift, Actor(who, role), reason))


def _one(shift: Shift, document: int, who: Actor, reason: str) -> None:
    from journey.readers import open_readers
    from journey.reread import reread as read_again

    with open_readers(shift, 1) as readers:
        changes = read_again(shift, readers, document, who, reason)
    with shift.workspace.look() as unit:
        state = unit.custody.document(document).state
    if changes:
        console.table(("field", "before", "now"), [(one.field, one.before or "", one.after or "") for one in changes])
    console.say(f"document {document} is read {'otherwise' if changes else 'as before'}; it is {state.value}")


def _all(shift: Shift, who: Actor, reason: str) -> int:
    from journey.batch import carry_on
    from journey.outcome import outcome
    from journey.readers import open_readers
    from journey.reread import reopen_quarantined
    from journey.threads import Threads

    jobs = shift.settings.reader_jobs
    with open_readers(shift, jobs) as readers:
        reopened = reopen_quarantined(shift, readers, who, reason)
        batch = carry_on(shift, readers, Threads(jobs), lambda *_: None)
    lines = [outcome(shift, message) for message in reopened]
    rows = [(str(line["mail"]), str(line["outcome"]), str(len(line["documents"]))) for line in lines]
    console.table(("mail", "outcome", "documents"), rows)
    console.say(f"{len(reopened)} mails were opened again; what else is quarantined could not be")
    if batch.left:
        console.tell(f"{batch.left} are left for a later run: {batch.because}")
    return FAILED if batch.left else DONE


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(reread)


__all__ = ["add_to"]
