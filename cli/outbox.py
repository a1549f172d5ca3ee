"""`tallymark outbox`: what is told to people, what was, and what could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED
from documents.errors import WrongUseError

if TYPE_CHECKING:
    from storage.records import Outgoing

group = typer.Typer(name="outbox", no_args_is_help=True, help="Notices and letters on their way out.")
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The number in `outbox list`.")]
Numbers = Annotated[list[int] | None, typer.Argument(metavar="[NUMBER...]", help="Numbers in `outbox list`.")]
As = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who does it.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table.")]
State = Annotated[str | None, typer.Option("--state", metavar="STATE", help="due, sending, sent or failed.")]
Failed = Annotated[bool, typer.Option("--failed", help="All that failed.")]
To = Annotated[str | None, typer.Option("--to", metavar="ADDRESS", help="Also send a mail for trial there.")]


@group.command("list")
def list_(state: State = None, as_json: AsJson = False) -> None:
    """List what is to be sent, was sent, or could not be, with the reason.

    Example: tallymark outbox list --state failed
    """
    from journey.settings import load
    from journey.shift import open_shift
    from storage.records import OutgoingState

    if state is not None and state not in list(OutgoingState):
        raise WrongUseError(f"there is no state {state}: it is one of {', '.join(OutgoingState)}")
    wanted = None if state is None else OutgoingState(state)
    with open_shift(load()) as shift, shift.workspace.look() as unit:
        rows = unit.outbox.list(state=wanted, limit=10_000)
    if as_json:
        for row in rows:
            console.json_line(_record(row))
    elif rows:
        console.table(("number", "what", "to", "subject", "state", "tries", "when", "why"), map(_row, rows))
    else:
        console.say("the outbox is empty" if wanted is None else f"nothing in the outbox is {wanted.value}")


@group.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """Show one notice or letter as it is sent, and how it stands.

    Example: tallymark outbox show 3
    """
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        row = unit.outbox.get(number)
    if as_json:
        console.json_line(_record(row) | {"body": row.body})
        return
    console.say(f"{row.kind.value} {row.id} to {row.recipient}: {row.state.value}, {row.attempts} tries")
    if row.reason:
        console.say(f"because {row.reason}")
    console.say(f"Message-ID {row.message_id}")
    for name, sha256 in row.files.items():
        console.say(f"with {name} (object {sha256})")
    console.say(f"\n{row.subject}\n\n{row.body}")


@group.command()
def release(numbers: Numbers = None, who: As = "operator") -> None:
    """Let notices leave at once that the daily cap, or a pause, holds back; and send them.

    Example: tallymark outbox release 3 4 --as anna
    """
    _again(numbers or [], who, urgent=True)


@group.command()
def retry(numbers: Numbers = None, failed: Failed = False, who: As = "operator") -> None:
    """Try again what failed or pauses, and send it; the daily cap still holds.

    Example: tallymark outbox retry --failed
    """
    if failed is bool(numbers):
        raise WrongUseError("give numbers, or --failed")
    _again(_failed() if failed else numbers or [], who, urgent=False)


@group.command()
def test(to: To = None) -> None:
    """Try the ways out: files, names, connection, certificate, login; nothing is sent but what `--to` asks for.

    Exit status 1 where a way is closed, each with what is to be done.

    Example: tallymark outbox test --to anna@factory.example
    """
    from journey.notices.trial import try_ways
    from journey.settings import load

    ways = try_ways(load().home, to)
    for way in ways:
        console.say(f"{'good' if way.open else 'wrong'}: {way.sentence}")
    raise typer.Exit(DONE if all(way.open for way in ways) else FAILED)


def _again(numbers: list[int], who: str, *, urgent: bool) -> None:
    from journey.notices.sending import send_due
    from journey.settings import load
    from journey.shift import open_shift

    if not numbers:
        raise WrongUseError("name at least one number of `tallymark outbox list`")
    with open_shift(load()) as shift:
        shift.workspace.run(
            lambda unit: [unit.outbox.again(number, who, urgent=urgent) for number in numbers]
        )  # fmt: skip
        send_due(shift)
        with shift.workspace.look() as unit:
            rows = [unit.outbox.get(number) for number in numbers]
    for row in rows:
        console.say(f"{row.id} to {row.recipient} is {row.state.value}" + (f": {row.reason}" if row.reason else ""))
    raise typer.Exit(DONE if all(row.sent_at for row in rows) else FAILED)


def _failed() -> list[int]:
    from journey.settings import load
    from journey.shift import open_shift
    from storage.records import OutgoingState

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        return [row.id for row in unit.outbox.list(state=OutgoingState.FAILED, limit=10_000)]


def _row(row: Outgoing) -> tuple[str, ...]:
    when = row.sent_at or row.next_at
    shown = "" if row.state.value == "failed" else f"{when:%Y-%m-%d %H:%M}"
    return (
        str(row.id), row.kind.value, row.recipient, row.subject, row.state.value, str(row.attempts), shown,
        row.reason or "",
    )  # fmt: skip


def _record(row: Outgoing) -> dict[str, object]:
    return {
        "number": row.id, "kind": row.kind.value, "channel": row.channel.value, "to": row.recipient,
        "subject": row.subject, "document": row.document, "state": row.state.value, "urgent": row.urgent,
        "tries": row.attempts, "message_id": row.message_id, "files": dict(row.files), "why": row.reason,
        "written_at": row.created_at.isoformat(), "next_at": row.next_at.isoformat(),
        "sent_at": row.sent_at and row.sent_at.isoformat(),
    }  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(group)


__all__ = ["add_to"]
