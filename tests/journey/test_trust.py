"""Whose mail it is: signatures checked on the archived bytes with keys that the operator names, every sender judged."""

from __future__ import annotations

import base64
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import dkim
import dns.message
import dns.rrset
import pytest

import samples
from connectors.mail.folder import FolderSource
from connectors.mail.signing_keys import finder, read_keys
from connectors.out.book import MailServer
from connectors.out.letterhead import Posted, compose
from documents.errors import WrongUseError
from documents.kinds import Outcome, Reason
from extractors.sandbox import ReaderPool
from extractors.unwrap import unwrap
from extractors.unwrap.signatures import check
from journey.batch import process
from journey.outcome import outcome
from journey.settings import Settings
from journey.shift import open_shift
from journey.threads import Threads

WRITTEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACE = "mail2026._domainkey.acme.example"
MAIL = (
    b"From: Acme Billing <billing@acme.example>\r\nTo: ap@factory.example\r\nSubject: Invoice 7\r\n"
    b"Date: Mon, 02 Mar 2026 10:00:00 +0100\r\nMessage-ID: <7@acme.example>\r\n\r\nInvoice 7: 100.00 EUR\r\n"
)


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A private key, and the record that publishes its other half."""
    file = tmp_path_factory.mktemp("dkim") / "key.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", file, "2048"], check=True, capture_output=True)
    public = subprocess.run(
        ["openssl", "rsa", "-in", file, "-pubout", "-outform", "DER"], check=True, capture_output=True
    )
    return file.read_bytes(), f"v=DKIM1; k=rsa; p={base64.b64encode(public.stdout).decode()}"


def signed(key: tuple[bytes, str], mail: bytes = MAIL, domain: bytes = b"acme.example", **more: Any) -> bytes:
    made: bytes = dkim.sign(mail, b"mail2026", domain, key[0], include_headers=[b"from", b"subject", b"date"], **more)
    return made + mail


CASES = [
    ("as it was signed", lambda mail: mail, "pass"),
    ("with the line ends of a file", lambda mail: mail.replace(b"\r\n", b"\n"), "pass"),
    ("with traces above", lambda mail: b"Received: from a by b; Mon, 02 Mar 2026 10:01:00 +0100\r\n" + mail, "pass"),
    ("another amount", lambda mail: mail.replace(b"100.00", b"900.00"), "fail"),
    ("another subject", lambda mail: mail.replace(b"Invoice 7\r\nDate", b"Invoice 8\r\nDate"), "fail"),
    ("another sender", lambda mail: mail.replace(b"billing@acme", b"thief@acme"), "fail"),
    ("a second From", lambda mail: b"From: thief@acme.example\r\n" + mail, "none"),
    ("no signature at all", lambda mail: MAIL, None),
    ("an expired one", lambda mail: mail.replace(b"s=mail2026;", b"s=mail2026; x=1;"), "none"),
    ("a part only", lambda mail: mail.replace(b"s=mail2026;", b"s=mail2026; l=3;"), "none"),
    ("nonsense", lambda mail: mail.replace(b"a=rsa-sha256", b"a=rot13"), "none"),
    ("cut off", lambda mail: mail.replace(b"bh=", b"xx="), "none"),
]


@pytest.mark.parametrize(("change", "result"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_a_signature_says_of_a_mail(change: Any, result: str | None, key: tuple[bytes, str]) -> None:
    said = [one.result for one in check(change(signed(key)), {PLACE: key[1]})]
    assert said == ([] if result is None else [result])


@pytest.mark.parametrize(
    "record", ["", "p=", "v=DKIM1; k=rsa; p=!!!", "v=DKIM1; k=rot13; p=AAAA", "\0", "p=" + "A" * 9]
)
def test_a_key_that_is_none_proves_nothing(record: str, key: tuple[bytes, str]) -> None:
    assert [one.result for one in check(signed(key), {PLACE: record})] == ["none"]
    assert [one.result for one in check(signed(key), {})] == ["none"]


def test_only_names_are_looked_up() -> None:
    for domain in ("../../etc", "acme.example/x", "x" * 300 + ".example", "", "évil.example"):
        header = f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=mail2026; h=from; b=AA; bh=AA\r\n".encode()
        assert unwrap(header + MAIL, "1.eml").facts.key_places == ()
    many = b"".join(b"DKIM-Signature: v=1; d=d%d.example; s=a\r\n" % number for number in range(50))
    assert len(unwrap(many + MAIL, "1.eml").facts.key_places) == 8


def test_a_letter_of_our_own_that_comes_back_is_not_read() -> None:
    server = MailServer(host="smtp.factory.example", sender="ap@factory.example")
    files = [("letter-1.docx", (samples.MAILBOX / "02-clean.eml").read_bytes())]
    posted = Posted("<1@factory.example>", "letter", "ap@acme.example", "Your invoice 7", "Text.", WRITTEN, None, files)
    taken = unwrap(compose(server, posted).as_bytes(), "1.eml")
    assert (taken.outcome, taken.reason, taken.candidates) == (Outcome.IGNORED, Reason.AUTO_REPLY, ())
    assert taken.facts.automatic
    assert unwrap((samples.MAILBOX / "02-clean.eml").read_bytes(), "2.eml").candidates


def test_a_reader_without_rights_checks_them_too(key: tuple[bytes, str]) -> None:
    with ReaderPool(size=1) as readers:
        assert readers.unwrap(signed(key), "1.eml").facts.key_places == (PLACE,)
        [one] = readers.signatures(signed(key), {PLACE: key[1]})
    assert (one.domain, one.result) == ("acme.example", "pass")


def test_keys_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(
        '; our suppliers\na._domainkey.acme.example. 3600 IN TXT "v=DKIM1; " "p=AAA"\n'
        "b._domainkey.acme.example v=DKIM1; p=BBB\n",
        encoding="utf-8",
    )
    assert read_keys(file) == {
        "a._domainkey.acme.example": "v=DKIM1; p=AAA", "b._domainkey.acme.example": "v=DKIM1; p=BBB",
    }  # fmt: skip
    file.write_text("acme.example v=DKIM1; p=AAA\n", encoding="utf-8")
    for said in (str(file), str(tmp_path / "gone.txt"), "dns:here"):
        with pytest.raises(WrongUseError):
            finder(said)


@contextmanager
def name_server(records: dict[str, str]) -> Iterator[tuple[str, int, list[str]]]:
    """A name server on loopback; what it was asked."""
    asked: list[str] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, socket = self.request
            query = dns.message.from_wire(data)
            name = str(query.question[0].name).rstrip(".")
            asked.append(name)
            reply = dns.message.make_response(query)
            if name in records:
                pieces = " ".join(f'"{records[name][at : at + 200]}"' for at in range(0, len(records[name]), 200))
                reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", pieces))
            socket.sendto(reply.to_wire(), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield *server.server_address, asked
        server.shutdown()
        thread.join()


def test_keys_come_from_the_name_server_that_the_operator_names(
    key: tuple[bytes, str],
) -> None:
    with name_server({PLACE: key[1]}) as (host, port, asked):
        find = finder(f"dns:{host}#{port}")
        assert find(PLACE) == key[1]
        assert find("gone._domainkey.acme.example") is None
    assert asked == [PLACE, "gone._domainkey.acme.example"]


def polled(home: Path, readers: Any, mails: Path, **more: Any) -> list[dict[str, Any]]:
    with open_shift(Settings(home=home, buyer_domains=("factory.example",), **more)) as shift:
        batch = process(shift, readers, FolderSource(mails), Threads(1), lambda *_: None)
        with shift.workspace.look() as unit:
            facts = [unit.custody.message(number).facts for number in batch.messages]
        return [outcome(shift, number) | {"facts": told} for number, told in zip(batch.messages, facts, strict=True)]


def test_what_was_checked_is_kept_with_the_mail(tmp_path: Path, key: tuple[bytes, str]) -> None:
    mails = tmp_path / "mails"
    mails.mkdir()
    (mails / "1.eml").write_bytes(signed(key))
    (mails / "2.eml").write_bytes(signed(key).replace(b"100.00", b"900.00"))
    (mails / "3.eml").write_bytes(signed(key, domain=b"relay.example"))
    (mails / "4.eml").write_bytes(b"Auto-Submitted: auto-generated\r\n" + MAIL)
    (tmp_path / "keys").write_text(f"{PLACE} {key[1]}\nmail2026._domainkey.relay.example {key[1]}\n", encoding="utf-8")
    with ReaderPool(size=1) as readers:
        checked = polled(tmp_path / "a", readers, mails, dkim_keys=str(tmp_path / "keys"))
        unchecked = polled(tmp_path / "b", readers, mails)
    assert [line["facts"].dkim for line in checked] == ["pass (acme.example)", "fail (acme.example)", "none", None]
    assert [line["facts"].dkim for line in unchecked] == [None] * 4
    assert [line["facts"].automatic for line in checked] == [False, False, False, True]


def test_the_same_document_from_somebody_who_looks_like_the_supplier_is_stopped(office: Any, tmp_path: Path) -> None:
    """Every sighting's sender is checked: the paper is genuine, the second mail is not."""
    mail = samples.MAILBOX / "02-clean.eml"
    data = mail.read_bytes()
    taken = office.readers.answers["unwrap", sha256(data).hexdigest()]
    forged = data + b"\r\n"
    domain = taken.facts.sender.rpartition("@")[2]
    alike = replace(taken.facts, sender=f"billing@{domain.replace('o', '0', 1)}", message_id="<forged@x>")
    office.readers.answers["unwrap", sha256(forged).hexdigest()] = replace(taken, facts=alike, content_hash="forged")
    mails = tmp_path / "mails"
    mails.mkdir()
    (mails / "1.eml").write_bytes(data)
    (mails / "2.eml").write_bytes(forged)
    genuine, copy = office.run(source=mails)
    codes = [[finding["code"] for finding in line["documents"][0]["findings"]] for line in (genuine, copy)]
    assert "sender-suspect" not in codes[0]
    assert {"sender-suspect", "duplicate-exact"} <= set(codes[1])
