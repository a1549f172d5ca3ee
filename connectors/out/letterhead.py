"""A row of the outbox as the mail that leaves: the same row gives the same bytes, however often it is sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from connectors.out.book import MailServer
from documents.own_mail import OWN_NOTICE

_DOCX: Final = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
_IDENTIFIER: Final = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")


@dataclass(frozen=True, slots=True)
class Posted:
    """What is to be mailed. `written` is the instant that its Date tells, `answers` the Message-ID that it
    answers or None, `files` names with contents."""

    message_id: str
    kind: str
    recipient: str
    subject: str
    body: str
    written: datetime
    answers: str | None = None
    files: Sequence[tuple[str, bytes]] = ()


def compose(server: MailServer, posted: Posted) -> EmailMessage:
    """The mail, with what tells machines not to answer it (RFC 3834; [MS-OXCMAIL] 2.2.3.2.14)."""
    mail = EmailMessage(policy=SMTP)
    local, _, domain = server.sender.rpartition("@")
    headers = {
        "From": Address(server.name, local, domain), "To": posted.recipient, "Subject": one_line(posted.subject),
        "Date": format_datetime(posted.written), "Message-ID": posted.message_id, **_answering(posted.answers),
        "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", OWN_NOTICE: posted.kind,
    }  # fmt: skip
    if server.reply_to:
        headers["Reply-To"] = server.reply_to
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(_CONTROL.sub(" ", "\n".join(posted.body.splitlines())) + "\n", cte="quoted-printable")
    for name, content in posted.files:
        mail.add_attachment(content, maintype=_DOCX[0], subtype=_DOCX[1], filename=name)
    if posted.files:
        mail.set_boundary(f"=_{hashlib.sha256(posted.message_id.encode()).hexdigest()[:32]}")
    return mail


def one_line(text: str) -> str:
    """Text for a header: control signs and line ends are spaces, so that it cannot begin another header.

    >>> one_line("Invoice 7\\r\\nBcc: x@y.example")
    'Invoice 7 Bcc: x@y.example'
    """
    return " ".join(_CONTROL.sub(" ", text).split())[:300]


def _answering(identifier: str | None) -> Mapping[str, str]:
    """In-Reply-To and References, for a Message-ID that has the form of one."""
    if identifier is None or not _IDENTIFIER.fullmatch(identifier):
        return {}
    return {"In-Reply-To": identifier, "References": identifier}


__all__ = ["Posted", "compose", "one_line"]
