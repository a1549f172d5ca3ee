"""Random case files: a clean business, then a few things that go wrong. Every case is valid."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

ITEMS = ("A-1", "B-2", "C-3")
TEXTS = {"A-1": "Steel pin 4 mm", "B-2": "Brass nut M6 flat", "C-3": "Felt ring grey"}
QUANTITIES = ("1", "5", "10", "12", "60", "100", "105", "106", "-5", "2.5", "0")
PRICES = ("0", "1", "1.02", "1.03", "2", "2.05", "2.5", "12")
UNITS = ("C62", "EA", "DZN", "BX", "KGM", None)
DAYS = ("2030-01-05", "2030-02-10", "2030-02-23", "2030-02-24", "2030-03-08", "2030-03-12", None)
NOTES = ("D1", "d1 ", "D2", "D3")
NUMBERS = ("INV-1", "1NV-O1", "INV 001", "INV-2", "L1", None)
POLICIES: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"price": {"upper_percent": "none"}}, {"price": {"upper": "any", "lower_percent": "2"}},
    {"quantity": {"upper_percent": "5", "upper_amount": "5"}}, {"quantity": {"upper_percent": None}},
    {"order_quantity": {"upper": "any"}}, {"order_quantity": {"upper_percent": "0"}},
    {"for": [{"supplier": "S1", "price": {"upper_percent": "5"}}, {"item": "a-1", "price": {"upper_amount": "1"}}]},
    {"for": [{"supplier": "S1", "item": "B-2", "quantity": {"upper": "any"}}], "currency": {"JPY": {"factor": 160}}},
    {"wait": {"receipt_days": 0}, "pairing": {"margin": "0.5"}, "approval": {"limit": "50"}},
)  # fmt: skip


def case_file(random: Random) -> dict[str, Any]:
    """One random case file's content."""
    orders = [_order(random, f"P-{number}") for number in range(1, random.choice((1, 1, 2)) + 1)]
    case: dict[str, Any] = {
        "name": "random", "as_of": "2030-03-10", "policy": copy.deepcopy(random.choice(POLICIES)), "orders": orders,
        "receipts": [_receipt(random, order, number) for order in orders for number in range(random.randint(0, 2))],
        "supplier": {"id": "S1", "vat_id": "DE136695976", "email_domains": ["acme.example"]},
        "invoiced": [_earlier(random, orders, number) for number in range(random.choice((0, 0, 1, 2)))],
        "document": _document(random, orders), "mail": None,
    }  # fmt: skip
    for _ in range(random.choice((0, 0, 1, 1, 2, 4))):
        random.choice(MISHAPS)(random, case)
    return case


def _order(random: Random, number: str) -> dict[str, Any]:
    lines = []
    for line in range(1, random.randint(1, 4) + 1):
        item = random.choice(ITEMS)
        lines.append({
            "line": line, "item": item, "supplier_item": random.choice((None, None, f"X{item}", "B-2")),
            "description": TEXTS[item], "quantity": random.choice(("100", "100", "10", "60")),
            "unit": random.choice(("C62", "C62", "C62", "DZN")), "unit_price": random.choice(("2", "2", "2.5", "1")),
            "match": random.choice(("three_way", "three_way", "two_way", "four_way")),
            "price_per": random.choice(("1", "1", "1", "100")), "units": random.choice(({}, {"BX": "50"})),
        })  # fmt: skip
    return {
        "number": number, "supplier": "S1", "currency": "EUR", "lines": lines,
        "charges": random.choice(([], [{"kind": "freight", "amount": "25"}])),
    }  # fmt: skip


def _receipt(random: Random, order: dict[str, Any], number: int) -> dict[str, Any]:
    lines = [
        {
            "line": place, "order_line": random.choice(order["lines"])["line"],
            "quantity": random.choice(("100", "60", "40", "10", "105")), "rejected": random.choice(("0", "0", "5")),
            "returned": random.choice(("0", "0", "0", "20")), "inspected": random.random() < 0.8,
            "lot": random.choice((None, None, "L1", "L2")),
        }
        for place in range(1, random.randint(1, 4) + 1)
    ]  # fmt: skip
    return {
        "number": f"R-{order['number']}-{number}", "order": order["number"], "date": random.choice(DAYS),
        "delivery_note": random.choice((*NOTES, None)), "lines": lines,
    }  # fmt: skip


