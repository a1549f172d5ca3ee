"""The header of one document: fields chosen together, totals as the arithmetic has them, each as sure as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from documents.draft import Field
from documents.kinds import Kind
from documents.measures import Confidence
from documents.money import plain
from extractors.fields.candidate import Candidate, of
from extractors.fields.choose import choose
from extractors.lines import LinesRead
from extractors.proof import Proof, TaxRow, prove

METHOD = "fields/1"
BILLED = frozenset({Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PURCHASE_ORDER, Kind.ORDER_CONFIRMATION, Kind.RETAIL_RECEIPT})
_LISTS = (("orders", "po_number"), ("delivery_notes", "delivery_note_number"))
# A total that its label makes as sure as this is not given up for a sum of amounts that nothing names.
_SURE = 0.85


@dataclass(frozen=True, slots=True)
class Header:
    """What was chosen, before its confidence is known."""

    chosen: Mapping[str, Candidate]
    candidates: Sequence[Candidate]
    proof: Proof


class Judge(Protocol):
    """Says how sure a chosen value is."""

    def __call__(self, name: str, header: Header) -> Confidence: ...


def read_header(kind: Kind, candidates: Sequence[Candidate], lines: LinesRead) -> Header:
    """Choose a document's fields; its totals by the sums that they close with its lines."""
    chosen = choose(candidates, kind)
    if kind not in BILLED:
        return Header(chosen, candidates, Proof(charges=lines.charges))
    proof = _kept_names(prove(candidates, lines), candidates)
    return Header({**chosen, **proof.chosen}, candidates, proof)


def header_fields(header: Header, judge: Judge) -> dict[str, Field]:
    """The header as fields of a draft."""
    fields = {name: _field(one, judge(name, header)) for name, one in header.chosen.items()}
    for name, single in _LISTS:
        listed = all_of(header.candidates, single, header.chosen)
        if listed:
            best = header.chosen[single]
            fields[name] = Field(listed, judge(single, header), best.page, best.box, None, METHOD)
    return fields | _records(header.proof)


def all_of(candidates: Sequence[Candidate], name: str, chosen: Mapping[str, Candidate]) -> tuple[str, ...]:
    """Every value that stands for a field by itself, the chosen one first: a document may name several orders."""
    first = chosen.get(name)
    if first is None:
        return ()
    taken = {c.value for field, c in chosen.items() if field != name and field.endswith("_number")}
    others = (c.value for c in of(candidates, name) if c.value not in taken and _named(c))
    return tuple(dict.fromkeys([first.value, *(value for value in others if _alike(value, first.value))]))


def _alike(one: str, other: str) -> bool:
    """True for numbers of one series: both with letters or both without, of about one length."""
    return any(map(str.isalpha, one)) == any(map(str.isalpha, other)) and abs(len(one) - len(other)) <= 2


def _named(candidate: Candidate) -> bool:
    """A value with a label of its own right beside it."""
    features = candidate.features
    return (
        features.get("strong", 0.0) == 1.0
        and features.get("cost", 9.0) < 1.3
        and features.get("rival", 0.0) > 0.4
        and (features.get("figures", 0.0) > 0.3 and not features.get("short", 0.0))
    )


def _kept_names(proof: Proof, candidates: Sequence[Candidate]) -> Proof:
    """The proof without a gross total that only sums speak for, where a label or the till speaks for another."""
    best = next(iter(of(candidates, "gross_total")), None)
    taken = proof.chosen.get("gross_total")
    if best is None or taken is None or best.value == taken.value or best.score < _SURE:
        return proof
    if not best.features.get("till_printed") and (taken.label or not best.features.get("strong")):
        return proof
    proved = tuple(name for name in proof.proved if name != "gross_total")
    return replace(proof, chosen={**proof.chosen, "gross_total": best}, proved=proved)


def _field(candidate: Candidate, sure: Confidence) -> Field:
    return Field(candidate.value, sure, candidate.page, candidate.box, None, f"{METHOD} {candidate.method}")


def _records(proof: Proof) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    if proof.tax:
        first, sure = proof.tax[0], 0.99 if "tax" in proof.proved else 0.7
        fields["tax"] = Field(tuple(map(_tax_record, proof.tax)), sure, first.page, first.box, None, METHOD)
    if proof.charges:
        fields["charges"] = Field(tuple(proof.charges), 0.99 if "charges" in proof.proved else 0.7, method=METHOD)
    return fields


def _tax_record(row: TaxRow) -> dict[str, str]:
    figures = {"rate": row.rate, "net": row.net, "amount": row.amount}
    return {name: plain(figure) for name, figure in figures.items() if figure is not None}


__all__ = ["BILLED", "METHOD", "Header", "Judge", "all_of", "header_fields", "read_header"]
