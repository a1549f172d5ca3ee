"""Hybrid PDFs: the e-invoice is found by its name, read, and held against the page."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import NameObject
from reportlab.pdfgen.canvas import Canvas

from documents.draft import Draft, Field
from documents.kinds import Kind
from extractors import ReadOptions, read
from extractors.embedded import find_invoice
from extractors.hybrid import differences

XML = b"""<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>RE-26/114</cbc:ID>
  <cbc:IssueDate>2026-03-05</cbc:IssueDate></Invoice>"""


def printed(*lines: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for index, line in enumerate(lines):
        canvas.drawString(60, 760 - 20 * index, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def hybrid(*attached: tuple[str, bytes], page: bytes | None = None) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(page or printed("Rechnung Nr. RE-26/114", "Datum 05.03.2026")))
    for name, data in attached:
        writer.add_attachment(name, data)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["factur-x.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml", "some-name.xml"])
def test_the_invoice_is_found_by_name_or_by_content(name: str) -> None:
    found = find_invoice(hybrid(("logo.png", b"\x89PNG"), ("terms.xml", b"<terms/>"), (name, XML)))
    assert found is not None and found.data == XML


def test_another_invoice_beside_it_is_told() -> None:
    found = find_invoice(hybrid(("xrechnung.xml", XML + b" "), ("factur-x.xml", XML)))
    assert found is not None and (found.name, found.others) == ("factur-x.xml", ("xrechnung.xml",))


BARE = [printed("Hello"), hybrid(("terms.xml", b"<terms/>")), b"%PDF-1.7 broken", b"%PDF-/AF"]


@pytest.mark.parametrize("data", BARE)
def test_a_pdf_without_an_invoice_has_none(data: bytes) -> None:
    assert find_invoice(data) is None


def test_a_name_tree_that_loops_ends() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(hybrid(("factur-x.xml", XML))))
    tree = writer.root_object["/Names"]["/EmbeddedFiles"]  # type: ignore[index]
    tree[NameObject("/Kids")] = writer._add_object(tree["/Names"].__class__([tree.indirect_reference or tree]))
    out = io.BytesIO()
    writer.write(out)
    assert find_invoice(out.getvalue()) is not None


def test_a_hybrid_is_read_by_its_xml_and_page_only_by_its_page() -> None:
    data = hybrid(("factur-x.xml", XML))
    (draft,) = read(data, "x.pdf")
    assert draft.medium == "xml" and draft.value("invoice_number") == "RE-26/114" and draft.pages == "1"
    assert draft.differences == ()
    (shown,) = read(data, "x.pdf", ReadOptions(page_only=True))
    assert shown.medium == "pdf_text"


def test_a_broken_xml_leaves_the_page_with_a_warning() -> None:
    drafts = read(hybrid(("factur-x.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><Invoice/>')), "x.pdf")
    assert drafts[0].medium == "pdf_text" and any("active-content" in warning for warning in drafts[0].warnings)


def draft(sure: float = 1.0, text: str = "", **values: str) -> Draft:
    return Draft(Kind.INVOICE, {name: Field(value, sure) for name, value in values.items()}, text=text)


TOLD = draft(
    invoice_number="RE-114", invoice_date="2026-03-05", gross_total="178.5", currency="EUR",
    iban="DE89370400440532013000", text="DE89370400440532013000\nDE02120300000000202051",
)  # fmt: skip
CASES = [
    ({"invoice_number": "re 114", "gross_total": "178.50", "currency": "EUR"}, ()),
    ({"gross_total": "-178.50"}, ()),
    ({"invoice_number": "RE-115"}, ("number",)),
    ({"invoice_date": "2026-03-06", "gross_total": "187.5"}, ("date", "gross_total")),
    ({"currency": "USD", "iban": "DE75512108001245126199"}, ("currency", "iban")),
    ({"iban": "DE02120300000000202051"}, ()),
    ({"due_date": "2020-01-01"}, ()),
]


@pytest.mark.parametrize(("shown", "expected"), CASES)
def test_what_the_page_shows_otherwise_is_a_difference(shown: dict[str, str], expected: tuple[str, ...]) -> None:
    assert differences(TOLD, [draft(0.98, **shown)]) == expected
    assert differences(TOLD, [draft(0.97, **shown)]) == ()
    assert differences(TOLD, [draft(0.98, **shown), TOLD]) == ()


@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=12))
def test_damage_never_escapes(at: int, wedge: bytes) -> None:
    whole = hybrid(("factur-x.xml", XML))
    at %= len(whole)
    found = find_invoice(whole[:at] + wedge + whole[at + len(wedge) :])
    assert found is None or found.data
