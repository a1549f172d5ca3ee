"""A person hands in a file at the desk: it is in custody as any mail is, and the log says who brought it."""

from __future__ import annotations

import email
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import samples
from documents.errors import WrongUseError
from documents.kinds import Outcome, Reason
from extractors.unwrap import unwrap
from journey.batch import carry_on
from journey.mailroom import handin
from journey.mailroom.handin import hand_in, handed_in_by
from journey.outcome import outcome
from journey.settings import Settings
from journey.shift import Shift, open_shift
from journey.threads import Threads


class Answering:
    """Readers that open the loose file themselves; reading answers as recorded."""

    def __init__(self, recorded: Any, data: bytes) -> None:
        self._recorded, self._data = recorded, data

    def unwrap(self, data: bytes, name: str, limits: Any = None) -> Any:
        return unwrap(data, name, limits)

    def read(self, data: bytes, name: str, options: Any = None) -> Any:
        return self._recorded.read(data, name, options)


@pytest.fixture
def shift(tmp_path: Path) -> Iterator[Shift]:
    with open_shift(Settings(home=tmp_path)) as opened:
        yield opened


def scan() -> bytes:
    """A sample's PDF, as a person would upload it."""
    mail = email.message_from_bytes((samples.MAILBOX / "02-clean.eml").read_bytes())
    found = next(part for part in mail.walk() if part.get_content_type() == "application/pdf").get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


def test_a_file_is_sealed_with_who_and_when(shift: Shift) -> None:
    message = hand_in(shift, "C:\\scans\\../slip.pdf", b"%PDF-1.4 slip", "rosa")
    assert (message.account, message.name) == (handin.ACCOUNT, "scans_slip.pdf")
    assert shift.workspace.archive.get(message.sha256) == b"%PDF-1.4 slip"
    with shift.workspace.look() as unit:
        [entry] = unit.audit.entries(f"message:{message.id}", "message:handed-in")
        assert handed_in_by(unit, message.id) == ("rosa",)
        assert unit.audit.verify() == ()
    assert (entry.actor, entry.at >= message.sealed_at) == ("rosa", True)


def test_the_same_file_again_is_the_same_and_another_name_its_duplicate(shift: Shift) -> None:
    first = hand_in(shift, "image.jpg", b"photo", "rosa")
    again = hand_in(shift, "image.jpg", b"photo", "ben")
    renamed = hand_in(shift, "image (1).jpg", b"photo", "ben")
    other = hand_in(shift, "image.jpg", b"another photo", "rosa")
    with shift.workspace.look() as unit:
        assert handed_in_by(unit, first.id) == ("rosa", "ben")
        assert unit.custody.balance().faults == ()
    assert (again.id, renamed.duplicate_of, renamed.reason) == (first.id, first.id, Reason.DUPLICATE_MAIL)
    assert other.duplicate_of is None


def test_what_was_handed_in_goes_the_whole_way(office: Any) -> None:
    readers = office.readers
    data = scan()
    with office.open() as shift:
        message = hand_in(shift, "invoice.pdf", data, "rosa")
        assert handin.waiting(shift)
        batch = carry_on(shift, Answering(readers, data), Threads(1), lambda *_: None)  # type: ignore[arg-type]
        assert (batch.left, batch.messages) == (0, [message.id])
        assert not handin.waiting(shift)
        told = outcome(shift, message.id)
    assert told["outcome"] == Outcome.CONSUMED.value
    assert [document["kind"] for document in told["documents"]] == ["invoice"]


@pytest.mark.parametrize(
    ("data", "who", "sentence"),
    [(b"", "rosa", "is empty"), (b"x" * 11, "rosa", "at most"), (b"x", "", "log in first")],
)
def test_what_cannot_be_taken_is_told(
    shift: Shift, monkeypatch: pytest.MonkeyPatch, data: bytes, who: str, sentence: str
) -> None:
    monkeypatch.setattr(handin, "MOST_BYTES", 10)
    with pytest.raises(WrongUseError, match=sentence):
        hand_in(shift, "a.pdf", data, who)
    with shift.workspace.look() as unit:
        assert unit.custody.messages() == ()
