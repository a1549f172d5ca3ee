"""The same bytes once more: custody stays whole, people's words stay, and nothing is paid twice."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import samples
from connectors.mail.folder import FolderSource
from connectors.mail.source import Left
from documents.draft import Draft, Field
from documents.errors import NotAllowedError, UnreadableError, WrongUseError
from documents.kinds import Reason, Role
from documents.lifecycle import State
from extractors import read as read_file
from extractors.unwrap import unwrap as unwrap_mail
from journey.batch import carry_on, process
from journey.mailroom.aside import note
from journey.mailroom.poison import TRIES
from journey.outcome import outcome
from journey.queue.duties import Actor
from journey.reread import Change, reopen_quarantined, reread
from journey.resolve import correct
from journey.shift import open_shift
from journey.threads import Threads
from tests.extractors.hostile_files import locked

ANNA = Actor("anna", Role.CLERK)
Alter = Callable[[list[Draft]], list[Draft]]


@dataclass
class Mended:
    """Recorded readers, some of whose answers are put otherwise."""

    recorded: Any
    otherwise: dict[str, Alter] = field(default_factory=dict)

    def unwrap(self, data: bytes, name: str, limits: Any = None) -> Any:
        return self.recorded.unwrap(data, name, limits)

    def read(self, data: bytes, name: str, options: Any = None) -> list[Draft]:
        drafts: list[Draft] = self.recorded.read(data, name, options)
        alter = self.otherwise.get(sha256(data).hexdigest())
        return drafts if alter is None else alter(drafts)


@dataclass
class Local:
    """Readers in this process, as they are."""

    def unwrap(self, data: bytes, name: str, limits: Any = None) -> Any:
        return unwrap_mail(data, name, limits)

    def read(self, data: bytes, name: str, options: Any = None) -> list[Draft]:
        return read_file(data, name, options)


@dataclass
class Failing:
    """Readers that take mails apart themselves, and fail on the first file that they are to read."""

    readers: Mended
    fails: int

    def unwrap(self, data: bytes, name: str, limits: Any = None) -> Any:
        return unwrap_mail(data, name, limits)

    def read(self, data: bytes, name: str, options: Any = None) -> list[Draft]:
        if name != "body" and self.fails > 0:
            self.fails -= 1
            return crash([])
        return [] if name == "body" else self.readers.read(data, name, options)


def crash(_: list[Draft]) -> list[Draft]:
    raise UnreadableError("the reader failed on this file; look at it by hand", code="crashed")


def lines(shift: Any) -> dict[str, dict[str, Any]]:
    with shift.workspace.look() as unit:
        numbers = [message.id for message in unit.custody.messages()]
    return {line["mail"]: line for line in (outcome(shift, number) for number in numbers)}


def pieces(office: Any, mail: str) -> list[str]:
    data = (samples.MAILBOX / mail).read_bytes()
    return [part.sha256 for part in office.readers.unwrap(data, mail).candidates]


def run(shift: Any, readers: Any) -> None:
    batch = process(shift, readers, FolderSource(samples.MAILBOX), Threads(1), lambda *_: None)
    assert batch.left == 0, batch.because


def reopen(shift: Any, readers: Any, because: str = "the reader was mended") -> tuple[int, ...]:
    reopened = reopen_quarantined(shift, readers, ANNA, because)
    assert carry_on(shift, readers, Threads(1), lambda *_: None).left == 0
    with shift.workspace.look() as unit:
        assert unit.custody.balance().faults == ()
        assert unit.audit.verify() == ()
        assert unit.ledger.faults() == ()
    return reopened


def again(shift: Any, readers: Any, document: int, because: str = "better reader") -> tuple[Change, ...]:
    return reread(shift, readers, document, ANNA, because)


def test_after_a_crash_of_ours_a_mail_goes_its_way(office: Any, undisturbed: tuple[str, dict[str, bytes]]) -> None:
    expected = {line["mail"]: line for line in json.loads(undisturbed[0])}
    broken = Mended(office.readers, dict.fromkeys(pieces(office, "04-price.eml"), crash))
    with office.open() as shift:
        run(shift, broken)
        before = lines(shift)
        stuck = before["04-price.eml"]
        assert (stuck["outcome"], stuck["reason"]) == ("quarantined", "corrupt")
        (number,) = reopen(shift, Mended(office.readers))
        after = lines(shift)
        (came,), (wanted,) = after["04-price.eml"]["documents"], expected["04-price.eml"]["documents"]
        assert came | {"id": 0} == wanted | {"id": 0}
        assert {mail: line for mail, line in after.items() if mail != "04-price.eml"} == {
            mail: line for mail, line in before.items() if mail != "04-price.eml"
        }
        with shift.workspace.look() as unit:
            [entry] = unit.audit.entries(f"message:{number}", "message:reopened")
        assert (entry.actor, entry.details["outcome"], entry.details["reason"]) == ("anna", "quarantined", "corrupt")
        assert reopen(shift, Mended(office.readers)) == ()


def test_what_came_again_meanwhile_is_not_paid_twice(office: Any, tmp_path: Path, outbox_of: Any) -> None:
    """The first mail fails; the supplier sends the invoice once more, which is posted; then the first one is read."""
    inbox = tmp_path / "mails"
    inbox.mkdir()
    first = (samples.MAILBOX / "02-clean.eml").read_bytes()
    (paper,) = unwrap_mail(first, "02-clean.eml").candidates
    (inbox / "1.eml").write_bytes(first)
    (inbox / "2.eml").write_bytes(mail(paper.path, paper.data))
    readers = Failing(Mended(office.readers), fails=1)
    with office.open() as shift:
        process(shift, readers, FolderSource(inbox), Threads(1), lambda *_: None)  # type: ignore[arg-type]
        (again,) = lines(shift)["2.eml"]["documents"]
        assert again["decision"] == "approve"
        posted = outbox_of(office.home)
        assert reopen(shift, readers) == (1,)
        (late,) = lines(shift)["1.eml"]["documents"]
        assert (late["number"], late["decision"]) == (again["number"], "reject")
        assert {finding["code"] for finding in late["findings"]} >= {"duplicate-exact"}
        assert outbox_of(office.home) == posted


def test_what_still_cannot_be_opened_stays_where_it_is(office: Any) -> None:
    broken = Mended(office.readers, dict.fromkeys(pieces(office, "04-price.eml"), crash))
    with office.open() as shift:
        run(shift, broken)
        before = {mail: line["reason"] for mail, line in lines(shift).items() if line["outcome"] == "quarantined"}
        reopen(shift, broken)
        after = {mail: line["reason"] for mail, line in lines(shift).items() if line["outcome"] == "quarantined"}
        assert after == before
        with pytest.raises(WrongUseError):
            reopen(shift, broken, because=" ")


def test_a_letter_that_never_came_stays_quarantined(office: Any) -> None:
    with office.open() as shift:
        for _ in range(TRIES):
            numbers = note(shift, "post", [Left("7", "too large", Reason.CORRUPT)])
        assert reopen(shift, Local()) == ()
        assert (list(numbers), lines(shift)["7"]["outcome"]) == (["7"], "quarantined")


def sealed_zip(name: str, content: bytes, password: bytes) -> bytes:
    """A zip whose one member is encrypted the traditional way (APPNOTE 6.1), which zipfile only reads."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def shuffled(key: int, byte: int) -> int:
        return zlib.crc32(bytes([byte]), key ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def turn(byte: int) -> None:
        keys[0] = shuffled(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = shuffled(keys[2], keys[1] >> 24)

    def sealed(byte: int) -> int:
        mask = keys[2] | 2
        out = byte ^ (((mask * (mask ^ 1)) >> 8) & 0xFF)
        turn(byte)
        return out

    for byte in password:
        turn(byte)
    check = zlib.crc32(content)
    body = bytes(sealed(byte) for byte in bytes(11) + bytes([check >> 24]) + content)
    facts = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, 33, check, len(body), len(content), len(name), 0)
    head = b"PK\x03\x04" + facts + name.encode() + body
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + facts + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name.encode()
    return head + entry + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entry), len(head), 0)


