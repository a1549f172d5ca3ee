"""Pages to drafts: split into documents, classify, read header and lines, prove, and say how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from documents.draft import Draft
from documents.kinds import Kind
from documents.page_range import page_range_text
from extractors.calibration import judge_by
from extractors.classify import Classified, classify, detect_language
from extractors.fields.read import read_proposals
from extractors.fields.score import weigh
from extractors.header import BILLED, header_fields, read_header
from extractors.layouts.printing import print_of
from extractors.lines import read_lines
from extractors.page import Page, page_text
from extractors.source import ReadOptions, Source
from extractors.split import split

_READ_KINDS = BILLED | {Kind.PACKING_SLIP, Kind.RECEIPT_ADVICE}


def read_pages(pages: Sequence[Page], source: Source, options: ReadOptions | None = None) -> list[Draft]:
    """Every document on these pages, in reading order; no pages give no drafts."""
    wanted = options or ReadOptions()
    parts = [part for said in wanted.ranges if (part := _between(pages, *said))] or split(pages)
    return [read_document(part, number, source, wanted) for number, part in enumerate(parts, 1)]


def read_document(pages: Sequence[Page], number: int, source: Source, options: ReadOptions) -> Draft:
    """One document, whose pages these are."""
    kind = Classified(Kind(options.kind), 1.0) if options.kind else classify(pages)
    language = detect_language(pages)
    draft = Draft(
        kind=kind.kind, fields={}, document=number, pages=_span(pages), language=language,
        medium=_medium(pages, source), kind_confidence=kind.confidence,
        barcodes=tuple(code for page in pages for code in page.barcodes),
        warnings=tuple(warning for page in pages for warning in page.warnings),
        text="\n\f\n".join(page_text(page) for page in pages),
    )  # fmt: skip
    return _with_content(draft, pages, options) if kind.kind in _READ_KINDS else draft


def _with_content(draft: Draft, pages: Sequence[Page], options: ReadOptions) -> Draft:
    candidates = weigh(read_proposals(pages, draft.kind, draft.language, options))
    lines = read_lines(pages, draft.kind, draft.language)
    header = read_header(draft.kind, candidates, lines)
    return replace(
        draft, fields=header_fields(header, judge_by(pages)), lines=lines.lines, proved=header.proof.proved,
        printed=print_of(pages),
        warnings=(*draft.warnings, *lines.warnings, *header.proof.warnings),
    )  # fmt: skip


def _between(pages: Sequence[Page], first: int, last: int) -> tuple[Page, ...]:
    return tuple(page for page in pages if first <= page.number <= last)


def _span(pages: Sequence[Page]) -> str:
    return page_range_text(pages[0].number, pages[-1].number)


def _medium(pages: Sequence[Page], source: Source) -> str:
    kinds = {page.source for page in pages}
    if "ocr" in kinds:
        return "image" if source.media.image else "pdf_scan"
    first = pages[0].source
    return {"text": "pdf_text" if source.media.value == "pdf" else "text"}.get(first, first)


__all__ = ["read_document", "read_pages"]
