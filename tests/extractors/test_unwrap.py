"""Mails are taken apart: each part has its path and its fate, and nothing hostile gets further."""

from __future__ import annotations

import base64
import gzip
import io
import struct
import zipfile
import zlib
from email.message import EmailMessage, Message

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from documents.kinds import Outcome, Reason
from extractors.unwrap import UnwrapLimits, Unwrapped, unwrap

CONSUMED, IGNORED, QUARANTINED = Outcome.CONSUMED, Outcome.IGNORED, Outcome.QUARANTINED
XML = b"<?xml version='1.0'?><Invoice xmlns='urn:example'><ID>7</ID></Invoice>"
INVOICE_HTML = (
    "<html><body><h1>Rechnung 7</h1><table><tr><th>Pos.</th><th>Betrag</th></tr><tr><td>Bolzen</td><td>12,50</td></tr>"
    "<tr><td>Mutter</td><td>2,50</td></tr><tr><td>Summe</td><td>15,00</td></tr></table></body></html>"
)
SCRIPT = b"<html><body><script>location='https://pay.example'</script></body></html>"


def pdf(password: str | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=password)
    canvas.drawString(72, 720, "Rechnung 7")
    canvas.save()
    return out.getvalue()


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height), 200).save(out, kind)
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def matryoshka(depth: int) -> bytes:
    content = pdf()
    for level in range(depth):
        content = zipped({f"{level}.zip" if level else "a.pdf": content})
    return content


