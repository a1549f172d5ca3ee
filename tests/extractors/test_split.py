"""Several documents in one file, one document over several pages."""

from __future__ import annotations

import pytest

from extractors.page import Page
from extractors.split import split
from tests.extractors.table_pages import Sheet


def page(number: int, *lines: str, title: str = "Rechnung") -> Page:
    sheet = Sheet(number=number)
    for size, text in [(16, title), *((9, line) for line in lines)]:
        if text:
            sheet.size = size
            sheet.put(text, 40)
        sheet.feed(1.5)
    return Page(number, 595, 842, tuple(sheet.words))


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        # another number begins another document
        ([page(1, "Rechnungsnummer: RE-1001"), page(2, "Rechnungsnummer: RE-1002")], [[1], [2]]),
        # also where no title stands; a number of which OCR misread a letter is no other number
        ([page(1, "Rechnungsnummer: RE-1001"), page(2, "Fakturanr.: 88-77120", title="")], [[1], [2]]),
        ([page(1, "Rechnungsnummer: RE-2026-6026"), page(2, "Rechnungsnummer: RE-2026-8026", title="")], [[1, 2]]),
        # words of a sentence are no label of a page's number
        ([page(1, "Rechnungsnummer: RE-1001"), page(2, "Was wir in Rechnung: 300cm stellen", title="")], [[1, 2]]),
        # the same number goes on
        ([page(1, "Rechnungsnummer: RE-1001"), page(2, "Rechnungsnummer: RE-1001")], [[1, 2]]),
        # counted pages
        ([page(1, "Seite 1 von 2"), page(2, "Seite 2 von 2"), page(3, "Seite 1 von 1")], [[1, 2], [3]]),
        ([page(1, "Page 1/3"), page(2, "Page 2/3", title=""), page(3, "Page 3/3", title="")], [[1, 2, 3]]),
        # a page without any sign belongs to the one before
        ([page(1, "Rechnungsnummer: RE-1001"), page(2, "Allgemeine Hinweise", title="")], [[1, 2]]),
        # another kind begins another document
        ([page(1, "Rechnungsnummer: RE-1001"), page(2, "LS-77", title="LIEFERSCHEIN")], [[1], [2]]),
        ([page(1, "Rechnungsnummer: RE-1001")], [[1]]),
        ([], []),
    ],
)
def test_split(pages: list[Page], expected: list[list[int]]) -> None:
    assert [[one.number for one in part] for part in split(pages)] == expected


def test_every_page_is_in_one_document_in_order() -> None:
    pages = [page(n, f"Rechnungsnummer: RE-{1000 + n // 3}", f"Blatt {n % 3 + 1}") for n in range(1, 10)]
    assert [one.number for part in split(pages) for one in part] == list(range(1, 10))
