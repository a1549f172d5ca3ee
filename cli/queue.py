"""`tallymark queue`: what people have to settle. Settling it is in `cli.settling`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import console, listing, settling
from cli.settling import As, InRole
from documents.errors import WrongUseError
from documents.kinds import Role

if TYPE_CHECKING:
    from documents.finding import Finding

group = typer.Typer(name="queue", no_args_is_help=True, help="Exceptions: what each role has to settle.")
Number = Annotated[int, typer.Argument(metavar="DOCUMENT", help="The document's number, as `queue list` shows it.")]
OnlyRole = Annotated[Role | None, typer.Option("--role", help="Only what this role has to settle.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table.")]


@group.command("list")
def list_(
    role: OnlyRole = None,
    as_json: AsJson = False,
    grouped: Annotated[bool, typer.Option("--group", help="Only what several documents share a cause of.")] = False,
    rejected: Annotated[bool, typer.Option("--rejected", help="What was rejected as a copy, by itself.")] = False,
) -> None:
    """List the open exceptions, oldest first; with --group what one act would clear together.

    What the engine rejected by itself stays on a list of its own, --rejected, for clerks to look through.

    Example: tallymark queue list --role buyer
    """
    from journey.queue.exceptions import open_items, rejections
    from journey.queue.groups import groups
    from journey.settings import load
    from journey.shift import open_shift

    if grouped and rejected:
        raise WrongUseError("give --group or --rejected, not both")
    with open_shift(load()) as shift, shift.workspace.look() as unit:
        if grouped:
            listing.show_groups(groups(unit, role), as_json=as_json)
        elif rejected:
            listing.show_rejections(rejections(unit), as_json=as_json)
        else:
            items = ((item, unit.custody.document(item.document)) for item in open_items(unit, role))
            listing.show_items(items, as_json=as_json)


@group.command()
def show(document: Number) -> None:
    """Show what is to be settled on a document: each finding with both figures, and whose it is.

    Example: tallymark queue show 6
    """
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        found = unit.custody.document(document)
        items = [item for item in unit.queue.of(document) if item.resolved_by is None]
    number, supplier = found.number or "-", found.supplier or "?"
    console.say(f"document {document}: {found.kind.value} {number} of {supplier}, {found.state.value}")
    rows = [
        (f.owner.value, f.code, str(f.line or "-"), f.expected or "-", f.actual or "-", _message(f))
        for item in items for f in item.findings
    ]  # fmt: skip
    if not rows:
        console.say("nothing is to be settled on it")
        return
    console.table(("who", "finding", "line", "expected", "actual", "why"), rows)
    console.say(f"to let one pass: tallymark queue resolve {document} --waive CODE --role ROLE --reason WHY")


@group.command()
def claim(document: Number, role: InRole, who: As) -> None:
    """Take a role's exception on yourself, so that nobody else does it too.

    Example: tallymark queue claim 6 --role buyer --as anna
    """
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift, shift.workspace.begin() as unit:
        mine = [item for item in unit.queue.of(document) if item.owner is role and item.resolved_by is None]
        if not mine:
            raise WrongUseError(f"there is nothing for {role.value} to settle on document {document}")
        claimed = unit.queue.claim(mine[0].id, who)
    console.say(f"what {role.value} has to settle on document {document} is claimed by {claimed.claimed_by}")


def _message(finding: Finding) -> str:
    sibling = finding.evidence.get("sibling")
    return finding.message + (f" Perhaps booked on order line {sibling}." if sibling else "")


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    group.command()(settling.resolve)
    group.command()(settling.withdraw)
    app.add_typer(group)
    app.command()(settling.correct)


__all__ = ["add_to"]
