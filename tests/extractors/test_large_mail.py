"""Large attachments are decoded in little memory, and to the same bytes as ever."""

from __future__ import annotations

import base64
import hashlib

import pytest

from extractors.sandbox import ReaderPool
from extractors.sandbox.limits import MIB
from extractors.unwrap import unwrap
from extractors.unwrap.parse import parse_mail

HEAD = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n"
NOISE = b"".join(hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(60_000))


def part(name: str, encoding: str, body: bytes) -> bytes:
    head = f'--bb\r\nContent-Type: application/xml; name="{name}"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + body + b"\r\n"


def mail(*parts: bytes) -> bytes:
    return HEAD + b"".join(parts) + b"--bb--\r\n"


ENCODED = base64.encodebytes(NOISE)


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        ("base64", ENCODED, NOISE),
        ("base64", ENCODED.replace(b"\n", b"\r\n"), NOISE),
        ("BASE64", ENCODED.replace(b"\n", b""), NOISE),
        ("base64", ENCODED[:-6], NOISE[: len(NOISE) - 6]),
        ("7bit", b"a" * 2_000_000, b"a" * 2_000_000),
        ("quoted-printable", b"a" * 2_000_000, b"a" * 2_000_000),
        ("base64", b"tallymark-lifted-7-part\n" + ENCODED, None),
    ],
)
def test_content_is_what_it_was(encoding: str, body: bytes, content: bytes | None) -> None:
    found = {
        one.path: one.data for one in unwrap(mail(part("a.xml", encoding, body), part("b.xml", "7bit", b"<b/>"))).parts
    }
    assert found["b.xml"] == b"<b/>"
    if content is not None:
        assert found["a.xml"][: len(content)] == content
        assert len(found["a.xml"]) <= len(content) + 6


def test_several_large_parts_keep_apart() -> None:
    found = unwrap(mail(*(part(f"{n}.xml", "base64", base64.encodebytes(bytes([n]) + NOISE)) for n in range(3)))).parts
    assert [one.data for one in found] == [bytes([n]) + NOISE for n in range(3)]


def test_the_header_of_a_large_mail_stays_readable() -> None:
    assert parse_mail(mail(part("a.xml", "base64", ENCODED)))["from"] == "a@b.example"


def test_a_reader_takes_a_mail_of_thirty_megabytes() -> None:
    content = NOISE * 16
    with ReaderPool(size=1) as readers:
        (found,) = readers.unwrap(mail(part("a.bin", "base64", base64.encodebytes(content))), "1.eml").parts
        assert found.sha256 == hashlib.sha256(content).hexdigest()
        assert readers.peak < 300 * MIB
