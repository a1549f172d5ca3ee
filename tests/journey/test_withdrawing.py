"""Withdrawing what was posted: cancelled once, whatever kills it; the goods are free and the copies rise."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import samples
from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from journey.cancel import cancel
from journey.masterdata import masters
from journey.queue.duties import Actor
from journey.shift import open_shift
from journey.withdraw import withdraw
from tests.journey.papers import bring, invoice

OLGA = Actor("olga", Role.APPROVER)
NUMBER = "NS-26-0412"
SENDER = "fatture@lago-utensili.example"
MOMENTS = (
    "cancel.claimed", "outbox.after-write", "outbox.lines-linked", "cancel.linked", "postings.written",
    "cancel.read-back", "custody.moved-rejected", "cancel.committed",
)  # fmt: skip


@pytest.fixture
def ran(office: Any) -> Any:
    office.run()
    return office


def of_number(office: Any, number: str = NUMBER) -> dict[int, str]:
    """The documents with a number, and their states."""
    return {one["id"]: one["state"] for one in office.documents().values() if one["number"] == number}


def filed(office: Any) -> int:
    return next(number for number, state in of_number(office).items() if state == "filed")


def proves_withdrawn(office: Any, number: int) -> None:
    """Rejected, with nothing of the receipts; its copy stands in its place."""
    assert of_number(office)[number] == "rejected"
    assert sorted(of_number(office).values()) == ["filed", "rejected"]
    with office.open() as shift, shift.workspace.look() as unit:
        assert unit.ledger.of(number) == ()
        assert unit.ledger.faults() == unit.ledger.uncovered() == unit.audit.verify() == ()
        assert unit.custody.balance().faults == ()
        assert unit.cancellations.unfinished() == unit.postings.unfinished() == ()


def test_the_posting_is_cancelled_and_the_copy_takes_its_place(
    ran: Any, outbox_of: Callable[[Path], dict[str, bytes]]
) -> None:
    number, before = filed(ran), outbox_of(ran.home)
    with ran.open() as shift:
        assert withdraw(shift, number, OLGA, "a forgery").state.value == "rejected"
        proves_withdrawn(ran, number)
        with shift.workspace.look() as unit:
            posting, cancellation = unit.postings.of(number), unit.cancellations.of(number)
            kinds = [entry.kind for entry in unit.audit.entries(f"document:{number}") if entry.actor == "olga"]
    after = outbox_of(ran.home)
    said, posted = json.loads(after[f"{cancellation.key}.json"]), json.loads(before[f"{posting.key}.json"])
    assert (said["cancels"], said["cancels_sha256"]) == (posting.key, posting.sha256)
    assert (said["cancelled_by"], said["cancelled_because"]) == ("olga", "a forgery")
    assert {**posted, **said}.keys() == said.keys()
    assert all(said[name] == posted[name] for name in ("document", "number", "lines", "gross_total", "sha256"))
    assert before.items() <= after.items() and len(after) == len(before) + 4
    assert kinds == ["cancellation:claimed", "document:deallocated", "document:moved"]


def test_asking_again_changes_nothing(ran: Any) -> None:
    number = filed(ran)
    with ran.open() as shift:
        withdraw(shift, number, OLGA, "a forgery")
        with shift.workspace.look() as unit:
            head = unit.audit.head()
        assert withdraw(shift, number, Actor("nina", Role.APPROVER), "me too").state.value == "rejected"
        with shift.workspace.look() as unit:
            assert unit.audit.head() == head
            assert unit.cancellations.of(number).person == "olga"


def test_the_goods_are_free_for_the_next_invoice(office: Any) -> None:
    """Two invoices over the same goods: the second is held, and approved once the first is withdrawn."""
    with office.open() as shift:
        masters.take(shift, "receipts", samples.FOLDER / "late-receipt.csv")
        first, second = (
            bring(shift, invoice(number, "45-7005", ("10", quantity, "14.75")), SENDER)
            for number, quantity in (("L-1", "20"), ("L-2", "18"))
        )
        assert (first.state.value, second.state.value) == ("filed", "held")
        withdraw(shift, first.id, OLGA, "ordered twice, sent once")
        with shift.workspace.look() as unit:
            assert unit.custody.document(second.id).state.value == "filed"
            assert [str(one.quantity) for one in unit.ledger.of(second.id)] == ["18"]


@pytest.mark.parametrize(
    ("who", "reason", "refusal"),
    [
        (Actor("anna", Role.CLERK), "a forgery", NotAllowedError),
        (Actor("tom", Role.TREASURY), "a forgery", NotAllowedError),
        (OLGA, " ", WrongUseError),
    ],
)
def test_only_an_approver_with_a_reason(ran: Any, who: Actor, reason: str, refusal: type[Exception]) -> None:
    number = filed(ran)
    with ran.open() as shift, pytest.raises(refusal):
        withdraw(shift, number, who, reason)
    assert of_number(ran)[number] == "filed"


def test_what_was_never_posted_is_not_withdrawn(ran: Any) -> None:
    others = [one["id"] for one in ran.documents().values() if one["state"] != "filed" or one["kind"] != "invoice"]
    with ran.open() as shift:
        for number in others:
            with pytest.raises(WrongUseError, match="not posted and filed"):
                withdraw(shift, number, OLGA, "a forgery")


def test_two_runs_at_once_cancel_once(ran: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk withdraws while a run finishes what was claimed: the one that comes later finds nothing to do."""
    number, beside = filed(ran), list[str]()

    def moment(name: str) -> None:
        if name == "cancel.read-back" and not beside:
            beside.append(name)
            with ran.open() as other:
                cancel(other)

    monkeypatch.setattr("journey.cancel.reach", moment)
    with ran.open() as shift:
        assert withdraw(shift, number, OLGA, "a forgery").state.value == "rejected"
    ran.run()
    proves_withdrawn(ran, number)


@pytest.fixture(scope="module")
def undisturbed_withdrawal(
    tmp_path_factory: pytest.TempPathFactory, recorded: Any, outbox_of: Callable[[Path], dict[str, bytes]]
) -> dict[str, bytes]:
    """The outbox after a withdrawal that nobody disturbs."""
    from tests.journey.conftest import AS_OF, Office, imported, settings

    home = tmp_path_factory.mktemp("withdrawn")
    with open_shift(settings(home), AS_OF) as shift:
        imported(shift)
    office = Office(home, recorded)
    office.run()
    with office.open() as shift:
        withdraw(shift, filed(office), OLGA, "a forgery")
    return outbox_of(home)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_a_named_moment_the_next_run_finishes(
    moment: str, ran: Any, undisturbed_withdrawal: dict[str, bytes], outbox_of: Callable[[Path], dict[str, bytes]]
) -> None:
    number = filed(ran)
    child = os.fork()
    if child == 0:
        os.environ["TALLYMARK_CRASH_AT"] = moment
        try:
            with ran.open() as shift:
                withdraw(shift, number, OLGA, "a forgery")
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, f"it never comes to {moment}"
    ran.run()
    proves_withdrawn(ran, number)
    assert outbox_of(ran.home) == undisturbed_withdrawal
