"""The tables in `cases/`: what finance would expect of one fact changed on the specimen.

Each row changes the specimen (`rules.specimen`): `change` sets facts by their path, `bill` bills line 1
anew with all totals, `document` takes another paper. `findings` are "code line severity owner", 0 the header.
"""

from __future__ import annotations

import tomllib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from rules import cases, match
from rules.specimen import CREDIT, EARLIER, SLIP, specimen

ROWS = [
    pytest.param(row, id=f"{path.stem}: {row['name']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for row in tomllib.loads(path.read_text())["case"]
]
PAPERS = {"credit": CREDIT, "slip": SLIP}
CENT = Decimal("0.01")


def _billed(case: dict[str, Any], bill: dict[str, str]) -> None:
    """Bill the first line anew and let everything below it add up at 19 %."""
    document, line = case["document"], case["document"]["lines"][0]
    line.update(bill)
    share = (100 - Decimal(line.get("discount_percent", "0"))) / 100 / Decimal(line.get("price_per", "1"))
    exact = Decimal(line["quantity"]) * Decimal(line["unit_price"]) * share
    net = Decimal(bill.get("net") or exact.quantize(CENT, ROUND_HALF_UP))
    tax = (net * 19 / 100).quantize(CENT, ROUND_HALF_UP)
    line["net"] = document["net_total"] = str(net)
    document.update(tax=[{"rate": "19", "net": str(net), "amount": str(tax)}], tax_total=str(tax))
    document["gross_total"] = str(net + tax)


def case_of(row: dict[str, Any]) -> dict[str, Any]:
    case = specimen(**({"document": PAPERS[row["document"]]} if "document" in row else {}))
    if "bill" in row:
        _billed(case, row["bill"])
    for path, value in row.get("change", {}).items():
        *way, last = path.split(".")
        place: Any = case
        for name in way:
            place = place[int(name)] if isinstance(place, list) else place.setdefault(name, {})
        if path == "invoiced":
            value = [EARLIER if one == "earlier" else one for one in value]
        place[last] = None if value == "" else value
    return case


@pytest.mark.parametrize("row", ROWS)
def test_case(row: dict[str, Any]) -> None:
    verdict = match(cases.parse(case_of(row)))
    found = [f"{one.code} {one.line or 0} {one.severity} {one.owner}" for one in verdict.findings]
    assert sorted(found) == sorted(row["findings"]), "\n".join(one.message for one in verdict.findings)
    blocks = any(" block " in one for one in row["findings"])
    waits = any(" wait " in one for one in row["findings"])
    assert verdict.decision == row.get("decision", "hold" if blocks else "wait" if waits else "approve")
    if "allocations" in row:
        taken = [(one.line, one.receipt, one.receipt_line, str(one.quantity)) for one in verdict.allocations]
        assert taken == [tuple(one) for one in row["allocations"]]
