"""What is due leaves: once, with patience, under the daily cap, and says why where it does not."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from documents.errors import WrongUseError
from journey.notices.sending import MOST_TRIES, send_due
from storage.records import Channel, NewOutgoing, Outgoing, OutgoingKind, OutgoingState

MAIL = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "tallymark@factory.example"
reply_to = "ap@factory.example"
daily = {daily}
"""


def written(desk: Any, key: str = "a", *, urgent: bool = False, **more: Any) -> Outgoing:
    facts = {"subject": "Something is open", "body": "One exception.\n", **more}
    new = NewOutgoing(
        key, OutgoingKind.NOTICE, Channel.MAIL, "buyer@factory.example", domain="factory.example", urgent=urgent,
        **facts,
    )  # fmt: skip
    row: Outgoing = desk.shift.workspace.run(lambda unit: unit.outbox.add(new))
    return row


def stands(desk: Any, row: Outgoing) -> Outgoing:
    with desk.shift.workspace.look() as unit:
        found: Outgoing = unit.outbox.get(row.id)
    return found


def test_a_notice_leaves_once_and_says_that_a_machine_wrote_it(desk: Any, serving: Callable[..., Any]) -> None:
    office = serving()
    desk.says(MAIL.format(port=office.port, daily=10))
    row = written(desk)
    assert written(desk).id == row.id
    assert send_due(desk.shift).sent == [row.id]
    assert send_due(desk.shift).sent == []
    [mail] = office.mails()
    assert (mail["From"], mail["To"]) == ("Tallymark <tallymark@factory.example>", "buyer@factory.example")
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert (mail["Message-ID"], mail["Reply-To"]) == (row.message_id, "ap@factory.example")
    assert mail.get_content().split() == ["One", "exception."]
    assert stands(desk, row).state is OutgoingState.SENT


@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
def test_a_passing_refusal_is_tried_again_with_the_same_message(
    verb: str, desk: Any, serving: Callable[..., Any]
) -> None:
    office = serving()
    desk.says(MAIL.format(port=office.port, daily=10))
    row = written(desk)
    office.replies[verb] = ["451 greylisted, come back", "451 greylisted, come back"]
    assert send_due(desk.shift).postponed == [row.id]
    waits = stands(desk, row)
    assert (waits.state, waits.attempts) == (OutgoingState.DUE, 1)
    assert "451 greylisted, come back" in (waits.reason or "")
    assert send_due(desk.shift).postponed == []
    desk.clock.on(minutes=1)
    assert send_due(desk.shift).postponed == [row.id]
    desk.clock.on(minutes=1)
    assert send_due(desk.shift).sent == []
    desk.clock.on(minutes=1)
    assert send_due(desk.shift).sent == [row.id]
    assert [mail["Message-ID"] for mail in office.mails()] == [row.message_id]


def test_a_refusal_for_good_ends_with_its_words_and_the_others_leave(desk: Any, serving: Callable[..., Any]) -> None:
    office = serving()
    desk.says(MAIL.format(port=office.port, daily=10))
    first, second = written(desk, "a"), written(desk, "b")
    office.replies["RCPT"] = ["550 no such buyer here"]
    done = send_due(desk.shift)
    assert (done.failed, done.sent) == ([first.id], [second.id])
    failed = stands(desk, first)
    assert failed.state is OutgoingState.FAILED
    assert "550 no such buyer here" in (failed.reason or "")
    desk.shift.workspace.run(lambda unit: unit.outbox.again(first.id, "anna", urgent=False))
    assert send_due(desk.shift).sent == [first.id]
    with pytest.raises(WrongUseError, match="not sent twice"):
        desk.shift.workspace.run(lambda unit: unit.outbox.again(first.id, "anna", urgent=True))


def test_who_refuses_every_time_is_given_up_with_the_reason(desk: Any, serving: Callable[..., Any]) -> None:
    office = serving()
    desk.says(MAIL.format(port=office.port, daily=10))
    row = written(desk)
    office.replies["DATA"] = ["452 the disk is full"] * MOST_TRIES
    for _ in range(MOST_TRIES):
        send_due(desk.shift)
        desk.clock.on(hours=5)
    assert stands(desk, row).state is OutgoingState.FAILED
    assert f"452 the disk is full; given up after {MOST_TRIES} tries" in (stands(desk, row).reason or "")


def test_a_server_that_is_not_there_counts_against_nobody(desk: Any, serving: Callable[..., Any]) -> None:
    desk.says(MAIL.format(port=1, daily=10))
    rows = [written(desk, "a"), written(desk, "b")]
    for _ in range(MOST_TRIES + 1):
        assert len(send_due(desk.shift).postponed) == 2
        desk.clock.on(minutes=5)
    assert {stands(desk, row).attempts for row in rows} == {0}
    office = serving()
    desk.says(MAIL.format(port=office.port, daily=10))
    assert send_due(desk.shift).sent == [row.id for row in rows]


