"""The money at stake of each finding: the difference, the excess at the order's price, the gross of a copy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from documents.kinds import Severity
from rules import cases, match
from rules.specimen import CREDIT, EARLIER, specimen

LINE = "document__lines__0__"
COPY = EARLIER | {"number": "F-100", "date": "2030-05-01", "gross_total": "357.00", "lines": []}
FEW = {"order": "4500001", "order_line": 10, "quantity": "20", "unit_price": "1.50", "net": "30.00"}
STAKES: list[tuple[str, str | None, dict[str, Any]]] = [
    ("line-arithmetic", "1.00", {f"{LINE}net": "299.00"}),
    ("line-arithmetic", "1.00", {f"{LINE}net": "301.00"}),
    ("net-arithmetic", "1.00", {"document__net_total": "301.00"}),
    ("net-arithmetic", "1.00", {"document__net_total": "299.00"}),
    ("gross-arithmetic", "2.50", {"document__gross_total": "359.50"}),
    ("gross-arithmetic", "2.50", {"document__gross_total": "354.50"}),
    ("tax-mismatch", "3.00", {"document__tax_total": "60.00", "document__gross_total": "360.00"}),
    ("tax-mismatch", "3.00", {"document__tax_total": "54.00", "document__gross_total": "354.00"}),
    ("price-over", "40.00", {f"{LINE}unit_price": "1.70", f"{LINE}net": "340.00"}),
    ("quantity-over", "30.00", {f"{LINE}quantity": "220", f"{LINE}net": "330.00"}),
    ("charge-unplanned", "25.00", {"document__charges": [{"kind": "freight", "amount": "40"}]}),
    ("duplicate-exact", "357.00", {"invoiced": [COPY]}),
    ("duplicate-number", "357.00", {"invoiced": [COPY | {"gross_total": "1.00"}]}),
    ("credit-over", "75.00", {"document": CREDIT, "invoiced": []}),
    ("credit-over", "45.00", {"document": CREDIT, "invoiced": [EARLIER | {"lines": [FEW]}]}),
    ("bank-account-changed", None, {"document__iban": "DE89370400440532013000"}),
    ("date-future", None, {"document__date": "2030-06-01"}),
    ("supplier-unknown", None, {"supplier": None}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "stake", "changes"), STAKES)
def test_the_money_at_stake(code: str, stake: str | None, changes: dict[str, Any]) -> None:
    verdict = match(cases.parse(specimen(**changes)))
    [finding] = [one for one in verdict.findings if one.code == code]
    assert finding.money_at_stake == (None if stake is None else Decimal(stake))
    assert finding.severity is Severity.BLOCK


def test_the_limits_stake_is_none_and_its_figures_are_gross_and_limit() -> None:
    [finding] = match(cases.parse(specimen(policy={"approval": {"limit": 100}}))).findings
    assert (finding.code, finding.expected, finding.actual) == ("over-limit", "100", "357")
