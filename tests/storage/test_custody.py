"""Custody: sealed once, accounted for, moved as the lifecycle allows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text, update

from documents.errors import CustodyError, IllegalTransitionError, WrongUseError
from documents.kinds import Kind, Outcome, Reason
from documents.lifecycle import State
from storage import Workspace
from storage.errors import NotFoundError, StaleError
from storage.records import MessageFacts, NewDocument, NewMessage, NewPart
from storage.tables import DOCUMENT
from storage.verification import verify_all
from tests.storage.builders import document, draft, kill_at, message
from tests.storage.conftest import Place

FACTS = MessageFacts(
    "c" * 64, "<1@acme.example>", "billing@acme.example", "Rechnung", datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
    date(2026, 3, 1), "pass",
)  # fmt: skip


def test_sealing_is_idempotent_and_numbers_have_no_gaps(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, second = message(unit, workspace, "1.eml"), message(unit, workspace, "2.eml")
        again = message(unit, workspace, "1.eml")
    assert (first.id, second.id, again) == (1, 2, first)
    with workspace.look() as unit:
        assert unit.custody.messages() == (first, second)
        assert unit.custody.messages("elsewhere") == ()
        assert unit.custody.named("inbox") == {"1.eml": 1, "2.eml": 2}
        assert unit.custody.named("elsewhere") == {}


def test_messages_that_are_sealed_together_are_as_if_sealed_one_by_one(workspace: Workspace) -> None:
    said = [("inbox", "1.eml", "a"), ("inbox", "2.eml", "b"), ("other", "1.eml", "a"), ("inbox", "2.eml", "b"),
            ("inbox", "2.eml", "c")]  # fmt: skip
    new = [NewMessage(account, name, workspace.archive.put(text.encode()), 1) for account, name, text in said]
    with workspace.begin() as unit:
        before = unit.custody.seal(new[0])
        sealed = unit.custody.seal_all(new)
        assert unit.custody.seal_all(new) == sealed
        assert unit.custody.seal_all([]) == []
    assert [one.id for one in sealed] == [before.id, 2, 3, 2, 4]
    assert [one.duplicate_of for one in sealed] == [None, None, 1, None, None]
    with workspace.look() as unit:
        assert unit.custody.named("inbox") == {"1.eml": 1, "2.eml": 4}
        assert len(unit.audit.entries("message:4")) == 1


def test_facts_come_back_as_they_went_in(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        sealed = message(unit, workspace, "1.eml")
        assert unit.custody.describe(sealed.id, FACTS).facts == FACTS
        assert unit.custody.message(sealed.id).facts == FACTS


@pytest.mark.parametrize(
    ("account", "name", "data", "canonical", "duplicate"),
    [
        ("inbox", "2.eml", b"wire", None, True),
        ("other", "1.eml", b"wire", None, True),
        ("inbox", "2.eml", b"wire rebuilt", FACTS.canonical, True),
        ("inbox", "2.eml", b"wire rebuilt", "d" * 64, False),
        ("inbox", "1.eml", b"other bytes under the same name", None, False),
    ],
)
def test_the_same_message_again_is_a_duplicate_mail(
    workspace: Workspace, account: str, name: str, data: bytes, canonical: str | None, duplicate: bool
) -> None:
    with workspace.begin() as unit:
        first = message(unit, workspace, "1.eml", b"wire")
        unit.custody.describe(first.id, FACTS)
        second = message(unit, workspace, name, data, account)
        second = unit.custody.describe(second.id, MessageFacts(canonical, FACTS.message_id))
    assert (second.duplicate_of == first.id) is duplicate
    assert (second.outcome, second.reason) == ((Outcome.IGNORED, Reason.DUPLICATE_MAIL) if duplicate else (None, None))


def test_a_message_ends_once(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        sealed = message(unit, workspace, "1.eml")
        assert unit.custody.unfinished() == (sealed,)
        ended = unit.custody.conclude(sealed.id, Outcome.QUARANTINED, Reason.BOMB)
        assert unit.custody.conclude(sealed.id, Outcome.QUARANTINED, Reason.BOMB) == ended
        assert unit.custody.unfinished() == ()
        with pytest.raises(CustodyError, match="quarantined already"):
            unit.custody.conclude(sealed.id, Outcome.IGNORED, Reason.BOUNCE)


@pytest.mark.parametrize(("outcome", "reason"), [(Outcome.IGNORED, None), (Outcome.CONSUMED, Reason.BOUNCE)])
def test_an_end_needs_its_reason(workspace: Workspace, outcome: Outcome, reason: Reason | None) -> None:
    with workspace.begin() as unit:
        sealed = message(unit, workspace, "1.eml")
        with pytest.raises(WrongUseError):
            unit.custody.conclude(sealed.id, outcome, reason)


def test_parts_are_recorded_once_and_read_in_custody_order(workspace: Workspace) -> None:
    leaves = [NewPart("b.zip/2.pdf", "b" * 64, 2, "pdf"), NewPart("a.pdf", "a" * 64, 1, "pdf")]
    with workspace.begin() as unit:
        for blob in (b"1", b"2"):
            message(unit, workspace, f"{blob.decode()}.eml", blob)
        later = unit.custody.add_parts(2, leaves)
        parts = unit.custody.add_parts(1, leaves)
        assert unit.custody.add_parts(1, leaves) == parts
        assert [part.path for part in parts] == ["b.zip/2.pdf", "a.pdf"]
        assert unit.custody.unread() == (*parts, *later)
        unit.custody.settle_part(parts[0].id, Outcome.IGNORED, Reason.NO_DOCUMENT)
        assert unit.custody.unread() == (parts[1], *later)
        with pytest.raises(CustodyError, match=r"a\.pdf"):
            unit.custody.add_parts(1, [NewPart("a.pdf", "c" * 64, 1)])
        assert {"a" * 64, "b" * 64} < unit.custody.blobs()
        for blob in (b"a", b"b"):  # the archive is to hold what the rows name
            unit.transaction.run(text("UPDATE part SET sha256 = :sha"), {"sha": workspace.archive.put(blob)})


def test_documents_are_sorted_by_custody_not_by_who_read_first(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        blob = workspace.archive.put(b"pdf")
        for number in (1, 2):
            message(unit, workspace, f"{number}.eml", b"%d" % number)
            unit.custody.add_parts(number, [NewPart(path, blob, 1) for path in ("a.pdf", "b.pdf")])
        entered = [
            unit.custody.add_document(mail, NewDocument(((blob, name),), draft(f"{mail}{name}", place=place), (path,)))
            for mail, path, place, name in (
                (2, "a.pdf", 1, "a.pdf1"), (1, "b.pdf", 1, "b.pdf1"),
                (1, "a.pdf", 2, "a.pdf2"), (1, "a.pdf", 1, "a.pdf1"),
            )
        ]  # fmt: skip
        in_order = [found.number for found in unit.custody.to_match()]
        assert in_order == ["1a.pdf1", "1a.pdf2", "1b.pdf1", "2a.pdf1"]
        assert len(unit.custody.documents(1)) == 3
        assert unit.custody.numbered("2a.pdf1") == (entered[0],)


def test_a_document_of_one_mail_is_one_in_another_mail_another(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        blob = workspace.archive.put(b"pdf")
        for number in (1, 2):
            message(unit, workspace, f"{number}.eml", b"%d" % number)
            unit.custody.add_parts(number, [NewPart(path, blob, 1) for path in ("a.pdf", "b.pdf")])
        first = unit.custody.add_document(1, NewDocument(((blob, "1"),), draft(), ("a.pdf",)))
        again = unit.custody.add_document(1, NewDocument(((blob, "1"),), draft(), ("a.pdf", "b.pdf")))
        other = unit.custody.add_document(2, NewDocument(((blob, "1"),), draft(), ("a.pdf",)))
        assert again == first
        assert other.id != first.id
        assert [sighting.path for sighting in unit.custody.sightings(first.id)] == ["a.pdf", "b.pdf"]
        assert unit.custody.same_pieces(((blob, "1"),)) == (first, other)
        with pytest.raises(CustodyError, match=r"no part 'c\.pdf'"):
            unit.custody.add_document(1, NewDocument(((blob, "2"),), draft(), ("c.pdf",)))


def test_a_draft_survives_storage(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        entered = document(unit, workspace, "INV-7", kind=Kind.PACKING_SLIP)
        assert entered.draft == draft("INV-7", Kind.PACKING_SLIP)
        assert (entered.number, entered.kind) == ("INV-7", Kind.PACKING_SLIP)
        unit.custody.reread(entered.id, draft("INV-8"), "anna", "read by a better reader")
        unit.custody.assign_supplier(entered.id, "S2", "anna")
        changed = unit.custody.document(entered.id)
        assert (changed.number, changed.supplier, changed.version) == ("INV-8", "S2", 3)
        assert changed.draft == draft("INV-8")


def test_moves_follow_the_lifecycle_and_leave_a_trail(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        entered = document(unit, workspace)
        unit.custody.move(entered.id, State.MATCHED)
        held = unit.custody.move(entered.id, State.HELD, "tallymark", "price-over on line 1")
        assert (held.state, held.version) == (State.HELD, 3)
        with pytest.raises(IllegalTransitionError):
            unit.custody.move(entered.id, State.POSTED)
        with pytest.raises(StaleError):
            unit.custody.move(entered.id, State.READ, version=2)
        unit.custody.move(entered.id, State.READ, "anna", "waived", version=3)
        trail = [entry.details for entry in unit.audit.entries(f"document:{entered.id}", "document:moved")]
        assert [(step["from"], step["to"]) for step in trail] == [
            ("read", "matched"), ("matched", "held"), ("held", "read"),
        ]  # fmt: skip
        with pytest.raises(NotFoundError):
            unit.custody.move(999, State.READ)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE document SET state = 'lost'",
        "UPDATE document SET kind = 'poem'",
        "UPDATE message SET outcome = 'ignored', reason = NULL",
        "UPDATE message SET outcome = 'consumed', reason = 'bounce'",
        "UPDATE message SET sha256 = 'short'",
        "UPDATE sighting SET document_id = 99",
        "DELETE FROM document",
    ],
)
def test_the_database_itself_refuses_nonsense(workspace: Workspace, statement: str) -> None:
    with workspace.begin() as unit:
        document(unit, workspace)
    with pytest.raises(Exception, match=r"(?i)constraint"), workspace.begin() as unit:
        unit.transaction.run(text(statement))


def test_the_sums_balance_and_what_does_not_is_named(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        entered = document(unit, workspace)
        ignored = message(unit, workspace, "2.eml")
        unit.custody.conclude(ignored.id, Outcome.IGNORED, Reason.AUTO_REPLY)
        message(unit, workspace, "3.eml")
        balance = unit.custody.balance()
        assert balance.balanced
        assert balance.messages == {"consumed": 1, "ignored": 1, "open": 1, "total": 3}
        assert balance.parts == {"consumed": 1, "total": 1}
        assert balance.documents == {"read": 1, "total": 1}
        unit.custody.move(entered.id, State.MATCHED)
        unit.custody.move(entered.id, State.HELD)
        unit.custody.conclude(3, Outcome.CONSUMED)
        assert unit.custody.balance().faults == (
            "consumed messages that brought no document: 3",
            f"decided documents without a verdict: {entered.id}",
        )


@pytest.mark.damaging
def test_a_state_changed_behind_the_trail_is_named(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        entered = document(unit, workspace)
        unit.transaction.run(update(DOCUMENT).values(state="approved"))
    assert verify_all(workspace).records == (f"document {entered.id} is approved, but the trail left it read",)


@pytest.mark.parametrize("moment", ["archive.after-link", "archive.after-sync", "custody.moved-matched"])
def test_killed_in_a_transaction_nothing_of_it_stays(place: Place, moment: str) -> None:
    def work() -> None:
        with place.open() as workspace, workspace.begin() as unit:
            unit.custody.move(document(unit, workspace).id, State.MATCHED)

    place.open().close()
    assert kill_at(moment, work)
    with place.open() as workspace:
        with workspace.look() as unit:
            assert unit.custody.messages() == ()
        work()
        with workspace.look() as unit:
            assert [found.state for found in unit.custody.in_state(*State)] == [State.MATCHED]
        assert verify_all(workspace).faultless


def test_a_message_must_be_in_order_of_sealing(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        for name in ("b", "a", "c"):
            unit.custody.seal(NewMessage("inbox", name, workspace.archive.put(name.encode()), 1))
        assert [found.name for found in unit.custody.messages()] == ["b", "a", "c"]
