"""Verdicts, resolutions, postings, cursors: written once, found again, never in two versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from documents.errors import CustodyError, WrongUseError
from documents.kinds import Decision, Role
from storage import Workspace
from storage.errors import NotFoundError, StaleError
from storage.records import NewResolution, PostingState, ResolutionKind
from tests.storage.builders import document, finding, kill_at, verdict
from tests.storage.conftest import Clock, Place

CASE = b'{"name": "case", "net": 150.00}\n'
WAIVER = NewResolution(
    1, ResolutionKind.WAIVER, "anna", Role.BUYER, "agreed by phone", "price-over", 1, "2.50", "2.75"
)  # fmt: skip


def test_a_verdict_is_replayed_byte_for_byte(workspace: Workspace) -> None:
    given = verdict(finding(), decision=Decision.HOLD)
    with workspace.begin() as unit:
        entered = document(unit, workspace)
        assert unit.verdicts.latest(entered.id) is None
        stored = unit.verdicts.store(entered.id, given, CASE, {"page": 1})
    with workspace.look() as unit:
        found = unit.verdicts.latest(entered.id)
        assert found == stored == unit.verdicts.verdict(stored.id)
        assert (found.verdict, found.case_json, found.policy_hash) == (given, CASE, given.policy_hash)
        assert found.evidence == {"page": 1}
        with pytest.raises(NotFoundError):
            unit.verdicts.verdict(99)


def test_matching_again_with_no_new_fact_stores_nothing(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        entered = document(unit, workspace)
        first = unit.verdicts.store(entered.id, verdict(finding(), decision=Decision.HOLD), CASE)
        assert unit.verdicts.store(entered.id, verdict(finding(), decision=Decision.HOLD), CASE) == first
        second = unit.verdicts.store(entered.id, verdict(), CASE)
        third = unit.verdicts.store(entered.id, verdict(finding(), decision=Decision.HOLD), CASE)
        assert unit.verdicts.of(entered.id) == (first, second, third)
        assert unit.verdicts.latest(entered.id) == third
        begin = datetime(2026, 1, 1, tzinfo=UTC)
        assert unit.verdicts.since(begin, after=first.id) == (second, third)
        assert unit.verdicts.since(begin + timedelta(days=365)) == ()


def test_of_each_document_the_newest_verdict_is_found_page_by_page(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        ids = [document(unit, workspace, f"INV-{number}").id for number in range(5)]
        for given in (verdict(finding(), decision=Decision.HOLD), verdict()):
            for entered in ids:
                unit.verdicts.store(entered, given, CASE)
        begin = datetime(2026, 1, 1, tzinfo=UTC)
        first = unit.verdicts.newest(begin, limit=3)
        rest = unit.verdicts.newest(begin, first[-1].id, limit=3)
        assert [one.document for one in (*first, *rest)] == ids
        assert {one.verdict.decision for one in (*first, *rest)} == {Decision.APPROVE}
        assert unit.verdicts.newest(begin + timedelta(days=365)) == ()


def test_resolutions_are_recorded_with_person_role_and_reason(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        document(unit, workspace)
        recorded = unit.resolutions.record(WAIVER)
        correction = NewResolution(
            1, ResolutionKind.CORRECTION, "ben", Role.CLERK, "misread", line=2, field="quantity", value="60"
        )
        unit.resolutions.record(correction)
        assert [one.act for one in unit.resolutions.of(1)] == [WAIVER, correction]
        assert unit.resolutions.of(1, ResolutionKind.WAIVER) == (recorded,)
        assert unit.resolutions.of(2) == ()
        entry = unit.audit.entries("document:1", "document:waiver")[0]
        assert (entry.actor, entry.because, entry.details["code"]) == ("anna", "agreed by phone", "price-over")
    with pytest.raises(DBAPIError, match="append-only"), workspace.begin() as unit:
        unit.transaction.run(text("UPDATE resolution SET reason = 'none'"))


@pytest.mark.parametrize(
    ("act", "missing"),
    [
        (replace(WAIVER, reason=" "), "reason"),
        (replace(WAIVER, person=""), "person"),
        (replace(WAIVER, code=None), "code"),
        (replace(WAIVER, kind=ResolutionKind.CORRECTION), "field, value"),
        (replace(WAIVER, kind=ResolutionKind.REPOINTING), "value"),
    ],
)
def test_a_resolution_that_says_too_little_is_refused(workspace: Workspace, act: NewResolution, missing: str) -> None:
    with pytest.raises(WrongUseError, match=missing), workspace.begin() as unit:
        document(unit, workspace)
        unit.resolutions.record(act)


def test_a_document_is_posted_once_step_by_step(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        entered = document(unit, workspace)
        first = unit.verdicts.store(entered.id, verdict(), CASE)
        second = unit.verdicts.store(entered.id, verdict(finding(), decision=Decision.HOLD), CASE)
        posting = unit.postings.claim(entered.id, first.id)
        assert unit.postings.claim(entered.id, first.id) == posting
        assert posting.state is PostingState.PENDING
        with pytest.raises(CustodyError, match="under verdict"):
            unit.postings.claim(entered.id, second.id)
        with pytest.raises(CustodyError, match="read back"):
            unit.postings.posted(posting.key, "a" * 64)
        written = unit.postings.written(posting.key, "a" * 64)
        assert unit.postings.written(posting.key, "a" * 64) == written
        with pytest.raises(CustodyError, match="other bytes"):
            unit.postings.written(posting.key, "b" * 64)
        with pytest.raises(CustodyError, match="read back"):
            unit.postings.posted(posting.key, "b" * 64)
        assert unit.postings.unfinished() == (written,)
        posted = unit.postings.posted(posting.key, "a" * 64)
        assert unit.postings.posted(posting.key, "a" * 64) == posted
        assert (posted.state, unit.postings.unfinished()) == (PostingState.POSTED, ())
        assert unit.postings.all() == (posted,)
        with pytest.raises(NotFoundError):
            unit.postings.written("nothing", "a" * 64)


def test_killed_while_posting_the_posting_is_still_one(place: Place) -> None:
    def post() -> None:
        with place.open() as workspace, workspace.begin() as unit:
            given = unit.verdicts.latest(1)
            assert given is not None
            unit.postings.written(unit.postings.claim(1, given.id).key, "a" * 64)

    with place.open() as workspace, workspace.begin() as unit:
        unit.verdicts.store(document(unit, workspace).id, verdict(), CASE)
    assert kill_at("postings.written", post)
    post()
    with place.open() as workspace, workspace.look() as unit:
        assert [(found.document, found.state) for found in unit.postings.all()] == [(1, PostingState.WRITTEN)]


def test_a_lease_keeps_a_second_poller_out_until_it_expires(place: Place) -> None:
    clock = Clock()
    with Workspace.open(place.home, place.url, clock=clock) as workspace, workspace.begin() as unit:
        cursors = unit.cursors
        first = cursors.lease("inbox", "poller-1", timedelta(minutes=5))
        assert first == 1
        assert cursors.lease("inbox", "poller-2") is None
        assert cursors.lease("other", "poller-2") == 1
        assert cursors.lease("inbox", "poller-1", timedelta(minutes=5)) == 1
        cursors.advance("inbox", "uid 17", first)
        assert cursors.position("inbox") == "uid 17"
        clock.instant += timedelta(minutes=6)
        second = cursors.lease("inbox", "poller-2")
        assert second == 2
        with pytest.raises(StaleError):
            cursors.advance("inbox", "uid 18", first)
        cursors.release("inbox", first)
        assert cursors.lease("inbox", "poller-1") is None
        cursors.release("inbox", second)
        with pytest.raises(StaleError):
            cursors.advance("inbox", "uid 18", second)
        assert cursors.lease("inbox", "poller-1") == 3
        assert cursors.position("inbox") == "uid 17"
        assert cursors.position("unknown") is None


def test_a_lease_outlives_no_clock_that_is_put_back(place: Place) -> None:
    clock = Clock()
    with Workspace.open(place.home, place.url, clock=clock) as workspace, workspace.begin() as unit:
        assert unit.cursors.lease("inbox", "gone") == 1
        clock.instant -= timedelta(minutes=5)
        assert unit.cursors.lease("inbox", "other") is None
        clock.instant -= timedelta(days=1)
        assert unit.cursors.lease("inbox", "other") == 2
        clock.instant -= timedelta(days=1)
        assert unit.cursors.lease("inbox", "other") == 2
