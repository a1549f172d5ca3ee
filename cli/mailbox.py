"""`tallymark mailbox`: where mail comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from documents.errors import WrongUseError

if TYPE_CHECKING:
    from journey.shift import Shift

group = typer.Typer(name="mailbox", no_args_is_help=True, help="Mailboxes: where the mail comes from.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="What you call it; `run --source NAME` polls it.")]
Values = Annotated[list[str], typer.Argument(metavar="KEY=VALUE...", help="The account; see docs/mailboxes.md.")]


@group.command()
def add(name: Name, values: Values) -> None:
    """Add a mailbox: kind folder, imap, exchange or graph. Nothing is connected yet.

    Secrets are not written here but named: env:NAME, file:PATH or keyring:SERVICE.

    Example: tallymark mailbox add ap kind=imap host=mail.example user=ap@factory.example password=env:AP_PASSWORD
    """
    from journey.mailroom import mailboxes
    from journey.settings import load

    pairs = [value.partition("=") for value in values]
    if not all(sign for _, sign, _ in pairs):
        raise WrongUseError("write each setting as KEY=VALUE")
    file = mailboxes.add(load().home, name, {key: value for key, _, value in pairs})
    console.say(f"{file} is written; now try it: tallymark mailbox test {name}")


@group.command()
def test(name: Name) -> None:
    """Try a mailbox: name, connection, certificate, login, folder, rights. Takes no mail and marks none.

    Example: tallymark mailbox test ap
    """
    from contextlib import closing

    from journey.mailroom import mailboxes
    from journey.settings import load

    with closing(mailboxes.mailbox(load().home, name)) as source:
        for sentence in source.check():
            console.say(f"good: {sentence}")
    console.say(f"next: tallymark run --source {name} --once")


@group.command("list")
def list_() -> None:
    """List the mailboxes: how many mails of each are in custody, and when its cursor moved last.

    Example: tallymark mailbox list
    """
    from journey.mailroom import mailboxes
    from journey.settings import load
    from journey.shift import open_shift

    names = mailboxes.names(load().home)
    if not names:
        console.say("there is no mailbox yet: tallymark mailbox add --help")
        return
    with open_shift(load()) as shift:
        rows = [_row(shift, name) for name in names]
    console.table(("name", "mailbox", "count", "last moved", "polled now"), rows)


def _row(shift: Shift, name: str) -> tuple[str, ...]:
    from journey.mailroom import mailboxes

    try:
        account = mailboxes.mailbox(shift.settings.home, name).account
    except WrongUseError as error:
        return name, error.sentence, "", "", ""
    with shift.workspace.look() as unit:
        count = len(unit.custody.messages(account))
        moved, holder = unit.cursors.advanced_at(account), unit.cursors.holder(account)
    return name, account, str(count), moved or "-", "yes" if holder else "no"


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(group)


__all__ = ["add_to"]
