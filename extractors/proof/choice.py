"""The joint choice of the totals: the set of candidates with which the document's arithmetic closes.

Relations weighed, the firmest first: net + tax = gross; lines and charges = net (or = gross, where
the lines are priced with tax); the breakdown's taxes = tax and its bases = net; rate × net = tax.
A candidate's own score decides only between sets that close equally well, so that no set that does
not close is chosen where one does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from documents.money import plain
from extractors.fields.candidate import Candidate, of
from extractors.lines.reading import LinesRead
from extractors.proof.relations import Relation, Totals, relations
from extractors.proof.taxes import TaxRow, tax_rows

METHOD = "proof/1"
_NAMES = ("net_total", "tax_total", "gross_total")
_MOST = 9  # candidates of one total that are tried
_UNNAMED = 0.04  # score of a printed amount that no label names, taken only because the sums ask for it
_WEIGHTS: Mapping[Relation, float] = {
    Relation.GROSS: 4.0, Relation.UNTAXED: 1.5, Relation.LINES: 3.0, Relation.LINES_WITH_TAX: 2.0,
    Relation.TAXES: 2.0, Relation.BASES: 1.5, Relation.RATE: 1.5,
}  # fmt: skip
_PARTS: Mapping[Relation, tuple[str, ...]] = {
    Relation.GROSS: _NAMES, Relation.UNTAXED: ("net_total", "gross_total"), Relation.LINES: ("net_total", "lines"),
    Relation.LINES_WITH_TAX: ("gross_total", "lines"), Relation.TAXES: ("tax_total", "tax"),
    Relation.BASES: ("net_total", "tax"), Relation.RATE: ("net_total", "tax_total", "tax"),
}  # fmt: skip
# A breakdown proves itself, not that it is whole: alone it proves no total, nor do two equal amounts.
_PROVING = frozenset({Relation.GROSS, Relation.LINES, Relation.LINES_WITH_TAX})


@dataclass(frozen=True, slots=True)
class Proof:
    """The chosen totals and what proves them.

    `chosen` maps net_total, tax_total and gross_total to the candidate taken (absent where none fits);
    `strength` says in how many closed relations each takes part; `tax` are the breakdown's rows that
    agree, `charges` records {kind, amount}; `proved` the names of header fields (and "lines") that
    the arithmetic proves; `includes_tax` that the lines are priced with tax.
    """

    chosen: Mapping[str, Candidate] = field(default_factory=dict)
    strength: Mapping[str, int] = field(default_factory=dict)
    tax: tuple[TaxRow, ...] = ()
    charges: tuple[Mapping[str, str], ...] = ()
    proved: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    includes_tax: bool = False


def prove(candidates: Sequence[Candidate], read: LinesRead) -> Proof:
    """Choose net, tax and gross total together.

    `candidates` are those of `extractors.fields` for net_total, tax_total and gross_total (others are
    passed over), their values plain decimal strings; `read` is what `read_lines` made of the same
    pages. Amounts that are printed but carry no label are considered where the sums ask for them.
    """
    rows = tax_rows(read.outside)
    pools = _pools(candidates, read, rows)
    best = max(_sets(pools, read, rows), key=lambda choice: choice[0], default=None)
    if best is None:
        return Proof(charges=read.charges)
    _, chosen, closed = best
    return _proof(chosen, closed, read, rows)


_Choice = tuple[float, dict[str, Candidate], tuple[Relation, ...]]


def _sets(pools: Mapping[str, Sequence[Candidate | None]], read: LinesRead, rows: Sequence[TaxRow]) -> list[_Choice]:
    found: list[_Choice] = []
    for trio in product(*(pools[name] for name in _NAMES)):
        net, tax, gross = (Decimal(one.value) if one is not None else None for one in trio)
        if len({value < 0 for value in (net, tax, gross) if value}) > 1:
            continue
        closed = relations(Totals(net, tax, gross), read, rows)
        if any(one is not None and one.method.startswith(METHOD) for one in trio):
            closed = tuple(relation for relation in closed if _bears(relation, read))
        chosen = {name: one for name, one in zip(_NAMES, trio, strict=True) if one is not None}
        weight = sum(_WEIGHTS[relation] for relation in closed)
        found.append((weight + 1.2 * sum(one.score for one in chosen.values()), chosen, closed))
    return found


def _bears(relation: Relation, read: LinesRead) -> bool:
    """Whether a relation is enough to take an amount that no label names."""
    if relation is Relation.UNTAXED:
        return False
    return relation not in (Relation.LINES, Relation.LINES_WITH_TAX) or (read.closes and read.closed > 0)


def _pools(
    candidates: Sequence[Candidate], read: LinesRead, rows: Sequence[TaxRow]
) -> dict[str, Sequence[Candidate | None]]:
    """The candidates of each total: the best named ones, then printed amounts that the sums ask for."""
    pools: dict[str, Sequence[Candidate | None]] = {}
    wanted = _wanted(candidates, read, rows)
    for name in _NAMES:
        named = _alike([one for one in of(candidates, name) if _amount(one)])[:_MOST]
        known = {abs(Decimal(one.value)) for one in named}
        printed = _printed(name, wanted[name], read, any("." in one.value for one in named))
        extra = [one for one in printed if abs(Decimal(one.value)) not in known]
        summed = [one for one in _summed(name, read, rows) if abs(Decimal(one.value)) not in known and not extra]
        pools[name] = [*named, *extra[:4], *summed, None]
    return pools


def _alike(named: list[Candidate]) -> list[Candidate]:
    """Candidates printed as the best of them is: none without decimals where it has some."""
    return [one for one in named if "." in one.value] if named and "." in named[0].value else named


def _summed(name: str, read: LinesRead, rows: Sequence[TaxRow]) -> list[Candidate]:
    """A total that is not printed as the sum of its printed parts; kept only if net + tax = gross then closes."""
    if name == "tax_total" and len(rows) > 1:
        total = sum((row.amount for row in rows), Decimal(0))
        return [Candidate(name, plain(total), 0.0, rows[0].page, rows[0].box, "", f"{METHOD} sum of rates")]
    if name == "net_total" and read.total and read.charges and read.region:
        total = read.total + sum((Decimal(charge["amount"]) for charge in read.charges), Decimal(0))
        page, box = read.region[-1]
        return [Candidate(name, plain(total), 0.0, page, box, "", f"{METHOD} sum of lines")]
    return []


def _amount(candidate: Candidate) -> bool:
    digits = candidate.value.lstrip("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _wanted(candidates: Sequence[Candidate], read: LinesRead, rows: Sequence[TaxRow]) -> dict[str, set[Decimal]]:
    """Values that each total would have by the lines, the breakdown or the other totals' best candidates."""
    lines = {read.total + sum((Decimal(c["amount"]) for c in read.charges), Decimal(0))} if read.total else set()
    best = {name: Decimal(of(candidates, name)[0].value) for name in _NAMES if _first(candidates, name)}
    net, tax, gross = (best.get(name) for name in _NAMES)
    taxes = {sum((row.amount for row in rows), Decimal(0))} if rows else set()
    bases = {sum((row.net or Decimal(0) for row in rows), Decimal(0))} if rows and all(r.whole for r in rows) else set()
    return {
        "net_total": lines | bases | ({gross - tax} if gross is not None and tax is not None else set()),
        "tax_total": taxes | ({gross - net} if gross is not None and net is not None else set()),
        "gross_total": lines | ({net + tax} if net is not None and tax is not None else set()),
    }


