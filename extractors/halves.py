"""One document scanned or printed into two files: the second half goes on where the first stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from documents.draft import Barcode, Draft, Field, Line
from documents.kinds import Kind
from documents.page_range import Pages, page_range, page_range_text
from documents.printed import MOST_PAGES, PrintedPage

_PAGED = ("pdf_text", "pdf_scan", "image", "docx", "html", "text")
# "page 2 of 3" in the languages of the post, and "2/3" beside the word.
_PAGE_OF = re.compile(
    r"\b(?:page|pg\.?|seite|blatt|página|pagina|pag\.?|pág\.?|hoja|foglio|folha|blad|side|sida|sivu|strona)\s*:?\s*"
    r"(\d{1,3})\s*(?:of|von|de|di|da|van|af|av|sur|op|/|\|)\s*(\d{1,3})\b",
    re.IGNORECASE,
)
_NAME_OF = re.compile(r"(?<!\d)(\d{1,2})\s*(?:of|von|de|di|van|af|av|sur|_of_|-of-)\s*(\d{1,2})(?!\d)", re.IGNORECASE)
_NAME_PAGE = re.compile(r"(?:page|seite|pagina|página|teil|part|blatt|side|sida|p)[ _.-]?(\d{1,2})$", re.IGNORECASE)
# What a document says once, on its last page; what stands there on an earlier page is carried over.
_AT_THE_END = ("net_total", "tax_total", "gross_total", "tax", "charges", "iban", "due_date")
_IDENTITY = ("invoice_number", "delivery_note_number", "credits")
_UNKNOWN = (Kind.OTHER,)


def follows(first: Draft, second: Draft) -> bool:
    """Whether `second`, of another part, is the continuation of `first`.

    Page numbers on the pages decide where there are any, then the files' names; without either, a
    second half has lines or sums but neither number nor date, after a first half without a sum.
    """
    if first.part == second.part or first.medium not in _PAGED or second.medium not in _PAGED:
        return False
    if not _may_belong(first, second):
        return False
    shown = _shown(first, last=True), _shown(second, last=False)
    if shown[0] and shown[1]:
        return shown[0][1] == shown[1][1] and shown[0][0] + 1 == shown[1][0]
    named = _named(first), _named(second)
    if named[0] and named[1]:
        return named[0][0] == named[1][0] and named[0][1] + 1 == named[1][1]
    open_end = first.value("gross_total") is None and bool(first.lines)
    return open_end and not _starts(second) and second.value("gross_total") is not None


def join(first: Draft, second: Draft) -> Draft:
    """Both halves as one: the head of the first, the lines of both, the sums of the second; its pages are counted
    through from 1, whatever their numbers in their files."""
    ahead, behind = 1 - _pages(first)[0], 1 - _pages(second)[0] + _page_count(first)
    head = _moved(first.fields, ahead)
    fields = dict(head)
    for name, field in _moved(second.fields, behind).items():
        if name not in fields or (name in _AT_THE_END and _has_sum(second)):
            fields[name] = _agreed(head.get(name), field)
    return replace(
        first, fields=fields,
        lines=(*(_moved(line, ahead) for line in first.lines), *(_moved(line, behind) for line in second.lines)),
        pages=page_range_text(1, _page_count(first) + _page_count(second)),
        also=(*first.also, second.part, *second.also),
        spans=(*(pages for _, pages in first.pieces), *(pages for _, pages in second.pieces)),
        barcodes=(*(_shifted(code, ahead) for code in first.barcodes),
                  *(_shifted(code, behind) for code in second.barcodes)),
        proved=_proved(first, second), warnings=(*first.warnings, *second.warnings),
        text=f"{first.text}\n\f\n{second.text}", printed=_printed(first, second, ahead, behind),
    )  # fmt: skip


def _may_belong(first: Draft, second: Draft) -> bool:
    """No contradiction: the same kind, and the same number where both show one."""
    if second.kind is not first.kind and second.kind not in _UNKNOWN:
        return False
    return all(_silent_or_same(first.value(name), second.value(name)) for name in _IDENTITY)


def _silent_or_same(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other


def _starts(draft: Draft) -> bool:
    return any(draft.value(name) for name in (*_IDENTITY, "invoice_date", "delivery_note_date"))


def _shown(draft: Draft, *, last: bool) -> tuple[int, int] | None:
    """(page, of how many) as printed on the half's last or first page."""
    found = [(int(page), int(of)) for page, of in _PAGE_OF.findall(draft.text)]
    sound = [(page, of) for page, of in found if 0 < page <= of and of > 1]
    return sound[-1 if last else 0] if sound else None


def _named(draft: Draft) -> tuple[str, int] | None:
    """(what the file names have in common, the number of the last one)."""
    stem = (draft.part, *draft.also)[-1].rpartition("/")[2].rpartition(".")[0]
    for pattern in (_NAME_OF, _NAME_PAGE):
        if match := pattern.search(stem):
            return stem[: match.start()] + stem[match.end() :], int(match.group(1))
    return None


def _has_sum(draft: Draft) -> bool:
    return draft.value("gross_total") is not None


def _agreed(first: Field | None, second: Field) -> Field:
    """The later value; where both halves say the same, it is as sure as the surer one."""
    if first is not None and first.value == second.value and first.confidence > second.confidence:
        return replace(second, confidence=first.confidence)
    return second


def _proved(first: Draft, second: Draft) -> tuple[str, ...]:
    """What the whole proves: the second half its sums; the lines too if the first half's add up to that net."""
    if not _has_sum(second):
        return first.proved
    if "lines" not in first.proved or second.lines:
        return tuple(name for name in second.proved if name != "lines")
    same = first.value("net_total") == second.value("net_total")
    return (*(name for name in second.proved if name != "lines"), *(["lines"] if same else []))


def _moved(fields: Line, pages: int) -> dict[str, Field]:
    return dict(_with_pages(fields, pages))


def _with_pages(fields: Line, pages: int) -> Iterator[tuple[str, Field]]:
    for name, field in fields.items():
        yield name, replace(field, page=field.page + pages) if field.page is not None else field


def _shifted(code: Barcode, pages: int) -> Barcode:
    return replace(code, page=code.page + pages)


def _printed(first: Draft, second: Draft, ahead: int, behind: int) -> tuple[PrintedPage, ...]:
    """The first pages of the whole and its last one, as many as are kept of any document."""
    pages = [
        *(replace(page, number=page.number + ahead) for page in first.printed),
        *(replace(page, number=page.number + behind) for page in second.printed),
    ]
    return tuple(pages if len(pages) <= MOST_PAGES else (*pages[: MOST_PAGES - 1], pages[-1]))


def _pages(draft: Draft) -> Pages:
    """Its pages; what is not counted in pages is one."""
    return page_range(draft.pages) or (1, 1)


def _page_count(draft: Draft) -> int:
    first, last = _pages(draft)
    return last - first + 1


__all__ = ["follows", "join"]
