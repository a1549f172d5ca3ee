"""What a match costs: CPU for a 10-line invoice, and how it grows with lines, orders, receipts and history.

Run `python -m benchmarks.rules`; the target is at most 1 ms of CPU for a 10-line invoice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from documents.case import Case
from rules import cases, match
from rules.specimen import specimen

TARGET_MS = 1.0


def business(lines: int, *, by: str = "item", earlier: int = 0, ordered: int = 0) -> Case:
    """An invoice with this many lines, each received, that matches; `by` says how its lines pair."""
    rows = range(1, lines + 1)
    orders = [
        {"line": n, "item": f"IT-{n}", "description": f"part {n} of kind K{n}", "quantity": "100", "unit": "C62",
         "unit_price": "2.50"}
        for n in range(1, max(lines, ordered) + 1)
    ]  # fmt: skip
    receipts = [
        {"number": "R-1", "order": "4500001", "date": "2030-05-10", "delivery_note": "D-1", "lines": [
            {"line": n, "order_line": n, "quantity": "100"} for n in rows]}
    ]  # fmt: skip
    return cases.parse(specimen(
        orders__0__lines=orders, receipts=receipts, invoiced=[_earlier(n, lines) for n in range(earlier)],
        **_bill([_line(n, by) for n in rows]),
    ))  # fmt: skip


def _line(number: int, by: str) -> dict[str, Any]:
    ways: dict[str, dict[str, Any]] = {
        "item": {"item": f"IT-{number}"}, "number": {"order_line": number}, "likeness": {},
    }  # fmt: skip
    return ways[by] | {
        "line": number, "description": f"Part {number} of kind K{number}", "quantity": "60", "unit": "C62",
        "unit_price": "2.50", "net": "150.00",
    }  # fmt: skip


def _bill(lines: list[dict[str, Any]]) -> dict[str, Any]:
    net = Decimal("150.00") * len(lines)
    tax = net * 19 / 100
    return {
        "document__lines": lines, "document__tax": [{"rate": "19", "net": str(net), "amount": str(tax)}],
        "document__net_total": str(net), "document__tax_total": str(tax), "document__gross_total": str(net + tax),
    }  # fmt: skip


def _earlier(number: int, lines: int) -> dict[str, Any]:
    return {
        "number": f"OLD-{number}", "date": "2029-01-01", "currency": "EUR", "gross_total": "1.00",
        "orders": ["4500001"],
        "lines": [{"order": "4500001", "order_line": number % lines + 1, "quantity": "0"}],
    }  # fmt: skip


def milliseconds(case: Case, least: float = 0.3) -> float:
    """CPU milliseconds of one match, the mean of as many as fit into `least` seconds, after a warm one."""
    match(case)
    runs, start = 0, time.process_time()
    while (spent := time.process_time() - start) < least:
        match(case)
        runs += 1
    return spent / runs * 1000


def _rows() -> list[tuple[str, Callable[[], Case]]]:
    table: list[tuple[str, Callable[[], Case]]] = [
        (f"{n} lines by {by}", lambda n=n, by=by: business(n, by=by))  # type: ignore[misc]
        for by, sizes in (("item", (1, 10, 100, 500)), ("number", (10, 100, 500)), ("likeness", (10, 100, 500)))
        for n in sizes
    ]
    table += [(f"10 lines, {n} order lines", lambda n=n: business(10, ordered=n)) for n in (100, 1000, 10000)]  # type: ignore[misc]
    table += [(f"10 lines, {n} earlier documents", lambda n=n: business(10, earlier=n)) for n in (100, 1000)]  # type: ignore[misc]
    return table


def main() -> int:
    """Print the table; 1 if a 10-line invoice costs more than the target."""
    costs = {name: milliseconds(make()) for name, make in _rows()}
    width = max(map(len, costs))
    for name, cost in costs.items():
        print(f"{name:<{width}}  {cost:9.3f} ms")
    reached = costs["10 lines by item"] <= TARGET_MS
    print(f"target: 10 lines in {TARGET_MS} ms of CPU: {'reached' if reached else 'missed'}")
    return 0 if reached else 1


if __name__ == "__main__":
    raise SystemExit(main())


__all__ = ["business", "main", "milliseconds"]