def _first(candidates: Sequence[Candidate], name: str) -> bool:
    found = of(candidates, name)
    return bool(found) and _amount(found[0])


def _printed(name: str, wanted: set[Decimal], read: LinesRead, cents: bool) -> list[Candidate]:
    """Amounts outside the lines that the sums ask for; with decimals where the named totals have some (`cents`)."""
    found: dict[Decimal, Candidate] = {}
    for line in read.outside:
        for value in line.amounts:
            if cents and value == value.to_integral_value() and value.as_tuple().exponent == 0:
                continue
            if value and any(abs(abs(value) - abs(want)) <= Decimal("0.02") for want in wanted):
                text = format(abs(value), "f")
                found.setdefault(abs(value), Candidate(name, text, _UNNAMED, line.page, line.box, "", METHOD, text))
    return list(found.values())


def _proof(chosen: dict[str, Candidate], closed: Sequence[Relation], read: LinesRead, rows: Sequence[TaxRow]) -> Proof:
    strength = {name: sum(name in _PARTS[relation] for relation in closed) for name in (*_NAMES, "tax", "lines")}
    kept = {name: one for name, one in chosen.items() if _supported(one, strength[name], Relation.GROSS in closed)}
    proved = _proved(closed, read, kept)
    if Relation.LINES in closed and read.charges:
        proved = (*proved, "charges")
    agreed = {Relation.TAXES, Relation.BASES, Relation.RATE} & set(closed)
    return Proof(
        kept, strength, tuple(_completed(rows, kept)) if agreed else (), read.charges, proved,
        _warnings(kept, closed, read), Relation.LINES_WITH_TAX in closed,
    )  # fmt: skip


def _proved(closed: Sequence[Relation], read: LinesRead, kept: Mapping[str, Candidate]) -> tuple[str, ...]:
    sound = {r for r in closed if r in _PROVING and (r is Relation.GROSS or read.closed > 0)}
    names = {name for relation in sound for name in _PARTS[relation]}
    if Relation.GROSS in sound and {Relation.TAXES, Relation.RATE} & set(closed):
        names.add("tax")
    return tuple(name for name in (*_NAMES, "tax", "lines") if name in names and (name in kept or name not in _NAMES))


def _supported(candidate: Candidate, strength: int, closes: bool) -> bool:
    """What no label names is taken only where a sum asks for it; a sum that is not printed, where all close."""
    if not candidate.method.startswith(METHOD):
        return True
    return closes if not candidate.score else strength > 0


def _completed(rows: Sequence[TaxRow], chosen: Mapping[str, Candidate]) -> list[TaxRow]:
    """The one row of a breakdown that prints no base has the net total as its base."""
    net = chosen.get("net_total")
    if len(rows) == 1 and not rows[0].whole and net is not None:
        row = rows[0]
        return [TaxRow(row.rate, abs(Decimal(net.value)), row.amount, row.page, row.box)]
    return list(rows)


def _warnings(chosen: Mapping[str, Candidate], closed: Sequence[Relation], read: LinesRead) -> tuple[str, ...]:
    found = []
    if len(chosen) == 3 and Relation.GROSS not in closed and Relation.UNTAXED not in closed:
        net, tax, gross = (chosen[name].value for name in _NAMES)
        found.append(f"net {net} and tax {tax} do not make gross {gross}")
    if read.total is not None and "net_total" in chosen and not {Relation.LINES, Relation.LINES_WITH_TAX} & set(closed):
        found.append(f"the lines add up to {read.total}, the net total is {chosen['net_total'].value}")
    return tuple(found)


__all__ = ["METHOD", "Proof", "prove"]
