"""Pages as they are kept beside a draft, and back: enough to find a place on them again, and no more."""

from __future__ import annotations

from collections.abc import Sequence

from documents.printed import LONGEST_WORD, MOST_WORDS, PrintedPage, PrintedWord
from extractors.page import Page, Word

# Header fields stand on the first pages, sums on the last.
_FIRST = 2


def print_of(pages: Sequence[Page]) -> tuple[PrintedPage, ...]:
    """The first two pages of a document and its last one; words beyond any document's measure are left out.

    >>> [page.number for page in print_of([Page(n, 595, 842) for n in (3, 4, 5, 6)])]
    [3, 4, 6]
    """
    kept = pages if len(pages) <= _FIRST else (*pages[:_FIRST], pages[-1])
    return tuple(printed_page(page) for page in kept)


def pages_of(printed: Sequence[PrintedPage]) -> tuple[Page, ...]:
    """Printed pages as pages that can be laid out."""
    return tuple(_page(page) for page in printed)


def printed_page(page: Page) -> PrintedPage:
    """A page as it is kept."""
    words = [PrintedWord(word.text, word.box, word.size) for word in page.words if len(word.text) <= LONGEST_WORD]
    kept = tuple(words[:MOST_WORDS])
    return PrintedPage(page.number, page.width, page.height, kept, page.source == "ocr", page.rotation)


def _page(page: PrintedPage) -> Page:
    words = tuple(Word(word.text, word.box, 1.0, word.size) for word in page.words)
    return Page(page.number, page.width, page.height, words, "ocr" if page.ocr else "text")


__all__ = ["pages_of", "print_of", "printed_page"]