def _earlier(random: Random, orders: list[dict[str, Any]], number: int) -> dict[str, Any]:
    order = random.choice(orders)
    line = random.choice(order["lines"])
    taken = [{"receipt": f"R-{order['number']}-0", "receipt_line": 1, "quantity": random.choice(("5", "40"))}]
    return {
        "kind": random.choice(("invoice", "invoice", "credit_note")), "number": f"OLD-{number}",
        "date": random.choice(DAYS), "currency": "EUR", "gross_total": random.choice(("119", "238", None)),
        "orders": [order["number"]], "charges": random.choice(([], [{"kind": "freight", "amount": "20"}])),
        "delivery_notes": random.sample(NOTES, random.choice((0, 0, 1))),
        "lines": [{
            "order": order["number"], "order_line": line["line"], "quantity": random.choice(("10", "40", "100", None)),
            "unit_price": random.choice((line["unit_price"], "2.6", None)), "net": "20",
            "allocations": random.choice(([], taken)),
        }],
    }  # fmt: skip


def _document(random: Random, orders: list[dict[str, Any]]) -> dict[str, Any]:
    kind = random.choice(("invoice", "invoice", "invoice", "credit_note", "packing_slip"))
    lines = [_line(random, orders, place, kind) for place in range(1, random.choice((1, 1, 2, 3, 4)) + 1)]
    document = {
        "kind": kind, "number": random.choice(("INV-1", "INV-1", "D1", "OLD-0")), "supplier": "S1",
        "date": random.choice(DAYS[:5]), "arrived": random.choice((None, *DAYS)),
        "order": random.choice((orders[0]["number"], orders[0]["number"], None)),
        "delivery_notes": random.sample(NOTES, random.choice((0, 0, 1, 2))), "lines": lines, "vat_id": "DE136695976",
    }  # fmt: skip
    if kind == "packing_slip":
        return document
    net = sum((Decimal(line["net"]) for line in lines), Decimal(0))
    tax = (net * 19 / 100).quantize(Decimal("0.01"))
    return document | {
        "currency": "EUR", "charges": [], "tax": [{"rate": "19", "net": str(net), "amount": str(tax)}],
        "net_total": str(net), "tax_total": str(tax), "gross_total": str(net + tax),
        "credits": random.choice(("OLD-0", None)) if kind == "credit_note" else None,
    }  # fmt: skip


def _line(random: Random, orders: list[dict[str, Any]], place: int, kind: str) -> dict[str, Any]:
    order = random.choice(orders)
    ordered = random.choice(order["lines"])
    line = {
        "line": place, "item": random.choice((ordered["item"], ordered["item"], None)),
        "unit": random.choice((None, "C62", *UNITS[:4])),
        "description": random.choice((*[ordered["description"].upper()] * 9, "Levy")),
        "order": random.choice((None, None, order["number"])), "lot": random.choice((*[None] * 6, "L1", " l2")),
        "order_line": random.choice((None, None, ordered["line"])),
    }  # fmt: skip
    quantity = random.choice(("1", "5", "10", "10", "40", "100", "12"))
    if kind == "packing_slip":
        return line | {"shipped": quantity}
    price = Decimal(ordered["unit_price"]) * random.choice([Decimal(one) for one in (*["1"] * 9, "1.02", "1.1", "0.9")])
    net = (Decimal(quantity) * price / Decimal(ordered["price_per"])).quantize(Decimal("0.01"))
    return line | {
        "quantity": quantity, "unit_price": str(price), "price_per": ordered["price_per"], "net": str(net),
    }  # fmt: skip


