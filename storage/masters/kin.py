"""Sister suppliers: those that share a VAT id or a bank account, as the companies of a group do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from documents.supplier import Supplier


def sisters(suppliers: Iterable[Supplier]) -> Mapping[str, tuple[str, ...]]:
    """For each supplier that has sisters, their ids in order."""
    known = list(suppliers)
    sharing: dict[str, set[str]] = defaultdict(set)
    for supplier in known:
        for sign in _signs(supplier):
            sharing[sign].add(supplier.id)
    found = {one.id: set().union(*(sharing[sign] for sign in _signs(one))) - {one.id} for one in known}
    return {number: tuple(sorted(others)) for number, others in found.items() if others}


def _signs(supplier: Supplier) -> Iterator[str]:
    """What only the companies of one group, or the clients of one factor, have in common."""
    for sign in (supplier.vat_id, *supplier.bank_accounts):
        compact = "".join(filter(str.isalnum, sign or "")).upper()
        if compact:
            yield compact


__all__ = ["sisters"]
