"""The document's own arithmetic: the sums of its lines, charges and taxes, and how far they may be off."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from documents.money import minor_unit
from rules.figures import HUNDRED, ZERO, rounded
from rules.sheet import Sheet
from rules.tolerance import Side, Tolerance


def rounding(sheet: Sheet) -> Tolerance:
    """The tolerance `rounding`; a set amount counts as at least one minor unit of the currency."""
    return _at_least(sheet.terms.rounding, minor_unit(sheet.currency))


def tax_tolerance(sheet: Sheet) -> Tolerance:
    """The tolerance `tax`; a set amount counts as at least one minor unit for each entry of `tax`."""
    entries = len(sheet.invoice.tax) if sheet.invoice else 0
    return _at_least(sheet.terms.tax, minor_unit(sheet.currency) * entries)


def lines_and_charges(sheet: Sheet) -> Decimal | None:
    """The nets of all lines and all charges; None if a line's net is missing."""
    assert sheet.invoice is not None
    nets = whole(entry.net for entry in sheet.entries)
    return None if nets is None else nets + sum((charge.amount for charge in sheet.invoice.charges), ZERO)


def tax_amount(sheet: Sheet) -> Decimal | None:
    """The document's tax: its tax total, else the sum of its `tax` amounts; None where neither is there in full."""
    assert sheet.invoice is not None
    if sheet.invoice.tax_total is not None:
        return sheet.invoice.tax_total
    return whole(entry.amount for entry in sheet.invoice.tax) if sheet.invoice.tax else None


def computed_tax(sheet: Sheet) -> Decimal | None:
    """Rate × net of each entry of `tax`, each rounded to the minor unit; None if a figure is missing."""
    assert sheet.invoice is not None
    return whole(
        None if entry.rate is None or entry.net is None
        else rounded(entry.rate * entry.net / HUNDRED, sheet.currency)
        for entry in sheet.invoice.tax
    )  # fmt: skip


def whole(figures: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of figures; None if one of them is missing: it is never taken as zero."""
    total = ZERO
    for figure in figures:
        if figure is None:
            return None
        total += figure
    return total


def _at_least(tolerance: Tolerance, least: Decimal) -> Tolerance:
    return Tolerance(_raised(tolerance.upper, least), _raised(tolerance.lower, least))


def _raised(side: Side, least: Decimal) -> Side:
    return side if side.amount is None or side.amount >= least else Side(side.percent, least, side.any)


__all__ = ["computed_tax", "lines_and_charges", "rounding", "tax_amount", "tax_tolerance", "whole"]
