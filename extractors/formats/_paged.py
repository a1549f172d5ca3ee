"""What all formats made of pages share: pages, then the reader of pages."""

from __future__ import annotations

from documents.draft import Draft
from documents.errors import UnreadableError
from extractors.page import Page
from extractors.pages import pages_of
from extractors.pages.limits import OVERLARGE
from extractors.source import ReadOptions, Source


def read_paged(source: Source, options: ReadOptions) -> list[Draft]:
    """The documents on a source's pages.

    Raises UnreadableError; `empty` if no page bears a word or a code, `bomb` if that is for a picture too large.
    """
    from extractors.reader import read_pages  # deferred: the reader's tables load when a page is at hand

    pages = pages_of(source.data, source.media, options)
    if not any(page.words or page.barcodes for page in pages):
        overlarge = any(OVERLARGE in page.warnings for page in pages)
        raise UnreadableError(_nothing(pages), code="bomb" if overlarge else "empty")
    drafts = read_pages(pages, source, options)
    if not any(draft.barcodes for draft in drafts):
        return drafts
    from extractors.barcodes import weigh_codes  # deferred: where there are codes, their reader is loaded already

    return [weigh_codes(draft) for draft in drafts]


def _nothing(pages: tuple[Page, ...]) -> str:
    if any(OVERLARGE in page.warnings for page in pages):
        return f"{OVERLARGE} Ask the sender for a scan at 300 dpi."
    what = "The page is blank" if len(pages) == 1 else f"All {len(pages)} pages are blank"
    return f"{what} or illegible; ask the sender for it again."


__all__ = ["read_paged"]
