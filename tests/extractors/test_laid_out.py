"""Word files, web pages and plain text: paragraphs and tables get places, columns stay columns."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import UnreadableError
from extractors.page import Page, page_text, rows
from extractors.pages import pages_of
from extractors.pages.sheet import Break, Cell, Paragraph, Span, Table, laid_out

HEAD = ("Pos", "Bezeichnung", "Menge", "Betrag")
ROWS = (("1", "Sechskantschraube M8x40 verzinkt, DIN 933", "200", "87,30"), ("2", "Dichtring", "5", "12,00"))


def word_file(footer: str = "USt-IdNr. DE123456788") -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Nordwerk Hydraulik GmbH"
    document.sections[0].footer.paragraphs[0].text = footer
    document.add_paragraph("Rechnung RE-2026-4711").runs[0].bold = True
    document.add_paragraph("Netto\t99,30")
    table = document.add_table(rows=0, cols=4)
    for row in (HEAD, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    merged = table.add_row().cells
    merged[0].merge(merged[2]).text = "Summe"
    merged[3].text = "99,30"
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Bedingungen")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def columns(page: Page, word: str) -> float:
    return next(found.box[0] for found in page.words if found.text == word)


def test_word_files_keep_their_columns() -> None:
    first, second = pages_of(word_file(), "docx")
    texts = [row.text for row in rows(first)]
    assert texts[:3] == ["Nordwerk Hydraulik GmbH", "Rechnung RE-2026-4711", "Netto 99,30"]
    assert texts[3] == "Pos Bezeichnung Menge Betrag"
    assert "Summe 99,30" in texts
    assert columns(first, "Betrag") == columns(first, "87,30") == columns(first, "12,00")
    assert columns(first, "Menge") == columns(first, "200")
    assert page_text(second).splitlines() == ["Bedingungen", "USt-IdNr. DE123456788"]
    assert [word.bold for word in first.words if word.text.startswith("RE-")] == [True]


def altered(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return out.getvalue()


def test_macros_are_named_and_not_run() -> None:
    first = pages_of(altered("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"), "docx")[0]
    assert first.warnings == ("The Word file holds macros; they were not run.",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (altered("word/media/image1.bmp", b"\0" * 250_000_000), "bomb"),
        (altered("word/document.xml", b"<w:document"), "corrupt"),
        (altered("word/document.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "corrupt"),
        (word_file()[:2000], "corrupt"),
        (b"PK\x03\x04", "corrupt"),
    ],
    ids=["bomb", "broken xml", "entities", "truncated", "header only"],
)
def test_hostile_word_files(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        pages_of(data, "docx")
    assert caught.value.code == code


WEB = """<html><head><title>no</title><style>p{}</style></head><body>
<h1>Faktura 77-2026</h1><p>Kunde <b>4711</b></p>
<table><tr><td><table>
<tr><th>Pos</th><th>Bezeichnung</th><th>Menge</th><th>Betrag</th></tr>
<tr><td rowspan="2">1</td><td>Sechskantschraube M8x40</td><td>200</td><td>87,30</td></tr>
<tr><td>Dichtring</td><td>5</td><td>12,00</td></tr>
<tr><td colspan="3">Summe</td><td>99,30</td></tr></table></td></tr></table>
<script>document.write("evil")</script><div style="display: none">hidden 999</div>
Zahlbar<br>sofort</body></html>"""


def test_web_pages_keep_their_tables_and_drop_the_rest() -> None:
    (page,) = pages_of(WEB.encode(), "html")
    texts = [row.text for row in rows(page)]
    assert texts == [
        "Faktura 77-2026", "Kunde 4711", "Pos Bezeichnung Menge Betrag", "1 Sechskantschraube M8x40 200 87,30",
        "Dichtring 5 12,00", "Summe 99,30", "Zahlbar", "sofort",
    ]  # fmt: skip
    assert columns(page, "Betrag") == columns(page, "87,30") == columns(page, "12,00") == columns(page, "99,30")


@pytest.mark.parametrize("data", [b"<html></html>", b"<p>", b"<<<>>>", b"<table><tr><td colspan='9999999'>x"])
def test_poor_web_pages_do_no_harm(data: bytes) -> None:
    assert len(pages_of(data, "html")) == 1


def test_deep_nests_end() -> None:
    assert pages_of(b"<table><tr><td>" * 400 + b"x", "html")


def test_plain_text_keeps_its_columns_and_form_feeds() -> None:
    first, second = pages_of("Größe    12,50\nx\t\t  7,00\n\f\nSeite 2".encode("cp1252"), "text")
    assert page_text(first).splitlines() == ["Größe 12,50", "x 7,00"]
    assert columns(first, "12,50") == 36 + 9 * 6
    assert page_text(second) == "Seite 2"


def test_empty_text_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        pages_of(b" \n ", "text")
    assert caught.value.code == "empty"


words = st.text("abcXYZ019.,-", min_size=1, max_size=14)
paragraphs = st.lists(words, min_size=1, max_size=12).map(lambda found: Paragraph((Span(" ".join(found)),)))
tables = st.lists(st.lists(paragraphs, min_size=1, max_size=4), min_size=1, max_size=5).map(
    lambda found: Table(tuple(tuple(Cell((text,)) for text in row) for row in found))
)


def texts_of(block: Paragraph | Table | Break) -> list[Paragraph]:
    if isinstance(block, Table):
        return [inner for row in block.rows for cell in row for inner in cell.blocks if isinstance(inner, Paragraph)]
    return [block] if isinstance(block, Paragraph) else []


@given(st.lists(paragraphs | tables | st.just(Break()), max_size=30))
def test_layout_keeps_every_word_on_a_sheet(blocks: list[Paragraph | Table | Break]) -> None:
    pages = laid_out(blocks, "docx")
    expected = [
        word
        for block in blocks
        for text in texts_of(block)
        for word in text.spans[0].text.split()
    ]  # fmt: skip
    assert sorted(word.text for page in pages for word in page.words) == sorted(expected)
    for page in pages:
        assert all(0 <= word.box[0] < word.box[2] <= page.width for word in page.words)
        assert all(0 <= word.box[1] < word.box[3] <= page.height for word in page.words)
