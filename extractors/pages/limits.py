"""Where reading ends: a file longer than is read at once says so on its first page, and is never cut silently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.page import Page

OVERLARGE = "A picture on the page claims more pixels than any paper has: only the words beside it were read."


def cut_to(most: int, pages: Sequence[Page], count: int | None = None) -> tuple[Page, ...]:
    """At most `most` pages, the first of which warns if the file holds more (`count`, or all that are given).

    >>> pages = [Page(number, 595, 842) for number in (1, 2, 3)]
    >>> [page.warnings for page in cut_to(2, pages)], len(cut_to(3, pages)[0].warnings)
    ([('Only the first 2 of 3 pages were read.',), ()], 0)
    """
    held = count if count is not None else len(pages)
    kept = tuple(pages[:most])
    if held <= most or not kept:
        return kept
    return with_warnings(kept, f"Only the first {most} of {held} pages were read.")


def with_warnings(pages: tuple[Page, ...], *sentences: str) -> tuple[Page, ...]:
    """The pages with sentences about the whole file, which the first page carries."""
    if not sentences:
        return pages
    return (replace(pages[0], warnings=(*sentences, *pages[0].warnings)), *pages[1:])


__all__ = ["OVERLARGE", "cut_to", "with_warnings"]
