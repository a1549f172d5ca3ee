"""Pages to drafts: split into documents, classify, read header and lines, prove, and say how sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.draft import Draft, Field
from documents.kinds import Kind
from extractors.classify import Classified, classify, detect_language
from extractors.fields.candidate import Candidate, of
from extractors.fields.choose import choose
from extractors.fields.read import NAME_AND_VERSION, read_scene
from extractors.fields.scene import Scene
from extractors.fields.score import weigh
from extractors.page import Page, page_text
from extractors.source import ReadOptions, Source
from extractors.split import split

_READ_KINDS = frozenset({
    Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PACKING_SLIP, Kind.PURCHASE_ORDER, Kind.ORDER_CONFIRMATION,
    Kind.RECEIPT_ADVICE, Kind.RETAIL_RECEIPT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeaderRead:
    """The header of one document: what was chosen, and all that stood for choice."""

    fields: Mapping[str, Field]
    candidates: tuple[Candidate, ...]
    scene: Scene


def read_pages(pages: Sequence[Page], source: Source, options: ReadOptions | None = None) -> list[Draft]:
    """Every document on these pages, in reading order; no pages give no drafts."""
    wanted = options or ReadOptions()
    parts = split(pages)
    return [read_document(part, number, source, wanted) for number, part in enumerate(parts, 1)]


def read_document(pages: Sequence[Page], number: int, source: Source, options: ReadOptions) -> Draft:
    """One document, whose pages these are."""
    kind = classify(pages)
    language = detect_language(pages)
    header = read_header(pages, kind, language, options)
    return Draft(
        kind=kind.kind, fields=header.fields, document=number, pages=_span(pages), language=language,
        medium=_medium(pages, source), kind_confidence=kind.confidence,
        barcodes=tuple(code for page in pages for code in page.barcodes),
        warnings=tuple(warning for page in pages for warning in page.warnings),
        text="\n\f\n".join(page_text(page) for page in pages),
    )  # fmt: skip


def read_header(pages: Sequence[Page], kind: Classified, language: str | None, options: ReadOptions) -> HeaderRead:
    """The header fields of one document of a known kind."""
    scene, proposals = read_scene(pages, kind.kind, language, options)
    candidates = weigh(proposals)
    if kind.kind not in _READ_KINDS:
        return HeaderRead({}, candidates, scene)
    chosen = choose(candidates, kind.kind)
    fields = {name: _field(candidate) for name, candidate in chosen.items()}
    for name, single in (("orders", "po_number"), ("delivery_notes", "delivery_note_number")):
        listed = _all_of(candidates, single, chosen)
        if listed:
            best = of(candidates, single)[0]
            fields[name] = Field(listed, best.score, best.page, best.box, None, NAME_AND_VERSION)
    return HeaderRead(fields, candidates, scene)


def _all_of(candidates: Sequence[Candidate], name: str, chosen: Mapping[str, Candidate]) -> tuple[str, ...]:
    taken = {c.value for field, c in chosen.items() if field != name and field.endswith("_number")}
    return tuple(c.value for c in of(candidates, name) if c.score >= 0.75 and c.value not in taken)


def _field(candidate: Candidate) -> Field:
    method = f"{NAME_AND_VERSION} {candidate.method}"
    return Field(candidate.value, candidate.score, candidate.page, candidate.box, None, method)


def _span(pages: Sequence[Page]) -> str:
    first, last = pages[0].number, pages[-1].number
    return str(first) if first == last else f"{first}-{last}"


def _medium(pages: Sequence[Page], source: Source) -> str:
    kinds = {page.source for page in pages}
    if "ocr" in kinds:
        return "image" if source.media.image else "pdf_scan"
    first = pages[0].source
    return {"text": "pdf_text" if source.media.value == "pdf" else "text"}.get(first, first)


__all__ = ["HeaderRead", "read_document", "read_header", "read_pages"]
