"""A specimen: one clean three-way match of an invented company, to try a rule on.

The doctests of the rules change one fact of it and show what the rule then says.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from decimal import localcontext
from typing import Any

from documents.finding import Finding
from rules.cases import parse
from rules.figures import CONTEXT
from rules.sheet import Sheet

_CASE: dict[str, Any] = {
    "name": "specimen",
    "as_of": "2030-05-20",
    "supplier": {
        "id": "V7", "name": "Northgate Fasteners", "vat_id": "DE129273398",
        "bank_accounts": ["DE02120300000000202051"], "email_domains": ["northgate.example"],
    },
    "orders": [
        {
            "number": "4500001", "supplier": "V7", "currency": "EUR", "charges": [{"kind": "freight", "amount": "15"}],
            "lines": [
                {"line": 10, "item": "W-8", "description": "Washer 8 mm zinc", "quantity": "200", "unit": "C62",
                 "unit_price": "1.50", "units": {"BX": "50"}},
            ],
        },
    ],
    "receipts": [
        {
            "number": "R-1", "order": "4500001", "date": "2030-05-10", "delivery_note": "D-1",
            "lines": [{"line": 1, "order_line": 10, "quantity": "200", "lot": "A1"}],
        },
    ],
    "invoiced": [],
    "document": {
        "kind": "invoice", "number": "F-100", "supplier": "V7", "date": "2030-05-15", "currency": "EUR",
        "order": "4500001", "iban": "DE02120300000000202051", "vat_id": "DE129273398",
        "lines": [
            {"line": 1, "item": "W-8", "description": "Washer 8 mm zinc", "quantity": "200", "unit": "C62",
             "unit_price": "1.50", "net": "300.00", "lot": "A1"},
        ],
        "charges": [], "tax": [{"rate": "19", "net": "300.00", "amount": "57.00"}],
        "net_total": "300.00", "tax_total": "57.00", "gross_total": "357.00",
    },
}  # fmt: skip
EARLIER: dict[str, Any] = {
    "kind": "invoice", "number": "F-90", "date": "2030-05-02", "currency": "EUR", "gross_total": "89.25",
    "orders": ["4500001"],
    "lines": [{"order": "4500001", "order_line": 10, "quantity": "50", "unit_price": "1.50", "net": "75.00"}],
}  # fmt: skip
"""An earlier invoice for 50 of the specimen's 200 pieces."""
SLIP: dict[str, Any] = {
    "kind": "packing_slip", "number": "D-1", "supplier": "V7", "date": "2030-05-09", "order": "4500001",
    "lines": [{"line": 1, "item": "W-8", "description": "Washer 8 mm zinc", "shipped": "200", "lot": "A1"}],
}  # fmt: skip
"""The packing slip of the specimen's goods."""
CREDIT: dict[str, Any] = {
    "kind": "credit_note", "number": "C-5", "supplier": "V7", "date": "2030-05-16", "currency": "EUR",
    "order": "4500001", "credits": "F-90", "net_total": "75.00", "gross_total": "75.00",
    "lines": [{"line": 1, "item": "W-8", "quantity": "50", "unit_price": "1.50", "net": "75.00"}],
}  # fmt: skip
"""A credit note for the earlier invoice."""


def specimen(**changes: Any) -> dict[str, Any]:
    """The specimen as a case file's content, with changes: names of keys joined by two underscores.

    >>> specimen(document__lines__0__quantity="90")["document"]["lines"][0]["quantity"]
    '90'
    """
    case = copy.deepcopy(_CASE)
    for path, value in changes.items():
        *way, last = path.split("__")
        place: Any = case
        for name in way:
            place = place[int(name)] if isinstance(place, list) else place.setdefault(name, {})
        if isinstance(place, list):
            place[int(last)] = copy.deepcopy(value)
        else:
            place[last] = copy.deepcopy(value)
    return case


def told(check: Callable[[Sheet], Iterable[Finding]], **changes: Any) -> list[str]:
    """What one rule finds on the changed specimen: code and line (0: the header) of each finding."""
    with localcontext(CONTEXT):
        return [f"{one.code} {one.line or 0}" for one in check(Sheet(parse(specimen(**changes))))]


__all__ = ["CREDIT", "EARLIER", "SLIP", "specimen", "told"]
