"""`tallymark letter`: letters to suppliers, drafted by the program, sent by a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from documents.kinds import Role

if TYPE_CHECKING:
    from storage.records import Letter

group = typer.Typer(name="letter", no_args_is_help=True, help="Letters to suppliers about what differs.")
Document = Annotated[int, typer.Argument(metavar="DOCUMENT", help="The document's number.")]
Number = Annotated[int, typer.Argument(metavar="LETTER", help="The letter's number.")]
As = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who does it.")]
InRole = Annotated[Role, typer.Option("--role", help="In which role.")]
Language = Annotated[str | None, typer.Option("--language", metavar="LANGUAGE", help="en, de, fr, es, it, nl or pt.")]
Remark = Annotated[str, typer.Option("--remark", help="A paragraph of your own, in the supplier's language.")]
File = Annotated[Path | None, typer.Option("--docx", metavar="FILE", help="Write the DOCX there; logged as an access.")]
To = Annotated[str | None, typer.Option("--to", metavar="ADDRESS", help="Where it goes, as you know it.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]


@group.command()
def draft(
    document: Document, who: As, role: InRole = Role.CLERK, language: Language = None, remark: Remark = ""
) -> None:
    """Draft a letter to a document's supplier: what differs, line by line, with the marked page. Nobody gets it yet.

    It is written in the document's language, archived, and entered as a document of our own.

    Example: tallymark letter draft 4 --as anna
    """
    from journey.letters import draft as write
    from journey.queue.duties import Actor
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        letter = write(shift, document, Actor(who, role), language=language, remark=remark)
    _tell(letter)
    console.say(f"\n{letter.subject}\n\n{letter.body}")
    console.say(f"look at it: tallymark letter show {letter.id} --docx letter.docx; send it: {_sending(letter)}")


@group.command()
def show(letter: Number, docx: File = None, who: As = "operator") -> None:
    """Show a letter as it stands; with --docx write it as it is sent.

    Example: tallymark letter show 1 --docx letter.docx
    """
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        with shift.workspace.look() as unit:
            found = unit.letters.get(letter)
        if docx is not None:
            docx.write_bytes(shift.workspace.fetch(found.sha256, who, f"letter {letter}"))
    _tell(found)
    console.say(f"\n{found.subject}\n\n{found.body}")
    if docx is not None:
        console.say(f"written to {docx}")


@group.command()
def release(letter: Number, who: As, role: InRole = Role.CLERK, to: To = None) -> None:
    """Send a letter to its supplier, with the DOCX: by the server for mail of notices.toml, at once or when it can.

    Example: tallymark letter release 1 --as anna
    """
    from journey.letters import release as send
    from journey.notices.sending import send_due
    from journey.queue.duties import Actor
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        _tell(send(shift, letter, Actor(who, role), to))
        sent = send_due(shift)
    for reason in sent.why:
        console.tell(f"tallymark: not sent yet: {reason}")


@group.command()
def withdraw(letter: Number, who: As, reason: Reason, role: InRole = Role.CLERK) -> None:
    """Put a draft aside for good; it stays in the archive.

    Example: tallymark letter withdraw 1 --as anna --reason "settled by phone"
    """
    from journey.letters import withdraw as put_aside
    from journey.queue.duties import Actor
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        _tell(put_aside(shift, letter, Actor(who, role), reason))


def _tell(letter: Letter) -> None:
    to = letter.recipient or "an address that is not certain yet"
    by = letter.released_by or letter.drafted_by
    console.say(f"letter {letter.id} about document {letter.document} to {to}: {letter.state.value} by {by}")


def _sending(letter: Letter) -> str:
    to = "" if letter.recipient else " --to ADDRESS"
    return f"tallymark letter release {letter.id} --as PERSON{to}"


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(group)


__all__ = ["add_to"]
