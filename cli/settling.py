"""`tallymark queue resolve` and `tallymark correct`: what people do about a document, or a group of them."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED
from documents.errors import WrongUseError
from documents.kinds import Role

if TYPE_CHECKING:
    from journey.queue.groups import Done
    from journey.resolve import Actor
    from journey.shift import Shift
    from storage.records import Document

Number = Annotated[int, typer.Argument(metavar="DOCUMENT", help="The document's number, as `queue list` shows it.")]
Some = Annotated[int | None, typer.Argument(metavar="[DOCUMENT]", help="The document's number; or give --group.")]
As = Annotated[str, typer.Option("--as", help="Who you are.", default_factory=getpass.getuser)]
InRole = Annotated[Role, typer.Option("--role", help="The role in which you act.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the auditor.")]


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done: exactly one of the four ways."""

    waive: str | None = None
    line: int | None = None
    order: str | None = None
    not_a_duplicate: bool = False
    reject: bool = False

    def __post_init__(self) -> None:
        if sum((self.waive is not None, self.order is not None, self.not_a_duplicate, self.reject)) != 1:
            raise WrongUseError("give exactly one of --waive, --order, --not-a-duplicate, --reject")


def resolve(
    who: As, role: InRole, reason: Reason, document: Some = None,
    group: Annotated[str | None, typer.Option("--group", metavar="CAUSE", help="All of one cause.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --group: only say what would be.")] = False,
    waive: Annotated[str | None, typer.Option("--waive", metavar="CODE", help="Let this finding pass.")] = None,
    line: Annotated[int | None, typer.Option("--line", help="The line of the finding, or the one to re-point.")] = None,
    order: Annotated[str | None, typer.Option("--order", metavar="ORDER[/LINE]", help="Its right order.")] = None,
    not_a_duplicate: Annotated[bool, typer.Option("--not-a-duplicate", help="It is a document of its own.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Send the document back.")] = False,
) -> None:  # fmt: skip
    """Settle a document, or a group of them, in one of four ways; it is then matched again.

    A finding is waived by the role that owns it; a changed bank account takes two of treasury, an amount
    over the limit an approver who waived nothing else on the document. Of a group every document is settled
    with the same checks; exit status 1 if one was refused.

    Example: tallymark queue resolve 6 --waive price-over --role buyer --reason "agreed by phone"
    """
    from journey.resolve import Actor
    from journey.settings import load
    from journey.shift import open_shift

    act, person = Act(waive, line, order, not_a_duplicate, reject), Actor(who, role)
    if (document is None) is (group is None):
        raise WrongUseError("name one document, or a group with --group")
    if dry_run and (group is None or waive is None):
        raise WrongUseError("--dry-run previews --group with --waive: nothing was done")
    with open_shift(load()) as shift:
        if document is not None:
            _tell(_settle(shift, document, person, reason, act))
        elif group is not None:
            refused = _table(_settle_group(shift, group, person, reason, act, dry_run=dry_run), dry_run=dry_run)
            raise typer.Exit(FAILED if refused else DONE)


def _settle(shift: Shift, document: int, person: Actor, reason: str, act: Act) -> Document:
    from journey import resolve as acts

    if act.waive is not None:
        return acts.waive(shift, document, person, reason, act.waive, act.line)
    if act.order is not None:
        return acts.repoint(shift, document, person, reason, act.order, act.line)
    if act.reject:
        return acts.reject(shift, document, person, reason)
    return acts.not_a_duplicate(shift, document, person, reason)


def _settle_group(
    shift: Shift, cause: str, person: Actor, reason: str, act: Act, *, dry_run: bool
) -> Iterable[Done]:  # fmt: skip
    from journey.queue import groups

    if act.not_a_duplicate or act.line is not None:
        raise WrongUseError("a group is settled with --waive, --order or --reject")
    with shift.workspace.look() as unit:
        group = groups.group_of(unit, cause)
    if act.waive is not None:
        settle = groups.preview if dry_run else groups.waive_all
        return settle(shift, group, person, reason, act.waive)
    if act.order is not None:
        return groups.repoint_all(shift, group, person, reason, act.order)
    return groups.reject_all(shift, group, person, reason)


def _table(settled: Iterable[Done], *, dry_run: bool) -> int:
    """Show what became of each; returns how many were refused."""
    every = list(settled)
    rows = [
        (str(one.document), one.number or "-", one.after.value if one.after else "refused", one.refused or "")
        for one in every
    ]  # fmt: skip
    console.table(("document", "number", "would be" if dry_run else "is now", "why not"), rows)
    refused = sum(one.after is None for one in every)
    console.say(f"{len(every) - refused} documents {'would be' if dry_run else 'were'} settled, {refused} refused")
    return refused


def withdraw(document: Number, who: As, role: InRole, reason: Reason) -> None:
    """Take back a document that was posted and filed, as one that should never have been; approvers do.

    A cancellation of its posting is written for the ERP, once; the goods that it took are free again, and what it
    stopped (its copies, others on its orders) is matched again. It stays in the archive, as rejected.

    Example: tallymark queue withdraw 3 --role approver --reason "a forgery: the supplier never sent it"
    """
    from journey.resolve import Actor
    from journey.settings import load
    from journey.shift import open_shift
    from journey.withdraw import withdraw as take_back

    with open_shift(load()) as shift:
        after = take_back(shift, document, Actor(who, role), reason)
    console.say(f"document {after.id} is withdrawn and now {after.state.value}; its posting is cancelled")


def correct(
    document: Number,
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="invoice_date=2026-05-05")],
    who: As, role: InRole, reason: Reason,
) -> None:  # fmt: skip
    """Put right what was read wrongly; the document is then matched again.

    FIELD is a header field, a line's field as 3.quantity, or supplier. Dates are ISO, amounts plain.

    Example: tallymark correct 12 gross_total=119.00 --role clerk --reason "read from the paper"
    """
    from journey.resolve import Actor
    from journey.resolve import correct as put_right
    from journey.settings import load
    from journey.shift import open_shift

    pairs = [value.partition("=") for value in values]
    if not all(sign for _, sign, _ in pairs):
        raise WrongUseError("write each correction as FIELD=VALUE")
    person: Actor = Actor(who, role)
    with open_shift(load()) as shift:
        for field, _, value in pairs:
            after = put_right(shift, document, person, reason, field, value)
    _tell(after)


def _tell(document: Document) -> None:
    console.say(f"document {document.id} was matched again and is now {document.state.value}")


__all__ = ["As", "InRole", "correct", "resolve", "withdraw"]
