"""Opened: all that the page of one exception shows, gathered in one look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from documents.draft import Draft
from documents.finding import Finding
from documents.kinds import Role, Severity
from documents.people import Person
from documents.supplier import Supplier
from journey.amended import amended
from journey.archive.search import title
from journey.clearing.fields import Shown, about, header, of_line
from journey.clearing.looking import look
from journey.clearing.sheet import Tally, tally
from journey.clearing.trail import Event, entries, events
from journey.queue.duties import takes_part
from journey.queue.sidebyside import Pair, side_by_side
from journey.shift import Shift
from journey.verdicts.judge import Acts, acts_on
from journey.verdicts.replay import case_of
from journey.withdraw import withdrawable
from rules import Waiver
from rules.duties import NEVER_WAIVED, PERSONS, may_waive, refusal
from rules.policy import effective
from storage import Unit
from storage.records import Comment, Document, Letter, Looking, Message, QueueItem, StoredVerdict


@dataclass(frozen=True, slots=True)
class Matter:
    """A finding as it is to be settled: who may accept it, why this person may not ("" if they may), the fields of
    the page that it is about, who accepted it already, and how many must."""

    finding: Finding
    role: Role
    refused: str
    lit: tuple[str, ...]
    accepted_by: tuple[str, ...] = ()
    needed: int = 1

    @property
    def settled(self) -> bool:
        """Whether it needs nobody any more."""
        return self.finding.severity is Severity.INFO


@dataclass(frozen=True, slots=True)
class Opened:
    """One document's exceptions, with everything that settles them. `seen` is the newest entry of its trail: a form
    is about this, or refused. `looking` is who has it before them, `part` whether the person takes part in it or only
    reads; `withdrawable` that it was posted and filed."""

    document: Document
    title: str
    draft: Draft
    message: Message
    supplier: Supplier | None
    stored: StoredVerdict | None
    items: tuple[QueueItem, ...]
    matters: tuple[Matter, ...]
    header: tuple[Shown, ...]
    lines: dict[int, tuple[Shown, ...]]
    tally: Tally | None
    pair: Pair | None
    letters: tuple[Letter, ...]
    comments: tuple[Comment, ...]
    history: tuple[Event, ...]
    seen: int
    looking: Looking
    withdrawable: bool
    part: bool

    def mine(self, person: Person) -> bool:
        """Whether this person has it before them, and may act."""
        return self.part and self.looking.person == person.login

    def item_of(self, person: Person) -> QueueItem | None:
        """The exception that is for a person to move: theirs, else one of their roles', else the first."""
        own = [item for item in self.items if person.login in (item.claimed_by, item.asked_by)]
        roles = [item for item in self.items if person.may(item.desk, item.home)]
        return next(iter((*own, *roles, *self.items)), None)


def open_exception(shift: Shift, person: Person, document_id: int, *, ahead: bool = False) -> Opened:
    """Open a document at the desk: the access is logged first, and it is kept for this person where nobody else has
    it before them. Where they are named in its comments, they have seen it now. Raises NotFoundError."""
    looking = look(shift, person, document_id, ahead=ahead)
    if not ahead:
        _see(shift, person, document_id)
    with shift.workspace.look() as unit:
        return gathered(shift, unit, person, document_id, looking)


def gathered(shift: Shift, unit: Unit, person: Person, document_id: int, looking: Looking) -> Opened:
    """The same, as part of a look that shows more."""
    document = unit.custody.document(document_id)
    resolutions = unit.resolutions.of(document_id)
    draft = amended(document.draft, resolutions)
    stored = unit.verdicts.latest(document_id)
    findings = stored.verdict.findings if stored else ()
    least = effective(shift.policy).terms(document.supplier, draft.value("currency")).min_confidence
    told = entries(unit, document_id)
    acts = acts_on(unit, document, resolutions)
    return Opened(
        document, title(draft), draft, unit.custody.message(document.message),
        unit.masters.supplier(document.supplier) if document.supplier else None, stored,
        unit.queue.unresolved(document_id), tuple(_matters(findings, draft, acts, person)),
        header(draft, least, findings),
        {place: of_line(place, draft, least, findings) for place, _ in enumerate(draft.lines, 1)},
        tally(case_of(stored), findings) if stored else None, side_by_side(unit, stored) if stored else None,
        unit.letters.of(document_id), unit.comments.of(document_id), tuple(events(told)),
        max((one.seq for one in told), default=0), looking,
        withdrawable(unit, document), takes_part(unit, document, person),
    )  # fmt: skip


def _see(shift: Shift, person: Person, document_id: int) -> None:
    with shift.workspace.look() as unit:
        named = any(comment.document == document_id for comment in unit.comments.unseen(person.login))
    if named:
        shift.workspace.run(lambda unit: unit.comments.see(document_id, person.login))


def _matters(findings: Iterable[Finding], draft: Draft, acts: Acts, person: Person) -> Iterable[Matter]:
    for finding in findings:
        role = may_waive(finding)
        mine = Waiver.of(finding, person.login, role, "looked at")
        accepted = tuple(one.person for one in acts.waivers if one.names(finding))
        why = refusal(finding, mine, acts.waivers, acts.entered_by) or ""
        if not person.may(role):
            why = f"only the role {role.value} may accept it"
        elif finding.code == NEVER_WAIVED:
            why = "a copy is not accepted: mark it as no duplicate, or leave it rejected"
        elif person.login in accepted:
            why = "you have accepted it: one more is needed" if PERSONS.get(finding.code, 1) > 1 else ""
        yield Matter(finding, role, why, about(finding, draft), accepted, PERSONS.get(finding.code, 1))


__all__ = ["Matter", "Opened", "gathered", "open_exception"]
