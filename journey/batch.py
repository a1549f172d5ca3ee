"""A batch: one poll of a mailbox, from receiving to filing, with everything that an earlier run left.

Taking apart and reading touch nothing and are spread over several readers; all that is written is
written one by one in custody order, so that one reader and four give the same decisions. Where a
passing failure leaves a mail for later, nothing behind it in custody order is matched before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

from connectors.erp import outbox
from connectors.mail.source import Left, MailSource
from documents.errors import TallymarkError
from documents.kinds import Kind, Reason
from documents.lifecycle import State
from extractors.sandbox import ReaderPool
from journey.cancel import cancel
from journey.decide import decide
from journey.file import file
from journey.mailroom import handin
from journey.mailroom.lease import Lease, hold
from journey.mailroom.poison import is_poison
from journey.mailroom.poll import poll
from journey.match import match
from journey.post import post
from journey.read import Reading, enter, read
from journey.shift import Shift
from journey.tally import tally
from journey.unwrap import take_apart, unwrap
from journey.wake import wake
from storage.records import Document, Part

Thing = TypeVar("Thing")
Made = TypeVar("Made")

Settle: TypeAlias = Callable[[Shift, int], Document]
"""Takes one document as far as it goes."""

STEPS: dict[State, Callable[[Shift, int], Document]] = {
    State.READ: match, State.MATCHED: decide, State.APPROVED: post, State.POSTED: file,
}  # fmt: skip


class Spread(Protocol):
    """How work that touches nothing is spread: results in the order of the things; a passing failure
    stands in the place of its result."""

    def __call__(self, work: Callable[[Thing], Made], things: Sequence[Thing]) -> Iterable[Made | TallymarkError]:
        """Do the work on each thing."""


class Report(Protocol):
    """Told how far a step is."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """`done` of `total` are through the step."""


@dataclass(slots=True)
class Batch:
    """What a poll did: the messages that the source holds, the documents taken further, and what is left for a
    later run (`failures`: message to what stopped it)."""

    messages: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    failures: dict[int, TallymarkError] = field(default_factory=dict)
    left_there: tuple[Left, ...] = ()
    unreached: TallymarkError | None = None
    """What kept the poll from coming to the end of the mailbox."""

    @property
    def left(self) -> int:
        """How many messages have no outcome yet, or are still in the mailbox, as far as is known."""
        return len(self.failures) + len(self.left_there) + (self.unreached is not None)

    @property
    def because(self) -> str:
        """Why the first of them was left."""
        stopped = [self.unreached] if self.unreached else []
        sentences = [failure.sentence for failure in [*stopped, *self.failures.values()]]
        return next(iter(sentences + [left.sentence for left in self.left_there]), "")


def process(
    shift: Shift, readers: ReaderPool, source: MailSource, spread: Spread, report: Report, settle: Settle | None = None
) -> Batch:
    """The whole journey for one source; `settle` takes one document as far as it goes (`advance`)."""
    batch = Batch()
    with hold(shift, source.account) as lease:
        told = _renewing(lease, report)
        take_in(shift, source, lease, batch, told)
        _work_off(shift, readers, spread, told, settle or advance, batch)
    return batch


def carry_on(
    shift: Shift, readers: ReaderPool, spread: Spread, report: Report, settle: Settle | None = None
) -> Batch:  # fmt: skip
    """The journey from unwrapping on, of what is in custody already: what a person handed in, or a run has left.
    Raises PolledElsewhereError while another does the same."""
    batch = Batch()
    with hold(shift, handin.ACCOUNT) as lease:
        with shift.workspace.look() as unit:
            batch.messages = [message.id for message in unit.custody.unfinished()]
        _work_off(shift, readers, spread, _renewing(lease, report), settle or advance, batch)
    return batch


def _work_off(
    shift: Shift, readers: ReaderPool, spread: Spread, report: Report, settle: Settle, batch: Batch
) -> None:  # fmt: skip
    outbox.sweep(shift.workspace.outbox)
    unwrap_all(shift, readers, spread, batch, report)
    read_all(shift, readers, spread, batch, report)
    cancel(shift)
    wake(shift)
    settle_all(shift, settle, batch, report)


def _renewing(lease: Lease, report: Report) -> Report:
    """A report that also prolongs the lease, as the work goes on."""

    def told(step: str, done: int, total: int) -> None:
        lease.renew()
        report(step, done, total)

    return told


def settle_all(shift: Shift, settle: Settle, batch: Batch, report: Report) -> None:
    """Match, decide, post and file what is on its way, in custody order; a failure leaves the rest for later."""
    todo = pending(shift)
    for place, document in enumerate(todo, 1):
        try:
            settle(shift, document.id)
        except TallymarkError as error:
            batch.failures |= {later.message: error for later in todo[place - 1 :]}
            return
        batch.documents.append(document.id)
        report("match, decide, file", place, len(todo))


def take_in(shift: Shift, source: MailSource, lease: Lease, batch: Batch, report: Report) -> None:
    """Receive and seal every message of the source; only then is it marked there."""
    for polled in poll(shift, source, lease):
        report("receive", len(polled.messages), len(polled.messages))
    batch.messages, batch.left_there, batch.unreached = polled.messages, polled.left, polled.failure


def unwrap_all(shift: Shift, readers: ReaderPool, spread: Spread, batch: Batch, report: Report) -> None:
    """Take apart what was not, in custody order; the first passing failure ends it, until it came too often."""
    with shift.workspace.look() as unit:
        todo = [message for message in unit.custody.unfinished() if not unit.custody.parts(message.id)]
    taken = spread(lambda message: take_apart(shift, readers, message), todo)
    for place, (message, one) in enumerate(zip(todo, taken, strict=True)):
        if isinstance(one, TallymarkError) and one.retryable and not is_poison(shift, message.id, one):
            batch.failures |= {later.id: one for later in todo[place:]}
            return
        unwrap(shift, message, one)  # type: ignore[arg-type]
        report("unwrap", place + 1, len(todo))


def read_all(shift: Shift, readers: ReaderPool, spread: Spread, batch: Batch, report: Report) -> None:
    """Read every part that was not; a message is entered as soon as its last part is read."""
    with shift.workspace.look() as unit:
        parts = unit.custody.unread()
    gathered: list[tuple[Part, Reading | TallymarkError]] = []
    read_now = spread(lambda part: read(shift, readers, part), parts)
    for done, (part, reading) in enumerate(zip(parts, read_now, strict=True), 1):
        gathered.append((part, reading))
        report("read", done, len(parts))
        if done == len(parts) or parts[done].message != part.message:
            _enter(shift, part.message, gathered, batch)
            gathered = []


def _enter(
    shift: Shift, number: int, gathered: Sequence[tuple[Part, Reading | TallymarkError]], batch: Batch
) -> None:  # fmt: skip
    failed = [one for _, one in gathered if isinstance(one, TallymarkError)]
    if failed and not is_poison(shift, number, failed[0]):
        batch.failures[number] = failed[0]
        return
    with shift.workspace.look() as unit:
        message = unit.custody.message(number)
    readings = [one if isinstance(one, Reading) else Reading(part, refusal=Reason.CORRUPT) for part, one in gathered]
    enter(shift, message, readings)


def pending(shift: Shift) -> list[Document]:
    """The documents on their way, in custody order, before the first message without an outcome."""
    with shift.workspace.look() as unit:
        unfinished = unit.custody.unfinished()
        documents = unit.custody.in_state(*STEPS)
    first = unfinished[0].id if unfinished else None
    return [document for document in documents if first is None or document.message < first]


def advance(shift: Shift, document_id: int) -> Document:
    """Take a document as far as it goes: to the archive, or to where a person or a fact is needed."""
    with shift.workspace.look() as unit:
        document = unit.custody.document(document_id)
    while step := _next(document):
        document = step(shift, document_id)
    return document


def _next(document: Document) -> Callable[[Shift, int], Document] | None:
    if document.state is State.READ and document.kind is not Kind.PACKING_SLIP:
        return tally if document.kind.matched else file
    return STEPS.get(document.state)


__all__ = [
    "STEPS", "Batch", "Report", "Settle", "Spread", "advance", "carry_on", "pending", "process", "read_all",
    "settle_all", "take_in", "unwrap_all",
]  # fmt: skip
