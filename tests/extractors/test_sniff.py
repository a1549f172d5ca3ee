"""What bytes are is told by their content; the name only helps where the content leaves it open."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.sniff import Media, decode, sniff


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name in names:
            zipped.writestr(name, "x")
    return out.getvalue()


MAIL = b"From: a@a.example\r\nTo: b@b.example\r\nSubject: Invoice\r\n\r\nHello\r\n"
CASES = [
    (b"%PDF-1.7\n", "", Media.PDF),
    (b"\xef\xbb\xbf%PDF-1.4\n", "", Media.PDF),
    (b"\0\1\2junk before %PDF-1.4", "", Media.PDF),
    (b"\x89PNG\r\n\x1a\n....", "", Media.PNG),
    (b"\xff\xd8\xff\xe0", "", Media.JPEG),
    (b"II*\0....", "", Media.TIFF),
    (b"GIF89a", "", Media.GIF),
    (b"RIFF....WEBPVP8 ", "", Media.WEBP),
    (b"\x1f\x8b\x08", "", Media.GZIP),
    (b"\x78\x9f\x3e\x22\0\0", "winmail.dat", Media.TNEF),
    (archive("[Content_Types].xml", "word/document.xml"), "a.bin", Media.DOCX),
    (archive("[Content_Types].xml", "xl/workbook.xml"), "", Media.XLSX),
    (archive("invoice.pdf"), "invoice.docx", Media.ZIP),
    (b"<?xml version='1.0'?><Invoice/>", "", Media.XML),
    (b"\xef\xbb\xbf  <Invoice xmlns='u'/>", "", Media.XML),
    ("<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16"), "", Media.XML),
    (b"<!DOCTYPE html><p>x", "", Media.HTML),
    (b"<?xml version='1.0'?>\n<!DOCTYPE html><html/>", "", Media.HTML),
    (b"<html><body>", "a.xml", Media.HTML),
    (b"<p:FatturaElettronica xmlns:p='u'/>", "", Media.XML),
    (b"<p>Dear all", "", Media.HTML),
    (MAIL, "", Media.EML),
    (MAIL.decode().encode("utf-16-be"), "", Media.EML),
    (b'Content-Type: multipart/mixed;\n\tboundary="B"\n\n--B\n', "", Media.EML),
    (b"From a@a.example Thu Mar  5 12:00:00 2026\n" + MAIL.replace(b"\r\n", b"\n"), "", Media.MBOX),
    (b"BEGIN:VCALENDAR\r\n", "", Media.ICS),
    (b"UNA:+.? 'UNB+UNOC:3+A+B'", "", Media.EDIFACT),
    (b"\xef\xbb\xbfUNB+UNOC:3+A+B+260305:1200+1'", "x.txt", Media.EDIFACT),
    (b"ISA*00*          *00*", "", Media.X12),
    (b"SA*00*  *00*  *16*S*GS*PO*S*R*20260305*1406*1*X*004010~ST*850*0001~", "", Media.X12),
    (b"-----BEGIN PKCS7-----\nMIIA", "", Media.P7M),
    (b"No;Item;Qty\n1;A;2\n2;B;3\n", "", Media.CSV),
    (b"Dear all,\nplease find the invoice.\n", "", Media.TEXT),
    (b"Dear all,\nplease find the invoice.\n", "a.csv", Media.CSV),
    (b"", "", Media.UNKNOWN),
    (b"\0\0\0\0\0\0", "", Media.UNKNOWN),
    (b"\0\0\0\0\0\0", "broken.pdf", Media.PDF),
]


@pytest.mark.parametrize(("data", "name", "expected"), CASES)
def test_content_tells(data: bytes, name: str, expected: Media) -> None:
    assert sniff(data, name) is expected


def test_a_locked_office_file_is_a_document() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert sniff(data, "a.docx") is Media.DOC


@given(st.binary(max_size=400), st.text(max_size=12))
def test_every_blob_has_a_medium(data: bytes, name: str) -> None:
    assert sniff(data, name) in Media


@given(st.text(max_size=200).filter(lambda text: "\0" not in text and not text.startswith(("\ufeff", "\ufffe"))))
def test_text_survives_decoding(text: str) -> None:
    assert decode(text.encode("utf-8")) == text
