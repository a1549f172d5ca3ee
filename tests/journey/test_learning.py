"""What a correction teaches: the next document is read by it, surer once confirmed, never against what stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.folder import FolderSource
from documents.draft import Field
from documents.errors import WrongUseError
from documents.kinds import Role
from documents.lifecycle import State
from extractors.layouts import CONFIRMED, Lesson, Standing
from extractors.layouts.place import LearntPlace
from extractors.sandbox import ReaderPool
from journey.batch import process
from journey.learning.learn import learn_from
from journey.learning.lessons import files, lessons_of, renditions, withdraw
from journey.masterdata import masters
from journey.resolve import Actor, correct
from journey.settings import Settings
from journey.shift import Shift, open_shift
from journey.threads import Threads
from storage.records import Document
from storage.verification import verify_all
from tests.journey import spring_maker as maker

IDA = Actor("ida", Role.CLERK)
BUYER: dict[str, Any] = {
    "buyer_names": ("Kiesling Werkzeugbau GmbH",), "buyer_domains": ("kiesling-werkzeugbau.example",),
}  # fmt: skip


ORDERS = [f"K4-7088{n}" for n in range(7)]


@dataclass
class Post:
    """A workspace into which the maker's invoices come, one poll a mail."""

    shift: Shift
    readers: ReaderPool
    folder: Path

    def bring(self, bill: maker.Bill) -> Document:
        """One invoice through the journey as far as it goes."""
        box = self.folder / bill.number
        box.mkdir()
        (box / "mail.eml").write_bytes(maker.mail(bill))
        batch = process(self.shift, self.readers, FolderSource(box), Threads(1), lambda *_: None)
        with self.shift.workspace.look() as unit:
            (document,) = unit.custody.documents(batch.messages[0])
        return document

    def correct(self, document: Document, field: str, value: str) -> Document:
        return correct(self.shift, document.id, IDA, "read from the paper", field, value)

    def lessons(self) -> tuple[Lesson, ...]:
        with self.shift.workspace.look() as unit:
            return lessons_of(self.shift, unit, maker.SUPPLIER).lessons

    def kinds(self) -> list[str]:
        """What the audit trail says about the supplier's lessons, in order."""
        with self.shift.workspace.look() as unit:
            return [entry.kind for entry in unit.audit.entries(f"learnt:{maker.SUPPLIER}")]


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    with ReaderPool(size=1) as pool:
        yield pool


@pytest.fixture
def post(tmp_path: Path, readers: ReaderPool) -> Iterator[Post]:
    with open_shift(Settings(home=tmp_path / "home", **BUYER), date(2026, 5, 29)) as shift:
        tables = maker.tables(tmp_path, {order: f"LS-{at}" for at, order in enumerate(ORDERS)})
        for what, file in tables.items():
            assert not masters.take(shift, what, file).refused
        yield Post(shift, readers, tmp_path)


def order_of(document: Document) -> Field:
    return document.draft.fields["po_number"]


def bill(at: int, **changes: Any) -> maker.Bill:
    said: dict[str, Any] = {"number": f"HF-2011{at}", "order": ORDERS[at], "day": 4 + at}
    return maker.Bill(**said | changes)


def test_the_next_documents_are_read_by_a_correction_until_it_is_withdrawn(post: Post) -> None:
    first = post.bring(bill(0))
    assert (first.state, "po_number" in first.draft.fields) == (State.HELD, False)
    assert post.lessons() == ()
    assert post.correct(first, "po_number", ORDERS[0]).state is State.FILED
    (lesson,) = post.lessons()
    assert (lesson.standing, lesson.author) == (Standing.ACTIVE, "ida")
    assert isinstance(lesson.place, LearntPlace) and lesson.place.around.left == "stichwort"

    second, third, fourth = (post.bring(bill(at)) for at in (1, 2, 3))
    assert [one.state for one in (second, third, fourth)] == [State.FILED] * 3
    assert [order_of(one).value for one in (second, third, fourth)] == ORDERS[1:4]
    assert order_of(second).confidence <= 0.90 and order_of(third).confidence <= 0.90
    assert order_of(fourth).confidence == CONFIRMED
    assert order_of(second).method == "learnt/1 lesson 1"

    withdraw(post.shift, maker.SUPPLIER, 1, "ida", "they have a new form")
    assert "po_number" not in post.bring(bill(4)).draft.fields
    assert post.kinds() == ["learnt:taught", "learnt:confirmed", "learnt:confirmed", "learnt:withdrawn"]
    assert verify_all(post.shift.workspace).faultless
    with pytest.raises(WrongUseError):
        withdraw(post.shift, maker.SUPPLIER, 1, "ida", "again")


