"""The tally as a clerk would write it."""

from __future__ import annotations

from typing import Any

from documents.kinds import Role
from rules import Waiver, cases, explain, match
from rules.specimen import CREDIT, EARLIER, SLIP, specimen

CLEAN = """\
Invoice F-100 of 2030-05-15, supplier Northgate Fasteners (V7)
Orders: 4500001; matched on 2030-05-20

Order line 4500001/10 Washer 8 mm zinc: held against order and receipt
    ordered          200 pieces at 1.50 EUR
    received         200 pieces by R-1/1, kept 200, accepted 200
    may be billed    200 pieces
    billed before    50 pieces
    open             150 pieces
    line 1: 120 pieces at 1.50 EUR = 180.00 EUR, paired by item
    this document    120 pieces
    taken from receipt R-1/1: 120 pieces

lines and charges    180.00 EUR
net total            not stated
tax                  57.00 EUR
gross total          237.00 EUR

No findings.
"""


def _text(*waivers: Waiver, **changes: Any) -> str:
    case = cases.parse(specimen(**changes))
    return explain(case, match(case, waivers))


def test_a_clean_invoice() -> None:
    text = _text(
        invoiced=[EARLIER], document__lines__0__quantity="120", document__lines__0__net="180.00",
        document__net_total=None, document__gross_total="237.00", document__tax__0__net="300.00",
    )  # fmt: skip
    assert text.startswith(CLEAN)
    assert text.splitlines()[-1].startswith("Decision: approve (policy ")


def test_findings_are_told_with_their_page_and_their_waiver() -> None:
    changes = {"orders__0__lines__0__unit_price": "1.00"}
    finding = match(cases.parse(specimen(**changes))).findings[0]
    text = _text(Waiver.of(finding, "ben", Role.BUYER, "new price list"), **changes)
    assert "info  Price above order (price-over, buyer): Line 1 bills 1.50 EUR a piece, 1.00 EUR a piece" in text
    assert "Waived by ben (buyer): new price list. [docs/rules.md#price]" in text


def test_lines_without_an_order_line_and_unread_figures() -> None:
    text = _text(
        supplier=None, document__lines__0__item=None, document__lines__0__description="Levy",
        document__lines__0__quantity=None, document__lines__0__unit_price=None, document__lines__0__net=None,
    )  # fmt: skip
    assert "supplier not known" in text and "Line 1 ? pieces: no order line" in text


def test_unread_quantities_slips_and_credit_notes() -> None:
    assert "this document    unread" in _text(document__lines__0__quantity=None)
    assert "Packing slip D-1" in _text(document=SLIP) and "gross total" not in _text(document=SLIP)
    assert "Credit note C-5" in _text(document=CREDIT, invoiced=[EARLIER])


def test_a_pair_by_likeness_shows_its_lead() -> None:
    assert "paired by likeness, 1 ahead of the next" in _text(document__lines__0__item=None)