def mail(name: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@nordhafen-schrauben.example", "Invoice"
    message.set_content("Attached.")
    message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()


@pytest.mark.parametrize(("name", "leaf"), [("a.pdf", "a.pdf"), ("a.zip", "a.zip/b.pdf")])
def test_a_new_password_opens_what_was_locked(office: Any, tmp_path: Path, name: str, leaf: str) -> None:
    """What is in a locked archive is new to custody; the archive itself is no document."""
    inbox = tmp_path / "mails"
    inbox.mkdir()
    whole = unwrap_mail((samples.MAILBOX / "02-clean.eml").read_bytes(), "02-clean.eml").candidates[0].data
    data = locked(whole, "AES-256") if name == leaf else sealed_zip("b.pdf", whole, b"secret")
    (inbox / "1.eml").write_bytes(mail(name, data))
    with office.open() as shift:
        process(shift, Local(), FolderSource(inbox), Threads(1), lambda *_: None)  # type: ignore[arg-type]
        assert (lines(shift)["1.eml"]["outcome"], lines(shift)["1.eml"]["reason"]) == ("quarantined", "encrypted")
        said = shift.settings.model_copy(update={"passwords": ("secret",)})
    with open_shift(said, shift.as_of) as shift:
        assert reopen(shift, Local()) == (1,)
        line = lines(shift)["1.eml"]
        fates = {part["path"]: part["fate"] for part in line["attachments"]}
        assert (line["outcome"], fates[leaf]) == ("consumed", "consumed")
        assert all(fates.values())
        assert line["documents"][0]["number"]


def otherwise(**values: str) -> Alter:
    def alter(drafts: list[Draft]) -> list[Draft]:
        fields = {name: Field(value) for name, value in values.items()}
        return [replace(draft, fields={**draft.fields, **fields}) for draft in drafts]

    return alter


def misread(office: Any, shift: Any, mail_name: str, **values: str) -> int:
    """Run with readers that misread one mail's document; its number."""
    run(shift, Mended(office.readers, dict.fromkeys(pieces(office, mail_name), otherwise(**values))))
    with shift.workspace.look() as unit:
        message = next(one for one in unit.custody.messages() if one.name == mail_name)
        return int(unit.custody.documents(message.id)[0].id)


def test_a_held_document_is_read_again_and_matched(office: Any, undisturbed: tuple[str, dict[str, bytes]]) -> None:
    expected = {line["mail"]: line["documents"] for line in json.loads(undisturbed[0])}
    with office.open() as shift:
        number = misread(office, shift, "02-clean.eml", gross_total="9999.00")
        with shift.workspace.look() as unit:
            before = unit.custody.document(number)
        assert before.state is State.HELD
        (change,) = again(shift, Mended(office.readers), number)
        assert (change.field, change.before) == ("gross_total", "9999.00")
        (told,) = lines(shift)["02-clean.eml"]["documents"]
        (wanted,) = expected["02-clean.eml"]
        assert (told["decision"], told["number"]) == (wanted["decision"], wanted["number"])
        with shift.workspace.look() as unit:
            [entry] = unit.audit.entries(f"document:{number}", "document:reread")
            assert unit.audit.verify() == ()
        assert shift.workspace.archive.get(entry.details["before"]) == before.draft_json.encode()
        assert entry.actor == "anna"


def test_read_as_before_changes_nothing(office: Any) -> None:
    with office.open() as shift:
        run(shift, office.readers)
        with shift.workspace.look() as unit:
            (held, *_) = unit.custody.in_state(State.HELD)
        assert reread(shift, office.readers, held.id, ANNA, "to be sure") == ()
        with shift.workspace.look() as unit:
            assert unit.custody.document(held.id).version == held.version


def test_a_correction_stays_above_a_new_reading(office: Any) -> None:
    with office.open() as shift:
        number = misread(office, shift, "02-clean.eml", gross_total="9999.00", net_total="8888.00")
        correct(shift, number, ANNA, "the paper says so", "iban", "DE03200505501048215637")
        again(shift, Mended(office.readers), number)
        with shift.workspace.look() as unit:
            assert [one.act.field for one in unit.resolutions.of(number)] == ["iban"]
        (told,) = lines(shift)["02-clean.eml"]["documents"]
        assert told["decision"] == "approve"


def nothing(drafts: list[Draft]) -> list[Draft]:
    return [replace(draft, pages="7-9") for draft in drafts]


@pytest.mark.parametrize("readers", [crash, nothing], ids=["unreadable now", "parted otherwise now"])
def test_what_no_longer_fits_changes_nothing(office: Any, readers: Alter) -> None:
    with office.open() as shift:
        number = misread(office, shift, "02-clean.eml", gross_total="9999.00")
        worse = Mended(office.readers, dict.fromkeys(pieces(office, "02-clean.eml"), readers))
        with shift.workspace.look() as unit:
            before = unit.custody.document(number)
        with pytest.raises(WrongUseError):
            again(shift, worse, number, "why not")
        with shift.workspace.look() as unit:
            assert unit.custody.document(number) == before


def test_who_may_and_what_may(office: Any) -> None:
    with office.open() as shift:
        number = misread(office, shift, "02-clean.eml", gross_total="9999.00")
        with pytest.raises(NotAllowedError):
            reread(shift, office.readers, number, Actor("tom", Role.TREASURY), "why not")
        with pytest.raises(WrongUseError, match="reason"):
            reread(shift, office.readers, number, ANNA, "")
        with shift.workspace.look() as unit:
            filed = unit.custody.in_state(State.FILED)[0]
        with pytest.raises(WrongUseError, match="filed"):
            reread(shift, office.readers, filed.id, ANNA, "why not")