def huge_picture() -> bytes:
    """The header of a picture of 40,000 × 40,000 pixels, with next to nothing behind it."""
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def encrypted_zip() -> bytes:
    """A zip whose member says that it is encrypted (bit 0 of the general purpose flags)."""
    content = bytearray(zipped({"a.pdf": pdf()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def lying_zip() -> bytes:
    content = bytearray(zipped({"a.bin": b"\0" * 50_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(mark) + offset
        content[start : start + 4] = struct.pack("<I", 10)
    return bytes(content)


def mail(*files: tuple[str, bytes], html: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Buchhaltung <ar@werk.example>", headers.pop("subject", "Ihre Unterlagen")
    message["Date"], message["Message-ID"] = "Mon, 02 Mar 2026 10:00:00 +0100", "<1@werk.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Guten Tag, anbei unsere Rechnung.")
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def told(
    data: bytes, name: str = "1.eml", limits: UnwrapLimits | None = None
) -> tuple[Outcome, Reason | None, list[str]]:
    unwrapped = unwrap(data, name, limits)
    return unwrapped.outcome, unwrapped.reason, [part.path for part in unwrapped.parts]


@pytest.mark.parametrize(
    ("name", "content", "paths"),
    [
        ("a.pdf", pdf(), ["a.pdf"]),
        ("dokument.dat", pdf(), ["dokument.dat"]),
        ("Größe März.xml", XML, ["Größe März.xml"]),
        ("../../etc/a.xml", XML, ["etc_a.xml"]),
        ("a.zip", zipped({"b.pdf": pdf(), "2026/c.xml": XML}), ["a.zip/b.pdf", "a.zip/2026/c.xml"]),
        ("a.zip", zipped({"../../../etc/b.xml": XML}), ["a.zip/etc/b.xml"]),
        ("a.zip", zipped({"/etc/b.xml": XML}), ["a.zip/etc/b.xml"]),
        ("a.xml.gz", gzip.compress(XML, mtime=0), ["a.xml.gz/a.xml"]),
        ("b.eml", mail(("c.pdf", pdf())), ["b.eml/c.pdf"]),
        ("b.zip", zipped({"c.eml": mail(("d.pdf", pdf()))}), ["b.zip/c.eml/d.pdf"]),
        ("b.mbox", b"From x\n" + mail(("c.pdf", pdf())) + b"\n\nFrom y\n" + mail(("d.xml", XML)),
         ["b.mbox/1.eml/c.pdf", "b.mbox/2.eml/d.xml"]),
        ("scan.tif", picture(1000, 1400, "TIFF"), ["scan.tif"]),
        ("foto.jpg", picture(1000, 1400, "JPEG"), ["foto.jpg"]),
    ],
)  # fmt: skip
def test_documents_are_found_wherever_they_are(name: str, content: bytes, paths: list[str]) -> None:
    assert told(mail((name, content))) == (CONSUMED, None, paths)


@pytest.mark.parametrize(
    ("name", "content", "reason", "path"),
    [
        ("a.pdf", pdf("secret"), Reason.ENCRYPTED, "a.pdf"),
        ("a.pdf", pdf()[:400], Reason.CORRUPT, "a.pdf"),
        ("a.pdf", b"", Reason.CORRUPT, "a.pdf"),
        ("a.pdf", b"not a pdf", Reason.CORRUPT, "a.pdf"),
        ("a.zip", encrypted_zip(), Reason.ENCRYPTED, "a.zip"),
        ("a.zip", zipped({"a.pdf": pdf()})[:-30], Reason.CORRUPT, "a.zip"),
        ("a.zip", zipped({"a.bin": b"\0" * 60_000_000}), Reason.BOMB, "a.zip"),
        ("a.zip", zipped({f"{n}.txt": b"" for n in range(600)}), Reason.BOMB, "a.zip"),
        ("a.zip", matryoshka(24), Reason.BOMB, "a.zip"),
        ("a.gz", gzip.compress(b"\0" * 120_000_000, mtime=0), Reason.BOMB, "a.gz"),
        ("a.zip", lying_zip(), Reason.CORRUPT, "a.zip"),
        ("a.png", huge_picture(), Reason.BOMB, "a.png"),
        ("a.tif", picture(1000, 1400, "TIFF")[:40], Reason.CORRUPT, "a.tif"),
        ("a.html", SCRIPT, Reason.ACTIVE_CONTENT, "a.html"),
        ("a.svg", b"<svg xmlns='urn:x'><script>1</script></svg>", Reason.ACTIVE_CONTENT, "a.svg"),
        ("a.js", b"alert(1)", Reason.ACTIVE_CONTENT, "a.js"),
        ("a.pdf", b"MZ\x90\0" + b"\0" * 60, Reason.ACTIVE_CONTENT, "a.pdf"),
        ("a.docx", zipped({"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b""}),
         Reason.ACTIVE_CONTENT, "a.docx"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\4", Reason.CORRUPT, "a.7z"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_quarantined_with_its_reason(
    name: str, content: bytes, reason: Reason, path: str
) -> None:
    assert told(mail((name, content))) == (QUARANTINED, reason, [path])
    # One bad file costs no other: the mail is consumed for the sake of the document beside it.
    outcome, why, paths = told(mail((name, content), ("good.xml", XML)))
    assert (outcome, why, paths) == (CONSUMED, None, [path, "good.xml"])


def test_passwords_of_the_settings_are_tried() -> None:
    assert told(mail(("a.pdf", pdf("k")))) == (QUARANTINED, Reason.ENCRYPTED, ["a.pdf"])
    assert told(mail(("a.pdf", pdf("k"))), limits=UnwrapLimits(passwords=("x", "k")))[0] is CONSUMED


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, Reason.NO_DOCUMENT),
        ({"Auto_Submitted": "auto-replied (vacation)"}, Reason.AUTO_REPLY),
        ({"Auto_Submitted": "auto-generated"}, Reason.NO_DOCUMENT),
        ({"Auto_Submitted": "no"}, Reason.NO_DOCUMENT),
        ({"subject": "Réponse automatique : absence"}, Reason.AUTO_REPLY),
        ({"Precedence": "bulk"}, Reason.NEWSLETTER),
        ({"List_Unsubscribe": "<https://news.example/u>"}, Reason.NEWSLETTER),
        ({"X_Failed_Recipients": "a@b.example"}, Reason.BOUNCE),
        ({"subject": "Undelivered Mail Returned to Sender", "Return_Path": "<>"}, Reason.BOUNCE),
    ],
)
def test_a_mail_without_a_document_is_ignored_with_the_reason(headers: dict[str, str], reason: Reason) -> None:
    assert told(mail(**headers)) == (IGNORED, reason, [])


def test_a_document_counts_whatever_the_header_says() -> None:
    assert told(mail(("a.xml", XML), Precedence="bulk", Auto_Submitted="auto-replied"))[0] is CONSUMED


def test_what_a_bounce_brings_back_was_ours() -> None:
    report = Message()
    report["Subject"], report["Content-Type"] = "Undelivered", "multipart/report; report-type=delivery-status"
    back = Message()
    back["Content-Type"] = "message/rfc822"
    ours = EmailMessage()
    ours["Subject"] = "Order"
    ours.add_attachment(pdf(), maintype="application", subtype="pdf", filename="order.pdf")
    back.set_payload([ours])
    report.set_payload([back])
    assert told(report.as_bytes()) == (IGNORED, Reason.BOUNCE, ["Order.eml/order.pdf"])


def with_logo(width: int, height: int, html: str = "<p>Hello</p><img src='cid:logo@x'>") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example", "Question"
    message.set_content(html, subtype="html")
    message.add_related(picture(width, height), "image", "png", cid="<logo@x>", filename="image001.png")
    return message.as_bytes()


def test_logos_are_no_documents_but_a_pasted_scan_is() -> None:
    assert told(with_logo(300, 120)) == (IGNORED, Reason.NO_DOCUMENT, ["image001.png"])
    assert told(with_logo(1200, 1700)) == (CONSUMED, None, ["image001.png"])
    assert told(mail(("banner.png", picture(400, 60)))) == (IGNORED, Reason.NO_DOCUMENT, ["banner.png"])


def test_the_body_is_the_invoice_where_nothing_else_is() -> None:
    assert told(mail(html=INVOICE_HTML)) == (CONSUMED, None, ["body"])
    assert told(mail(("a.xml", XML), html=INVOICE_HTML)) == (CONSUMED, None, ["a.xml"])
    assert told(mail(html="<table><tr><td>Rechnung</td><td>anbei</td></tr></table>"))[0] is IGNORED


def test_a_body_in_another_charset_is_handed_on_in_utf8() -> None:
    raw = b"Subject: Faktura\nContent-Type: text/html; charset=iso-8859-1\n\n" + INVOICE_HTML.replace(
        "Bolzen", "Schräge"
    ).encode("latin-1")
    (part,) = unwrap(raw, "1.eml").parts
    assert "Schräge" in part.data.decode("utf-8-sig")


@pytest.mark.parametrize(("name", "data"), [("scan.pdf", pdf()), ("a.png", picture(120, 40)), ("a.txt", b"hello")])
def test_a_bare_file_is_a_mail_with_one_attachment(name: str, data: bytes) -> None:
    assert told(data, name) == (CONSUMED, None, [name])


def test_paths_inside_a_file_that_came_alone() -> None:
    def paths(data: bytes, name: str) -> list[str]:
        return [part.path for part in unwrap(data, name).inside().parts]

    assert paths(pdf(), "scan.pdf") == [""]
    assert paths(zipped({"b.pdf": pdf()}), "a.zip") == ["b.pdf"]
    assert paths(mail(("c.pdf", pdf())), "1.eml") == ["c.pdf"]


def test_two_attachments_of_one_name_keep_two_paths() -> None:
    assert told(mail(("a.xml", XML), ("a.xml", XML)))[2] == ["a.xml", "a (2).xml"]


def test_clear_signed_and_opaque_mail_is_opened() -> None:
    from asn1crypto import cms

    inner = b"Content-Type: application/xml; name=a.xml\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    inner += base64.b64encode(XML)
    signed = cms.SignedData(
        {
            "version": "v1", "digest_algorithms": [], "signer_infos": [],
            "encap_content_info": {"content_type": "data", "content": inner},
        }
    )  # fmt: skip
    opaque = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    assert told(mail(("smime.p7m", opaque))) == (CONSUMED, None, ["smime.p7m/a.xml"])


def test_the_answer_survives_its_journey_through_the_pipe() -> None:
    unwrapped = unwrap(mail(("a.zip", zipped({"b.pdf": pdf()})), ("c.html", SCRIPT)), "1.eml")
    again = Unwrapped.from_json(unwrapped.to_json(), [part.data for part in unwrapped.parts])
    assert again == unwrapped


@given(st.binary(max_size=400), st.sampled_from(["x", "x.eml", "x.msg", "x.zip", "x.pdf", "x.dat"]))
def test_no_bytes_make_it_raise(data: bytes, name: str) -> None:
    assert unwrap(data, name).outcome in Outcome


@given(st.integers(0, 6000), st.integers(0, 255))
def test_no_damage_to_a_mail_makes_it_raise(place: int, byte: int) -> None:
    whole = bytearray(MAIL)
    whole[place % len(whole)] = byte
    assert unwrap(bytes(whole), "1.eml").outcome in Outcome


MAIL = mail(("a.zip", zipped({"b.xml": XML})), ("Größe.xml", XML), html=INVOICE_HTML, Auto_Submitted="no")
