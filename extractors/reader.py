"""Pages to drafts: split into documents, classify, read header and lines, prove, and say how sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from documents.draft import Draft, Field
from documents.kinds import Kind
from documents.money import plain
from extractors.classify import classify, detect_language
from extractors.fields.candidate import Candidate, of
from extractors.fields.choose import choose
from extractors.fields.read import NAME_AND_VERSION, read_proposals
from extractors.fields.score import weigh
from extractors.lines import LinesRead, read_lines
from extractors.page import Page, page_text
from extractors.proof import Proof, TaxRow, prove
from extractors.source import ReadOptions, Source
from extractors.split import split

_READ_KINDS = frozenset({
    Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PACKING_SLIP, Kind.PURCHASE_ORDER, Kind.ORDER_CONFIRMATION,
    Kind.RECEIPT_ADVICE, Kind.RETAIL_RECEIPT,
})  # fmt: skip
_BILLED = _READ_KINDS - {Kind.PACKING_SLIP, Kind.RECEIPT_ADVICE}


def read_pages(pages: Sequence[Page], source: Source, options: ReadOptions | None = None) -> list[Draft]:
    """Every document on these pages, in reading order; no pages give no drafts."""
    wanted = options or ReadOptions()
    parts = split(pages)
    return [read_document(part, number, source, wanted) for number, part in enumerate(parts, 1)]


def read_document(pages: Sequence[Page], number: int, source: Source, options: ReadOptions) -> Draft:
    """One document, whose pages these are."""
    kind = classify(pages)
    language = detect_language(pages)
    proposals = read_proposals(pages, kind.kind, language, options)
    candidates = weigh(proposals)
    lines = read_lines(pages, kind.kind, language) if kind.kind in _READ_KINDS else LinesRead()
    proof = prove(candidates, lines) if kind.kind in _BILLED else Proof(charges=lines.charges)
    fields = header_fields(kind.kind, candidates, proof) if kind.kind in _READ_KINDS else {}
    return Draft(
        kind=kind.kind, fields=fields, lines=lines.lines, document=number, pages=_span(pages), language=language,
        medium=_medium(pages, source), kind_confidence=kind.confidence, proved=proof.proved,
        barcodes=tuple(code for page in pages for code in page.barcodes),
        warnings=(*(warning for page in pages for warning in page.warnings), *lines.warnings, *proof.warnings),
        text="\n\f\n".join(page_text(page) for page in pages),
    )  # fmt: skip


def header_fields(kind: Kind, candidates: Sequence[Candidate], proof: Proof) -> dict[str, Field]:
    """The header fields of one document: the best candidates, the totals as the proof has them."""
    chosen = {**choose(candidates, kind), **proof.chosen}
    fields = {name: _field(candidate) for name, candidate in chosen.items()}
    for name, single in (("orders", "po_number"), ("delivery_notes", "delivery_note_number")):
        listed = _all_of(candidates, single, chosen)
        if listed:
            best = of(candidates, single)[0]
            fields[name] = Field(listed, best.score, best.page, best.box, None, NAME_AND_VERSION)
    if proof.tax:
        first, sure = proof.tax[0], 0.99 if "tax" in proof.proved else 0.7
        fields["tax"] = Field(tuple(map(_tax_record, proof.tax)), sure, first.page, first.box, None, NAME_AND_VERSION)
    if proof.charges:
        sure = 0.99 if "charges" in proof.proved else 0.7
        fields["charges"] = Field(tuple(proof.charges), sure, None, None, None, NAME_AND_VERSION)
    return fields


def _tax_record(row: TaxRow) -> dict[str, str]:
    figures = {"rate": row.rate, "net": row.net, "amount": row.amount}
    return {name: plain(figure) for name, figure in figures.items() if figure is not None}


def _all_of(candidates: Sequence[Candidate], name: str, chosen: Mapping[str, Candidate]) -> tuple[str, ...]:
    """Every value that stands for a field by itself, the best first: a document may name several orders."""
    taken = {c.value for field, c in chosen.items() if field != name and field.endswith("_number")}
    found = of(candidates, name)
    least = min(0.25, found[0].score * 0.6) if found else 1.0
    return tuple(c.value for c in found if c.score >= least and c.value not in taken)


def _field(candidate: Candidate) -> Field:
    method = f"{NAME_AND_VERSION} {candidate.method}"
    return Field(candidate.value, min(candidate.score, 1.0), candidate.page, candidate.box, None, method)


def _span(pages: Sequence[Page]) -> str:
    first, last = pages[0].number, pages[-1].number
    return str(first) if first == last else f"{first}-{last}"


def _medium(pages: Sequence[Page], source: Source) -> str:
    kinds = {page.source for page in pages}
    if "ocr" in kinds:
        return "image" if source.media.image else "pdf_scan"
    first = pages[0].source
    return {"text": "pdf_text" if source.media.value == "pdf" else "text"}.get(first, first)


__all__ = ["header_fields", "read_document", "read_pages"]
