"""`tallymark queue` and `tallymark correct`: what people settle."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from documents.errors import WrongUseError
from documents.kinds import Role

if TYPE_CHECKING:
    from journey.resolve import Person
    from storage.records import Document, QueueItem

group = typer.Typer(name="queue", no_args_is_help=True, help="Exceptions: what each role has to settle.")
Number = Annotated[int, typer.Argument(metavar="DOCUMENT", help="The document's number, as `queue list` shows it.")]
As = Annotated[str, typer.Option("--as", help="Who you are.", default_factory=getpass.getuser)]
InRole = Annotated[Role, typer.Option("--role", help="The role in which you act.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the auditor.")]
OnlyRole = Annotated[Role | None, typer.Option("--role", help="Only what this role has to settle.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table.")]


@group.command("list")
def list_(role: OnlyRole = None, as_json: AsJson = False) -> None:
    """List the open exceptions, oldest first.

    Example: tallymark queue list --role buyer
    """
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        items = unit.queue.list(owner=role)
        numbers = {item.document: unit.custody.document(item.document) for item in items}
    if as_json:
        for item in items:
            console.json_line(_record(item, numbers[item.document]))
        return
    if not items:
        console.say("nothing is open")
        return
    titles = ("document", "number", "supplier", "who", "findings", "at stake", "claimed by")
    console.table(titles, (_row(item, numbers[item.document]) for item in items))


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
        (f.owner.value, f.code, str(f.line or "-"), f.expected or "-", f.actual or "-", f.message)
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


@group.command()
def resolve(
    document: Number, who: As, role: InRole, reason: Reason,
    waive: Annotated[str | None, typer.Option("--waive", metavar="CODE", help="Let this finding pass.")] = None,
    line: Annotated[int | None, typer.Option("--line", help="The line of the finding, or the one to re-point.")] = None,
    order: Annotated[str | None, typer.Option("--order", metavar="ORDER[/LINE]", help="Its right order.")] = None,
    not_a_duplicate: Annotated[bool, typer.Option("--not-a-duplicate", help="It is a document of its own.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Send the document back.")] = False,
) -> None:  # fmt: skip
    """Settle a document in one of four ways; it is then matched again.

    A finding is waived by the role that owns it; a changed bank account takes two of treasury, an amount
    over the limit an approver who waived nothing else on the document.

    Example: tallymark queue resolve 6 --waive price-over --role buyer --reason "agreed by phone"
    """
    from journey import resolve as acts
    from journey.resolve import Person
    from journey.settings import load
    from journey.shift import open_shift

    if sum((waive is not None, order is not None, not_a_duplicate, reject)) != 1:
        raise WrongUseError("give exactly one of --waive, --order, --not-a-duplicate, --reject")
    person = Person(who, role)
    with open_shift(load()) as shift:
        if waive is not None:
            after = acts.waive(shift, document, person, reason, waive, line)
        elif order is not None:
            after = acts.repoint(shift, document, person, reason, order, line)
        elif reject:
            after = acts.reject(shift, document, person, reason)
        else:
            after = acts.not_a_duplicate(shift, document, person, reason)
    _tell(after)


def correct(
    document: Number,
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="invoice_date=2026-05-05")],
    who: As, role: InRole, reason: Reason,
) -> None:  # fmt: skip
    """Put right what was read wrongly; the document is then matched again.

    FIELD is a header field, a line's field as 3.quantity, or supplier. Dates are ISO, amounts plain.

    Example: tallymark correct 12 gross_total=119.00 --role clerk --reason "read from the paper"
    """
    from journey.resolve import Person
    from journey.resolve import correct as put_right
    from journey.settings import load
    from journey.shift import open_shift

    pairs = [value.partition("=") for value in values]
    if not all(sign for _, sign, _ in pairs):
        raise WrongUseError("write each correction as FIELD=VALUE")
    person: Person = Person(who, role)
    with open_shift(load()) as shift:
        for field, _, value in pairs:
            after = put_right(shift, document, person, reason, field, value)
    _tell(after)


def _tell(document: Document) -> None:
    console.say(f"document {document.id} was matched again and is now {document.state.value}")


def _row(item: QueueItem, document: Document) -> tuple[str, ...]:
    codes = ", ".join(dict.fromkeys(finding.code for finding in item.findings))
    stake = f"{item.stake} {item.currency or ''}".strip() if item.stake is not None else ""
    return (
        str(document.id), document.number or "-", document.supplier or "?", item.owner.value, codes, stake,
        item.claimed_by or "",
    )  # fmt: skip


def _record(item: QueueItem, document: Document) -> dict[str, object]:
    return {
        "exception": item.id, "document": document.id, "number": document.number, "supplier": document.supplier,
        "owner": item.owner.value, "state": item.state.value, "claimed_by": item.claimed_by,
        "due": item.due and item.due.isoformat(), "findings": [finding.to_json() for finding in item.findings],
    }  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Register the group, and `correct`."""
    app.add_typer(group)
    app.command()(correct)


__all__ = ["add_to"]
