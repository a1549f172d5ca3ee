"""Groups: open findings of several documents that one cause lies behind, settled by one act.

A price list that was not updated, a receipt that was not booked: each document would be stopped by it, and
each would be settled in the same way. A group's act is the act on each of its documents, with the same checks;
a preview says beforehand what would become of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.errors import TallymarkError, WrongUseError
from documents.finding import Finding
from documents.kinds import Decision, Role
from documents.lifecycle import State
from journey.queue.exceptions import open_items
from journey.resolve import Actor, reject, repoint, waive
from journey.shift import Shift
from journey.verdicts.judge import Acts, acts_on, judge
from journey.verdicts.replay import case_of
from rules import Waiver
from rules.causes import grouped
from rules.duties import refusal
from storage import Unit
from storage.records import Document, QueueItem


@dataclass(frozen=True, slots=True)
class Concern:
    """A finding of a group, with its document and exception."""

    document: Document
    item: QueueItem
    finding: Finding


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that share a cause."""

    cause: str
    concerns: tuple[Concern, ...]

    @property
    def documents(self) -> tuple[int, ...]:
        """The documents concerned, in custody order."""
        ranked = sorted({(concern.document.rank, concern.document.id) for concern in self.concerns})
        return tuple(number for _, number in ranked)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the findings."""
        return tuple(dict.fromkeys(concern.finding.code for concern in self.concerns))

    @property
    def owners(self) -> tuple[Role, ...]:
        """Whose the findings are."""
        return tuple(dict.fromkeys(concern.finding.owner for concern in self.concerns))

    @property
    def sibling(self) -> str | None:
        """The order line that would settle it, where the rules see one."""
        hints = (concern.finding.evidence.get("sibling") for concern in self.concerns)
        return next((hint for hint in hints if hint), None)

    @property
    def at_stake(self) -> dict[str, Decimal]:
        """The money at stake by currency."""
        sums: dict[str, Decimal] = {}
        for concern in self.concerns:
            if concern.finding.money_at_stake is not None:
                currency = concern.item.currency or ""
                sums[currency] = sums.get(currency, Decimal(0)) + concern.finding.money_at_stake
        return sums


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did, or would do, to one document: its state or decision after it, or why it is refused."""

    document: int
    number: str | None
    after: State | Decision | None
    refused: str | None = None


def groups(unit: Unit, role: Role | None = None) -> tuple[Group, ...]:
    """The causes that two or more documents share, by name."""
    found: dict[tuple[int, int], Concern] = {}
    pairs = []
    for item in open_items(unit, role):
        document = unit.custody.document(item.document)
        for finding in item.findings:
            pairs.append((document.id, finding))
            found[document.id, id(finding)] = Concern(document, item, finding)
    return tuple(
        Group(cause, tuple(found[document, id(finding)] for document, finding in members))
        for cause, members in grouped(pairs).items()
    )  # fmt: skip


def group_of(unit: Unit, cause: str, role: Role | None = None) -> Group:
    """The group of a cause. Raises WrongUseError if no two documents share it."""
    found = next((group for group in groups(unit, role) if group.cause.casefold() == cause.strip().casefold()), None)
    if found is None:
        raise WrongUseError(f"no group is called {cause!r}: `tallymark queue list --group` names them")
    return found


def preview(shift: Shift, group: Group, who: Actor, reason: str, code: str) -> Iterator[Done]:
    """What waiving a code would lead to, document by document; each is judged by itself. Nothing is written."""
    with shift.workspace.look() as unit:
        for number in group.documents:
            document = unit.custody.document(number)
            acts = acts_on(unit, document, unit.resolutions.of(number))
            findings = [one.finding for one in _of(group, number) if one.finding.code == code]
            given = [Waiver.of(finding, who.name, who.role, reason) for finding in findings]
            why = next(filter(None, (
                refusal(finding, waiver, acts.waivers, acts.entered_by)
                for finding, waiver in zip(findings, given, strict=True)
            )), None)  # fmt: skip
            stored = unit.verdicts.latest(number)
            assert stored is not None, "a document with findings was matched"
            after = judge(case_of(stored), Acts((*acts.waivers, *given), acts.entered_by)).decision
            yield Done(number, document.number, None if why else after, why)


def waive_all(shift: Shift, group: Group, who: Actor, reason: str, code: str) -> Iterator[Done]:
    """Let a code pass on every document of the group. One that is refused is told; the others are done."""
    for number in group.documents:
        named = [one.finding for one in _of(group, number) if one.finding.code == code]
        yield _done(shift, number, lambda number=number, named=named: _waive(shift, number, named, who, reason))  # type: ignore[misc]


def _waive(shift: Shift, number: int, named: Sequence[Finding], who: Actor, reason: str) -> None:
    """Waive those of the findings that are still there: what settled one document may have settled this one."""
    if not named:
        raise WrongUseError("it has no such finding")
    for finding in named:
        if finding in _standing(shift, number):
            waive(
                shift, number, who, reason, finding.code, finding.line, figures=(finding.expected, finding.actual)
            )  # fmt: skip


def _standing(shift: Shift, number: int) -> tuple[Finding, ...]:
    with shift.workspace.look() as unit:
        stored = unit.verdicts.latest(number)
    return stored.verdict.findings if stored else ()


def reject_all(shift: Shift, group: Group, who: Actor, reason: str) -> Iterator[Done]:
    """Send every document of the group back."""
    for number in group.documents:
        yield _done(shift, number, lambda number=number: reject(shift, number, who, reason))  # type: ignore[misc]


def repoint_all(shift: Shift, group: Group, who: Actor, reason: str, order: str) -> Iterator[Done]:
    """Say which order all documents of the group belong to."""
    for number in group.documents:
        yield _done(shift, number, lambda number=number: repoint(shift, number, who, reason, order))  # type: ignore[misc]


def _of(group: Group, document: int) -> list[Concern]:
    return [concern for concern in group.concerns if concern.document.id == document]


def _done(shift: Shift, number: int, act: Callable[[], object]) -> Done:
    refused = None
    try:
        act()
    except TallymarkError as error:
        refused = error.sentence
    with shift.workspace.look() as unit:
        document = unit.custody.document(number)
    return Done(number, document.number, None if refused else document.state, refused)


__all__ = ["Concern", "Done", "Group", "group_of", "groups", "preview", "reject_all", "repoint_all", "waive_all"]
