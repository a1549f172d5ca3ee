"""Who sent this document: the supplier found by the evidence together, never by one doubtful sign.

Each sign speaks for the suppliers that it fits. A sign that fits one supplier only is *telling*; one that
several share (a group's VAT id, a factor's IBAN, a mail provider's domain, a name that two bear) only
supports others. What belongs to the buyer speaks for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from documents.draft import Draft
from documents.measures import Confidence
from documents.supplier import Supplier
from extractors.fold import fold_words
from extractors.labels import read_words

# What a telling sign weighs. The document's own identifiers outweigh the mail, which may be a forwarder's.
WEIGHTS = {"vat": 3.0, "iban": 3.0, "name": 2.5, "domain": 2.0, "printed": 1.0}
SHARED = 0.4
"""A shared sign counts this much of a telling one."""
MARGIN = 1.0
"""The least lead over the next supplier; anything closer is a person's to decide."""
ALIKE = 90.0
"""Names count as the same from this likeness (0 to 100) on: OCR may misread a letter in ten."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """The reader's own names, VAT ids and mail domains."""

    names: tuple[str, ...] = ()
    vat_ids: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identified:
    """The supplier's id, or None; how sure; and the signs that spoke for it (vat, iban, name, domain, printed,
    with a star where several suppliers share the sign)."""

    supplier_id: str | None = None
    confidence: Confidence = 0.0
    evidence: tuple[str, ...] = ()


def identify(draft: Draft, suppliers: Sequence[Supplier], sender: str | None, buyer: Buyer | None = None) -> Identified:
    """The supplier whom the signs on the document and its mail point to together.

    `sender` is the mail's From address. Nobody is named where no sign is telling and no two shared ones
    meet in one supplier, nor where another supplier's signs weigh nearly as much.
    """
    signs = list(_signs(draft, suppliers, sender, buyer or Buyer()))
    weights = _weighed(signs)
    if not weights:
        return Identified()
    ranked = sorted(weights, key=lambda one: (-weights[one], one))
    best, lead = ranked[0], weights[ranked[0]] - (weights[ranked[1]] if len(ranked) > 1 else 0.0)
    evidence = tuple(name + ("" if len(fits) == 1 else "*") for name, fits in signs if best in fits)
    telling = [name for name in evidence if not name.endswith("*") and name != "printed"]
    if lead < MARGIN and not _meet(signs, best):
        return Identified(None, 0.0, evidence)
    if not telling and not _meet(signs, best):
        return Identified(None, 0.0, evidence)
    return Identified(best, _sureness(telling, evidence, _contradicted(signs, best)), evidence)


def _signs(
    draft: Draft, suppliers: Sequence[Supplier], sender: str | None, buyer: Buyer
) -> Iterator[tuple[str, frozenset[str]]]:
    """Each sign with the suppliers it fits; signs that fit nobody are left out."""
    own = {_compact(one) for one in buyer.vat_ids}
    vat, iban = _compact(draft.value("supplier_vat")), _compact(draft.value("iban"))
    printed = "" if (vat or iban) else _compact(draft.text)
    domain = _domain(sender, buyer)
    found = {
        "vat": {s.id for s in suppliers if vat and vat not in own and _known(s.vat_id) == vat},
        "iban": {s.id for s in suppliers if iban and iban in map(_known, s.bank_accounts)},
        "domain": {s.id for s in suppliers if domain and _of_domain(domain, s)},
        "name": _named(draft.value("supplier_name"), suppliers, buyer),
        "printed": {s.id for s in suppliers if printed and _prints(printed, s, own)},
    }
    return ((name, frozenset(fits)) for name, fits in found.items() if fits)


def _weighed(signs: Sequence[tuple[str, frozenset[str]]]) -> Mapping[str, float]:
    weights: dict[str, float] = {}
    for name, fits in signs:
        for one in fits:
            weights[one] = weights.get(one, 0.0) + WEIGHTS[name] * (1.0 if len(fits) == 1 else SHARED)
    return weights


def _meet(signs: Sequence[tuple[str, frozenset[str]]], best: str) -> bool:
    """True if the signs that fit this supplier fit no other together: two shared ones may single one out."""
    fitting = [fits for _, fits in signs if best in fits]
    return len(fitting) > 1 and frozenset.intersection(*fitting) == {best} and not _contradicted(signs, best)