def _spoil(*path: str, to: tuple[Any, ...]) -> Callable[[Random, dict[str, Any]], None]:
    """A mishap: one fact, somewhere on the path, becomes one of these."""

    def mishap(random: Random, case: dict[str, Any]) -> None:
        place: Any = case
        for name in path[:-1]:
            place = place.get(name) if isinstance(place, dict) else None
            place = random.choice(place) if isinstance(place, list) and place else place
        if isinstance(place, dict):
            place[path[-1]] = copy.deepcopy(random.choice(to))

    return mishap


MISHAPS = (
    _spoil("supplier", to=(None, {"id": "S2"}, {"id": "S1", "bank_accounts": ["DE02120300000000202051"]})),
    _spoil("mail", to=({"from": "a@acne.example"}, {"from": "a@x.acme.example", "dmarc": "fail"})),
    _spoil("orders", "supplier", to=("S2",)), _spoil("orders", "currency", to=("JPY", "KWD")),
    _spoil("orders", "status", to=("closed", "cancelled")), _spoil("orders", "lines", "quantity", to=QUANTITIES),
    _spoil("orders", "lines", "unit_price", to=PRICES), _spoil("orders", "lines", "unit", to=("KGM", "BX", "MTR")),
    _spoil("orders", "lines", "estimated", to=(True,)), _spoil("orders", "lines", "item", to=(*ITEMS, None)),
    _spoil("orders", "lines", "description", to=("", "Steel pin", *TEXTS.values())),
    _spoil("receipts", "order", to=("p-1", "P-7")), _spoil("receipts", "lines", "quantity", to=QUANTITIES),
    _spoil("receipts", "lines", "unit", to=UNITS), _spoil("receipts", to=([],)),
    _spoil("invoiced", "status", to=("rejected",)), _spoil("invoiced", "lines", "order", to=(None, "P-2")),
    _spoil("invoiced", "number", to=NUMBERS), _spoil("invoiced", "orders", to=([], ["P-1", "P-2"])),
    _spoil("document", "number", to=NUMBERS), _spoil("document", "supplier", to=(None, "S2")),
    _spoil("document", "date", to=(None, "2028-01-01", "2031-01-01")), _spoil("document", "lines", to=([],)),
    _spoil("document", "currency", to=("JPY", "KWD", None)), _spoil("document", "order", to=("P-9", " p-2 ", None)),
    _spoil("document", "charges", to=([{"kind": "freight", "amount": "36"}], [{"kind": "rebate", "amount": "-3"}])),
    _spoil("document", "tax", to=([], [{"rate": "7"}], [{"rate": "0", "net": "9999", "amount": "0"}])),
    _spoil("document", "tax_total", to=("0", None)), _spoil("document", "net_total", to=("1", None)),
    _spoil("document", "gross_total", to=("119", "20000", None)), _spoil("document", "differences", to=(["iban"],)),
    _spoil("document", "iban", to=("DE02120300000000202051", "GB82 WEST 1234 5698 7654 32", "DE00")),
    _spoil("document", "vat_id", to=("DE136695975", "DE129273398", "FR1")), _spoil("document", "credits", to=NUMBERS),
    _spoil("document", "confidence", to=({"number": 0.2}, {"supplier": 0.9})),
    _spoil("document", "lines", "quantity", to=(*QUANTITIES, None)), _spoil("document", "lines", "net", to=("7", None)),
    _spoil("document", "lines", "unit_price", to=(*PRICES, None)), _spoil("document", "lines", "unit", to=UNITS),
    _spoil("document", "lines", "shipped", to=(*QUANTITIES, None)), _spoil("document", "lines", "order", to=("P-9",)),
    _spoil("document", "lines", "order_line", to=(1, 7)), _spoil("document", "lines", "item", to=(*ITEMS, None)),
    _spoil("document", "lines", "discount_percent", to=("10", "100")), _spoil("document", "lines", "lot", to=("L9",)),
)  # fmt: skip

case_files = st.integers(0, 2**48).map(lambda seed: case_file(Random(seed)))
"""Case files from a seed; a failure names the seed."""