def test_the_daily_cap_holds_back_all_but_urgent_ones(desk: Any, serving: Callable[..., Any]) -> None:
    office = serving()
    desk.says(MAIL.format(port=office.port, daily=2))
    rows = [written(desk, key) for key in "abc"]
    pressing = written(desk, "d", urgent=True)
    done = send_due(desk.shift)
    assert done.sent == [pressing.id, rows[0].id]
    assert (done.postponed, done.why) == ([rows[1].id, rows[2].id], {"the daily cap of 2 mails is reached": 2})
    desk.shift.workspace.run(lambda unit: unit.outbox.again(rows[2].id, "anna", urgent=True))
    assert send_due(desk.shift).sent == [rows[2].id]
    desk.clock.on(hours=23)
    assert send_due(desk.shift).sent == []
    desk.clock.on(hours=2)
    assert send_due(desk.shift).sent == [rows[1].id]


def test_protected_by_starttls_and_logged_in(
    desk: Any, serving: Callable[..., Any], trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = serving(starttls=True, login=True)
    said = MAIL.format(port=office.port, daily=10).replace("127.0.0.1", "localhost").replace('"none"', '"starttls"')
    desk.says(said + 'user = "tally"\npassword = "env:SMTP_PASSWORD"\n')
    row = written(desk)
    assert "not trusted" in next(iter(send_due(desk.shift).why))
    desk.clock.on(minutes=5)
    assert "no variable SMTP_PASSWORD" in next(iter(send_due(desk.shift, trust).why))
    monkeypatch.setenv("SMTP_PASSWORD", "wrong")
    desk.clock.on(minutes=5)
    refused = next(iter(send_due(desk.shift, trust).why))
    assert "refuses the login of tally" in refused
    assert "wrong" not in refused
    monkeypatch.setenv("SMTP_PASSWORD", "secret")
    desk.clock.on(minutes=5)
    assert send_due(desk.shift, trust).sent == [row.id]


def test_protected_from_the_first_byte(desk: Any, serving: Callable[..., Any], trust: ssl.SSLContext) -> None:
    office = serving(tls=True)
    desk.says(MAIL.format(port=office.port, daily=10).replace("127.0.0.1", "localhost").replace('"none"', '"tls"'))
    row = written(desk)
    assert send_due(desk.shift, trust).sent == [row.id]


def test_another_machine_is_never_spoken_to_without_protection(desk: Any) -> None:
    desk.says(MAIL.format(port=25, daily=10).replace('host = "127.0.0.1"', 'host = "smtp.factory.example"'))
    written(desk)
    assert "set security to tls or starttls" in next(iter(send_due(desk.shift).why))


@pytest.mark.parametrize("after", [b"data", b"\r\n.\r\n"])
def test_a_connection_that_is_cut_leaves_the_mail_to_be_sent_again(
    after: bytes, desk: Any, serving: Callable[..., Any]
) -> None:
    with cutting(after) as port:
        desk.says(MAIL.format(port=port, daily=10))
        row = written(desk)
        assert "does not answer" in next(iter(send_due(desk.shift).why))
    office = serving()
    desk.says(MAIL.format(port=office.port, daily=10))
    desk.clock.on(minutes=5)
    assert send_due(desk.shift).sent == [row.id]
    assert [mail["Message-ID"] for mail in office.mails()] == [row.message_id]


@contextmanager
def cutting(after: bytes) -> Iterator[int]:
    """A server for mail that hangs up when it has read something; its port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"220 here\r\n")
            heard = b""
            while after not in heard and (data := self.request.recv(4096)):
                heard += data
                if after not in heard:
                    self.request.sendall(b"354 go on\r\n" if data.startswith(b"data") else b"250 yes\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join()


def test_no_text_of_a_document_begins_another_header(desk: Any, serving: Callable[..., Any]) -> None:
    office = serving()
    desk.says(MAIL.format(port=office.port, daily=10))
    written(desk, subject="Invoice 7\r\nBcc: thief@evil.example\r\n\r\nBody", body="one\r\n.\r\ntwo\0\n")
    assert len(send_due(desk.shift).sent) == 1
    [mail] = office.mails()
    assert (mail["Bcc"], mail["Subject"]) == (None, "Invoice 7 Bcc: thief@evil.example Body")
    assert mail.get_content().splitlines() == ["one", ".", "two "]


def test_what_is_sent_again_is_the_same_to_the_byte(desk: Any, serving: Callable[..., Any]) -> None:
    office = serving()
    desk.says(MAIL.format(port=office.port, daily=10))
    digest = desk.shift.workspace.archive.put(b"the letter")
    row = written(desk, files={"letter.docx": digest}, answers="<their-1@acme.example>")
    send_due(desk.shift)
    with desk.shift.workspace.begin() as unit:  # as a round leaves it that is killed after the server took the mail
        unit.outbox._set(row.id, {"state": "sending", "sent_at": None})
    desk.clock.on(minutes=3)
    send_due(desk.shift)
    first, second = office.taken
    assert first == second
    mail = office.mails()[0]
    assert mail["In-Reply-To"] == "<their-1@acme.example>"
    [attached] = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_payload(decode=True)) == ("letter.docx", b"the letter")
