"""One invoice over two files, joined by hand: one document, nothing lost, and finished whatever kills it."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.folder import FolderSource
from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Kind, Role
from documents.lifecycle import State
from documents.people import Person
from extractors.sandbox import ReaderPool
from journey.archive.retrieve import original
from journey.batch import process
from journey.clearing.joining import Asked, candidates, foresee, join, take_apart
from journey.clearing.pages import paged
from journey.queue.duties import Actor
from journey.reread import reread
from journey.resolve import correct
from journey.threads import Threads
from journey.verdicts.judge import acts_on
from samples import facts
from storage.errors import StaleError
from storage.search import SearchQuery
from storage.search.measured import Measured
from storage.verification import verify_all
from tests.journey import torn

CLERK = Person("ida", "Ida", frozenset({Role.CLERK}))
WHY = "page 2 came as a file of its own"


@dataclass
class Remembering:
    """Real readers that remember what they answered, so that the same bytes are read once for all tests."""

    pool: ReaderPool
    answers: dict[Any, Any] = field(default_factory=dict)

    def unwrap(self, data: bytes, name: str, limits: Any = None) -> Any:
        return self._told(data, lambda: self.pool.unwrap(data, name, limits))

    def read(self, data: bytes, name: str, options: Any = None) -> Any:
        return self._told((data, options.kind, str(options.ranges)), lambda: self.pool.read(data, name, options))

    def _told(self, asked: Any, ask: Callable[[], Any]) -> Any:
        if asked not in self.answers:
            self.answers[asked] = ask()
        return self.answers[asked]


@pytest.fixture(scope="module")
def readers() -> Iterator[Any]:
    with ReaderPool(size=1) as pool:
        yield Remembering(pool)


def come(office: Any, readers: Any, folder: Path, *mails: bytes) -> None:
    with office.open() as shift:
        process(shift, readers, FolderSource(torn.post(folder, *mails)), Threads(1), lambda *_: None)


def torn_mail(**files: bytes) -> bytes:
    one, two = torn.halves()
    return torn.mail({"invoice.pdf": one, "scan0002.pdf": two} | files)


def states(shift: Any) -> dict[int, str]:
    with shift.workspace.look() as unit:
        return {one.id: one.state.value for message in unit.custody.messages()
                for one in unit.custody.documents(message.id)}  # fmt: skip


def proves_whole(shift: Any) -> None:
    assert verify_all(shift.workspace).faultless
    with shift.workspace.look() as unit:
        assert unit.custody.balance().faults == ()
        assert unit.ledger.faults() == unit.ledger.uncovered() == ()
        assert unit.postings.unfinished() == ()


def test_two_files_are_one_document_that_tallies(office: Any, readers: Any, tmp_path: Path) -> None:
    come(office, readers, tmp_path / "mailbox", torn_mail())
    with office.open() as shift:
        assert states(shift) == {1: "held", 2: "filed"}
        with shift.workspace.look() as unit:
            assert [one.id for one in candidates(unit, unit.custody.document(1))] == [2]
        told = foresee(shift, readers, CLERK, Asked(1, 2))
        assert (told.first.id, told.second.id, len(told.draft.lines)) == (1, 2, 3)
        assert told.draft.value("gross_total") == str(torn.CLEAN.gross)
        assert states(shift) == {1: "held", 2: "filed"}
        made = join(shift, readers, CLERK, Asked(1, 2), WHY)
        assert (made.state, made.number, made.draft.pages, made.draft.spans) == (
            State.FILED, "NS-26-0431", "1-2", ("1", "1")
        )  # fmt: skip
        assert states(shift) == {1: "ignored", 2: "ignored", made.id: "filed"}
        proves_whole(shift)
        with shift.workspace.look() as unit:
            assert [(ref.number, ref.place) for ref in paged(shift, unit, made).refs] == [(1, 1), (2, 1)]
            assert {one.path for one in unit.custody.sightings(made.id)} == {"invoice.pdf", "scan0002.pdf"}
            assert [unit.queue.unresolved(number) for number in (1, 2, made.id)] == [(), (), ()]
            told_of = [entry for entry in unit.audit.entries(f"document:{made.id}") if entry.kind == "document:made"]
            assert [(entry.actor, entry.because, entry.details) for entry in told_of] == [
                ("ida", WHY, {"of": "1, 2"})
            ]  # fmt: skip
            assert len(unit.audit.entries("document:2", "document:joined-into")) == 1
            assert acts_on(unit, made, ()).entered_by == ("ida",)
            assert unit.search.count(SearchQuery(measured=Measured.TOUCHED), 9) == 1
        one, two = torn.halves()
        files = [original(shift, made.id, "ida", "a test", place) for place in (1, 2)]
        assert files == [("invoice.pdf", one), ("scan0002.pdf", two)]


def test_taken_apart_both_rise_again_with_what_was_said(office: Any, readers: Any, tmp_path: Path) -> None:
    one, two = torn.halves(replace(torn.CLEAN, order="45-9999"))
    come(office, readers, tmp_path / "mailbox", torn.mail({"invoice.pdf": one, "scan0002.pdf": two}))
    with office.open() as shift:
        correct(shift, 1, Actor("ida", Role.CLERK), "as printed", "carrier", "Nord")
        told = foresee(shift, readers, CLERK, Asked(1, 2))
        assert told.doubts[-1] == "what people said of document 1 does not go with it: carrier"
        made = join(shift, readers, CLERK, Asked(1, 2), WHY)
        assert made.state is State.HELD
        assert reread(shift, readers, made.id, Actor("ida", Role.CLERK), "a better reader") == ()
        apart = take_apart(shift, readers, CLERK, made.id, "two papers after all")
        assert [(one.id, one.kind) for one in apart] == [(1, Kind.INVOICE), (2, Kind.OTHER)]
        assert states(shift) == {1: "held", 2: "filed", made.id: "ignored"}
        with shift.workspace.look() as unit:
            assert [said.act.value for said in unit.resolutions.of(1)] == ["Nord"]
        again = join(shift, readers, CLERK, Asked(1, 2), WHY)
        assert (again.id, again.state) == (made.id, State.HELD)
        proves_whole(shift)


def test_the_second_half_of_another_mail_of_the_sender(office: Any, readers: Any, tmp_path: Path) -> None:
    one, two = torn.halves()
    come(office, readers, tmp_path / "mailbox", torn.mail({"a.pdf": one}), torn.mail({"a.pdf": two}, "Page 2"))
    with office.open() as shift:
        made = join(shift, readers, CLERK, Asked(1, 2), WHY)
        assert (made.state, made.message) == (State.FILED, 1)
        proves_whole(shift)
        with shift.workspace.look() as unit:
            assert [(one.message, one.path) for one in unit.custody.sightings(made.id)] == [(1, "a.pdf"), (2, "a.pdf")]
            assert len(paged(shift, unit, made).refs) == 2


def test_what_is_not_joined_says_why(office: Any, readers: Any, tmp_path: Path) -> None:
    _, two = torn.halves()
    stranger = torn.mail({"a.pdf": two + b"\n"}, "Page 2", replace(torn.CLEAN, supplier=facts.HARZ))
    come(office, readers, tmp_path / "mailbox", torn_mail(), stranger)
    treasurer = Person("tess", "T", frozenset({Role.TREASURY}))
    with office.open() as shift:
        before = states(shift)
        assert before == {1: "held", 2: "filed", 3: "filed"}
        with pytest.raises(NotAllowedError):
            join(shift, readers, treasurer, Asked(1, 2), WHY)
        for asked, reason, said in (
            (Asked(1, 2), " ", "say why"), (Asked(1, 1), WHY, "another file"),
            (Asked(2, 1), WHY, "document 2 is filed"), (Asked(1, 3), WHY, "not for certain from the same sender"),
        ):  # fmt: skip
            with pytest.raises(WrongUseError, match=said):
                join(shift, readers, CLERK, asked, reason)
        with pytest.raises(StaleError):
            join(shift, readers, CLERK, Asked(1, 2, seen=1), WHY)
        with pytest.raises(WrongUseError, match="over several files"):
            take_apart(shift, readers, CLERK, 1, WHY)
        assert states(shift) == before


MOMENTS = (
    "join.read", "custody.moved-ignored", "join.committed", "tally.committed", "post.claimed", "post.written",
    "custody.moved-posted", "file.committed",
)  # fmt: skip


@pytest.fixture(scope="module")
def come_home(tmp_path_factory: pytest.TempPathFactory, readers: Any) -> Path:
    """A workspace in which a torn invoice has come: to be copied."""
    from journey.shift import open_shift
    from tests.journey.conftest import AS_OF, Office, imported, settings

    home = tmp_path_factory.mktemp("torn")
    with open_shift(settings(home), AS_OF) as shift:
        imported(shift)
    come(Office(home, readers), readers, home / "mailbox", torn_mail())
    with open_shift(settings(home), AS_OF) as shift:
        foresee(shift, readers, CLERK, Asked(1, 2))
    return home


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_a_named_moment_the_next_run_finishes(
    moment: str, come_home: Path, readers: Any, tmp_path: Path
) -> None:
    from tests.journey.conftest import Office

    home = Path(shutil.copytree(come_home, tmp_path / "home"))
    office = Office(home, readers)
    child = os.fork()
    if child == 0:
        os.environ["TALLYMARK_CRASH_AT"] = moment
        try:
            with office.open() as shift:
                join(shift, readers, CLERK, Asked(1, 2), WHY)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, f"it never comes to {moment}"
    office.run(source=home / "mailbox")
    with office.open() as shift:
        proves_whole(shift)
        if moment in ("join.read", "custody.moved-ignored"):
            assert states(shift) == {1: "held", 2: "filed"}
            join(shift, readers, CLERK, Asked(1, 2), WHY)
        assert states(shift) == {1: "ignored", 2: "ignored", 3: "filed"}
        with shift.workspace.look() as unit:
            assert [posting.document for posting in unit.postings.all()] == [3]
        proves_whole(shift)