def _contradicted(signs: Sequence[tuple[str, frozenset[str]]], best: str) -> bool:
    """True if a sign points to other suppliers only."""
    return any(best not in fits for name, fits in signs if name != "printed")


def _sureness(telling: Sequence[str], evidence: Sequence[str], contradicted: bool) -> Confidence:
    """How sure the choice is: two signs that agree are as good as certain, one alone needs a second look if weak."""
    if contradicted:
        return 0.92 if len(telling) > 1 else 0.75
    if len(evidence) > 1:
        return 0.99
    return {"vat": 0.98, "iban": 0.97, "name": 0.95, "domain": 0.91}.get(telling[0] if telling else "", 0.8)


def _domain(sender: str | None, buyer: Buyer) -> str:
    """The sender's domain; "" where there is none or where it is the buyer's own, who only forwards."""
    domain = (sender or "").rpartition("@")[2].strip(" <>\"'").lower()
    return "" if any(_within(domain, own.lower()) for own in buyer.domains) else domain


def _of_domain(domain: str, supplier: Supplier) -> bool:
    return any(_within(domain, known.lower()) for known in supplier.email_domains)


def _within(domain: str, parent: str) -> bool:
    return bool(parent) and (domain == parent or domain.endswith("." + parent))


def _named(read: str | None, suppliers: Sequence[Supplier], buyer: Buyer) -> set[str]:
    """The suppliers that bear the name that was read; a name in full beats one without its legal form."""
    if not read or any(_likeness(read, own) >= ALIKE for own in buyer.names):
        return set()
    whole = fold_words(read)
    same = {s.id for s in suppliers if s.name and _folded(s.name) == whole}
    if same:
        return same
    likeness = {s.id: _likeness(read, s.name) for s in suppliers if s.name}
    most = max(likeness.values(), default=0.0)
    return {one for one, like in likeness.items() if like >= max(ALIKE, most - 2.0)}


def _likeness(one: str, other: str) -> float:
    """How alike two names are without their legal forms, 0 to 100."""
    a, b = bare_name(one), _bare(other)
    if not a or not b:
        return 0.0
    if len(b) >= 8 and f" {b} " in f" {a} ":
        return 95.0
    return float(fuzz.ratio(a, b))


def bare_name(name: str) -> str:
    """A company's name folded, without its legal form.

    >>> bare_name("Grünfeld Bürotechnik GmbH & Co. KG"), bare_name("Hofgut Ltd.")
    ('grunfeld burotechnik', 'hofgut')
    """
    words = fold_words(name).split()
    while len(words) > 1:
        size = next((n for n in (4, 3, 2, 1) if len(words) > n and " ".join(words[-n:]) in _legal_forms()), 0)
        if not size:
            break
        words = words[:-size]
    return " ".join(words)


@lru_cache(maxsize=1 << 16)
def _bare(name: str) -> str:
    return bare_name(name)


@cache
def _legal_forms() -> frozenset[str]:
    table = read_words("legal_forms")
    return frozenset(fold_words(form) for part in ("sure", "short") for form in table[part])


def _prints(text: str, supplier: Supplier, own: set[str]) -> bool:
    """True if the page prints the supplier's VAT id or an IBAN somewhere, where no field was read."""
    return any(one in text and one not in own for one in _printable(supplier.vat_id, supplier.bank_accounts))


@lru_cache(maxsize=1 << 16)
def _printable(vat_id: str | None, accounts: tuple[str, ...]) -> tuple[str, ...]:
    """Identifiers long enough to be no accident in a text."""
    return tuple(one for one in (_known(vat_id), *map(_known, accounts)) if len(one) >= 8)


@lru_cache(maxsize=1 << 17)
def _known(identifier: str | None) -> str:
    """An identifier of a supplier, compact; the same ones are asked for with every document."""
    return _compact(identifier)


@lru_cache(maxsize=1 << 16)
def _folded(name: str) -> str:
    return fold_words(name)


def _compact(text: str | None) -> str:
    return re.sub(r"[^A-Z0-9]", "", (text or "").upper())


__all__ = ["Buyer", "Identified", "bare_name", "identify"]
