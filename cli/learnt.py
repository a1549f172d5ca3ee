"""`tallymark learnt`: what corrections have taught about suppliers, seen and taken back."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from documents.errors import WrongUseError

if TYPE_CHECKING:
    from extractors.layouts import Lesson

group = typer.Typer(name="learnt", no_args_is_help=True, help="What corrections have taught about suppliers' layouts.")
Supplier = Annotated[str, typer.Argument(metavar="SUPPLIER", help="The supplier's id.")]
Version = Annotated[int, typer.Argument(metavar="VERSION", help="The lesson's version, as `learnt list` shows it.")]
As = Annotated[str, typer.Option("--as", help="Who you are.", default_factory=getpass.getuser)]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the auditor.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table.")]


@group.command("list")
def list_(as_json: AsJson = False) -> None:
    """List every lesson: the supplier's field, whether documents are read by it, and who taught it on which document.

    Example: tallymark learnt list
    """
    from journey.learning.lessons import files, lessons_of
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        suppliers = files(shift).suppliers()
        known = [(name, lesson) for name in suppliers for lesson in lessons_of(shift, unit, name).lessons]
    if as_json:
        for name, lesson in known:
            console.json_line(_record(name, lesson))
        return
    titles = ("supplier", "version", "field", "on", "standing", "sure", "taught by", "document", "why")
    console.table(titles, [_row(name, lesson) for name, lesson in known])


@group.command()
def show(supplier: Supplier) -> None:
    """Show what was learnt about a supplier, as it was logged: the same as the file in the workspace's `learnt`.

    Example: tallymark learnt show V100
    """
    from journey.learning.lessons import files
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        kept = files(shift)
        text, changed, path = kept.logged(unit, supplier), kept.changed(unit, supplier), kept.path(supplier)
    if text is None:
        raise WrongUseError(f"nothing was learnt about supplier {supplier}")
    console.say(text.rstrip())
    if changed:
        console.tell(f"{path} says otherwise: it was changed by hand, which counts for nothing")


@group.command()
def withdraw(supplier: Supplier, version: Version, who: As, reason: Reason) -> None:
    """Take a lesson back: no further document is read by it; those that were read by it stand.

    Example: tallymark learnt withdraw V100 1 --reason "they have a new form"
    """
    from journey.learning.lessons import withdraw as take_back
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        lesson = take_back(shift, supplier, version, who, reason)
    console.say(f"version {version} about supplier {supplier} ({lesson.place.field}) is withdrawn")


def _row(supplier: str, lesson: Lesson) -> tuple[str, ...]:
    return (
        supplier, str(lesson.version), lesson.place.field, lesson.place.kind.value, lesson.standing.value,
        f"{lesson.sureness:.2f}", lesson.author, str(lesson.document), lesson.because,
    )  # fmt: skip


def _record(supplier: str, lesson: Lesson) -> dict[str, object]:
    return {
        "supplier": supplier, "version": lesson.version, "field": lesson.place.field, "kind": lesson.place.kind.value,
        "standing": lesson.standing.value, "sureness": lesson.sureness, "author": lesson.author,
        "document": lesson.document, "day": lesson.day.isoformat(), "because": lesson.because,
        "replayed": list(lesson.replayed), "confirmed": list(lesson.confirmed),
    }  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(group)


__all__ = ["add_to"]
