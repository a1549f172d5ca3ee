"""The facts of a mail's header: who, when, how trustworthy, and when two mails are the same one."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from extractors.unwrap import MessageFacts, unwrap


def facts(*lines: str) -> MessageFacts:
    return unwrap("\n".join((*lines, "", "text")).encode("utf-8", "surrogateescape"), "1.eml").facts


@pytest.mark.parametrize(
    ("line", "sender"),
    [
        ("From: Werk <AR@Werk.Example>", "ar@werk.example"),
        ("From: ar@werk.example", "ar@werk.example"),
        ('From: "Werk, Buchhaltung <ar@werk.example>', "ar@werk.example"),
        ("From: =?utf-8?q?B=C3=BCro?= <ar@werk.example>", "ar@werk.example"),
        ("From: ar@werk.example <bad@look-alike.example>", "bad@look-alike.example"),
        ("From: undisclosed", ""),
        ("From:", ""),
        ("X-Nothing: here", ""),
    ],
)
def test_the_sender_is_the_bare_address(line: str, sender: str) -> None:
    assert facts(line, "Subject: x").sender == sender


def test_headers_that_break_the_standard_parser_are_read() -> None:
    told = facts("Message-ID: <[1]@werk.example>", 'From: "unclosed <a@b.example>', "Subject: =?x-unknown?q?Gr=C3=BC?=")
    assert (told.message_id, told.sender, told.subject) == ("<[1]@werk.example>", "a@b.example", "Grü")
    assert unwrap(b"From: a@b.example\nSubject: caf\xe9 \xfcber\n\n", "1.eml").facts.subject == "café über"


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("Mon, 02 Mar 2026 10:00:00 +0100", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2 Mar 2026 10:00:00", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("soon", None),
        ("Mon, 99 Mar 2026 10:00:00 +0100", None),
        ("Mon, 02 Mar 99999 10:00:00 +0100", None),
    ],
)
def test_the_date_is_an_instant_or_nothing(date: str, instant: datetime | None) -> None:
    assert facts("From: a@b.example", f"Date: {date}").sent == instant


def test_arrived_is_the_newest_trace_else_the_date() -> None:
    date = "Date: Sun, 01 Mar 2026 10:00:00 +0000"
    newest = "Received: from a by b; Mon, 02 Mar 2026 08:00:00 +0000"
    older = "Received: from x by a; Sun, 01 Mar 2026 23:00:00 +0000"
    assert facts(newest, older, date).arrived == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert facts("Received: by nobody", older, date).arrived == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert facts(date, "From: a@b.example").arrived == datetime(2026, 3, 1, 10, tzinfo=UTC)


OURS = "Authentication-Results: mx.ours.example; spf=pass smtp.mailfrom=a.example; dmarc={} header.from=a.example"
THEIRS = "Authentication-Results: mx.theirs.example; dmarc={} header.from=a.example"


@pytest.mark.parametrize(
    ("headers", "dmarc"),
    [
        ([OURS.format("pass")], "pass"),
        ([OURS.format("fail")], "fail"),
        ([OURS.format("none")], "none"),
        ([OURS.format("pass"), THEIRS.format("fail")], "fail"),
        ([THEIRS.format("fail")], "fail"),
        ([THEIRS.format("pass")], "none"),
        ([THEIRS.format("pass"), OURS.format("pass")], "none"),
        ([OURS.format("pass"), THEIRS.format("pass")], "pass"),
        (["Authentication-Results: mx.ours.example; dmarc=pass; dmarc=none"], "none"),
        (["Authentication-Results: ;;; dmarc=pass"], "none"),
        (["Authentication-Results: broken dmarc = FAIL"], "fail"),
        ([], "none"),
    ],
)
def test_a_fail_is_believed_from_anybody_a_pass_only_from_our_own_server(headers: list[str], dmarc: str) -> None:
    assert facts(*headers, "From: a@a.example").dmarc(["MX.ours.example"]) == dmarc


def message(subject: str = "Rechnung", text: str = "Anbei.", *, encoding: str = "base64", trace: str = "") -> bytes:
    out = EmailMessage()
    if trace:
        out["Received"] = trace
    out["From"], out["Subject"], out["Message-ID"] = "a@b.example", subject, "<1@b.example>"
    out["Date"] = "Mon, 02 Mar 2026 10:00:00 +0100"
    out.set_content(text, cte=encoding)
    out.add_attachment(b"<Invoice xmlns='urn:x'/>", maintype="application", subtype="xml", filename="a.xml")
    return out.as_bytes()


def same(one: bytes, other: bytes) -> bool:
    return unwrap(one, "1.eml").content_hash == unwrap(other, "2.eml").content_hash


def test_one_message_written_anew_is_one_message() -> None:
    assert same(message(), message(encoding="quoted-printable"))
    assert same(message(), message(trace="from x by y; Mon, 02 Mar 2026 10:00:01 +0100"))
    assert same(message(), message().replace(b"\n", b"\r\n"))


def test_a_message_id_seen_with_other_content_is_another_message() -> None:
    assert not same(message(), message(text="Anbei, mit neuer Bankverbindung."))
    assert not same(message(), message(subject="Rechnung 2"))
