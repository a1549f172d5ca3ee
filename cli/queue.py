"""`tallymark queue`: what people have to settle. Settling it is in `cli.settling`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console, listing, settling
from cli.settling import As, InRole
from documents.errors import WrongUseError
from documents.kinds import Role

if TYPE_CHECKING:
    from documents.finding import Finding
    from journey.shift import Shift
    from storage import Unit
    from storage.records import QueueItem

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
    by_time: Annotated[bool, typer.Option("--by-time", help="Whose time runs out first, instead of oldest.")] = False,
    late: Annotated[bool, typer.Option("--late", help="Only whose time has run out, by the working hours.")] = False,
) -> None:
    """List the open exceptions, oldest first; with --group what one act would clear together.

    What the engine rejected by itself stays on a list of its own, --rejected, for clerks to look through.

    Example: tallymark queue list --role buyer
    """
    from journey.queue.exceptions import rejections
    from journey.queue.groups import groups
    from journey.settings import load
    from journey.shift import open_shift

    if grouped + rejected + (by_time or late) > 1:
        raise WrongUseError("give --group, --rejected, or how exceptions are listed one by one: not both")
    with open_shift(load()) as shift:
        items = _items(shift, role, by_time=by_time, late=late)
        with shift.workspace.look() as unit:
            if grouped:
                listing.show_groups(groups(unit, role), as_json=as_json)
            elif rejected:
                listing.show_rejections(rejections(unit), as_json=as_json)
            else:
                found = ((item, unit.custody.document(item.document)) for item in items(unit))
                listing.show_items(found, as_json=as_json)


def _items(shift: Shift, role: Role | None, *, by_time: bool, late: bool) -> Callable[[Unit], Iterable[QueueItem]]:
    """How the exceptions are asked for, deadlines reckoned before where they matter."""
    from journey.queue.deadlines import by_deadline, keep
    from journey.queue.exceptions import open_items

    if not (by_time or late):
        return lambda unit: open_items(unit, role)
    keep(shift)
    until = shift.workspace.clock() if late else None
    return lambda unit: by_deadline(unit, role, until)


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