def test_a_correction_that_would_change_a_confirmed_value_is_not_read_by(post: Post) -> None:
    for at in (0, 1):
        assert post.bring(bill(at, label="Bestellnummer")).state is State.FILED
    third = post.bring(bill(2))
    post.correct(third, "invoice_number", maker.CUSTOMER)  # a slip of the clerk: that is our number as a customer
    assert post.correct(third, "po_number", ORDERS[2]).state is State.FILED
    number, order = sorted(post.lessons(), key=lambda lesson: lesson.place.field)
    assert (number.place.field, number.standing, number.replayed) == ("invoice_number", Standing.INACTIVE, (1, 2))
    assert number.because == f"it would read {maker.CUSTOMER} on document 1, which was approved with HF-20110"
    assert order.standing is Standing.ACTIVE
    fourth = post.bring(bill(3))
    assert (fourth.draft.value("invoice_number"), fourth.state) == ("HF-20113", State.FILED)


def test_a_document_that_was_approved_otherwise_ends_a_lesson(post: Post) -> None:
    post.correct(post.bring(bill(0)), "po_number", ORDERS[0])
    astray = post.bring(bill(1, order="K4-99999"))
    assert (astray.state, order_of(astray).value) == (State.HELD, "K4-99999")
    assert post.correct(astray, "po_number", ORDERS[1]).state is State.FILED
    assert post.lessons()[0].standing is Standing.SUSPENDED


def test_a_column_is_learnt_from_a_line(post: Post) -> None:
    first = post.bring(bill(0))
    assert "lot" not in first.draft.lines[0]
    post.correct(first, "1.lot", bill(0).melt)
    post.correct(first, "po_number", ORDERS[0])
    assert [lesson.place.field for lesson in post.lessons()] == ["line.lot", "po_number"]
    read = [post.bring(bill(at)).draft.lines[0]["lot"] for at in (1, 2, 3)]
    assert [field.value for field in read] == [bill(at).melt for at in (1, 2, 3)]
    assert read[0].confidence <= 0.90 and read[2].confidence == CONFIRMED
    astray = post.bring(bill(4, order="K4-99999"))
    post.correct(astray, "1.lot", "G-1")
    post.correct(astray, "po_number", ORDERS[4])
    assert [lesson.standing for lesson in post.lessons()[:2]] == [Standing.SUSPENDED] * 2


def test_the_file_is_for_people_and_the_log_is_what_counts(post: Post) -> None:
    first = post.bring(bill(0))
    post.correct(first, "po_number", ORDERS[0])
    path = files(post.shift).path(maker.SUPPLIER)
    said = path.read_text(encoding="utf-8")
    assert 'author = "ida"' in said and 'left = "stichwort"' in said
    path.write_text(said.replace("stichwort", "rechnungsnummer"), encoding="utf-8")
    assert order_of(post.bring(bill(1))).value == ORDERS[1]
    assert path.read_text(encoding="utf-8") != said.replace("stichwort", "rechnungsnummer")


def test_learning_twice_changes_nothing_and_pages_that_are_lost_are_read_again(post: Post) -> None:
    first = post.bring(bill(0))
    for kept in (post.shift.workspace.home / "renditions").rglob("*.z"):
        kept.unlink()
    assert renditions(post.shift).get(first.key) is None
    post.correct(first, "po_number", ORDERS[0])
    learnt = post.lessons()
    assert len(learnt) == 1
    learn_from(post.shift, first.id)
    assert post.lessons() == learnt


def test_what_is_not_printed_teaches_nothing_and_the_log_says_so(post: Post) -> None:
    first = post.bring(bill(0, order="misprinted"))
    post.correct(first, "po_number", ORDERS[0])
    assert post.lessons() == ()
    with post.shift.workspace.look() as unit:
        (entry,) = unit.audit.entries(f"document:{first.id}", "learnt:nothing")
    assert "po_number K4-70880" in entry.because
