"""The ledger account of a receipt line: how much came in, in order units, as far as storage can tell."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import bindparam, update

from storage.encoding import to_nano
from storage.masters._table import Values, by_key, differing
from storage.prepared import Row
from storage.tables import ORDER_LINE, RECEIPT, RECEIPT_LINE
from storage.transaction import Transaction

Units = dict[tuple[str, int], tuple[str, dict[str, str]]]
"""(order key, line) to the order's unit and its factors from other units."""


def order_units(transaction: Transaction, order_keys: Iterable[str]) -> Units:
    """The units of the lines of some orders."""
    rows = by_key(transaction, ORDER_LINE, order_keys, "order_key")
    return {(row["order_key"], row["line"]): (row["unit"], json.loads(row["units"])) for row in rows}


def net(units: Units, order_key: str, line: Values | Row) -> int | None:
    """Received less returned in billionths of the order unit, never below zero; None where the order line is
    unknown or its own factors do not convert the unit (the rules may know a standard one)."""
    known = units.get((order_key, line["order_line"]))
    if known is None:
        return None
    unit, factors = known
    same = line["unit"] is None or line["unit"].casefold() == unit.casefold()
    factor = "1" if same else factors.get(line["unit"])
    if factor is None:
        return None
    return max(0, to_nano((Decimal(line["quantity"]) - Decimal(line["returned"])) * Decimal(factor)))


def open_account(units: Units, order_key: str, present: Row | None, values: Values) -> Values:
    """A receipt line's values with its account: a changed line's cap is unknown until it is declared again."""
    full = {**values, "net": net(units, order_key, values)}
    if present is None:
        return {**full, "cap": None, "allocated": 0}
    return {**full, "cap": None if differing(present, full) else present["cap"]}


def renew_accounts(transaction: Transaction, order_keys: Iterable[str]) -> None:
    """Work out `net` anew for the receipts of orders whose lines have changed."""
    receipts = {row["key"]: row["order_key"] for row in by_key(transaction, RECEIPT, order_keys, "order_key")}
    if not receipts:
        return
    units = order_units(transaction, set(receipts.values()))
    rows = by_key(transaction, RECEIPT_LINE, receipts, "receipt_key")
    changed = [
        {"of": row["receipt_key"], "at": row["line"], "value": found}
        for row in rows
        if (found := net(units, receipts[row["receipt_key"]], row)) != row["net"]
    ]
    if changed:
        found_by = (RECEIPT_LINE.c.receipt_key == bindparam("of"), RECEIPT_LINE.c.line == bindparam("at"))
        transaction.run(update(RECEIPT_LINE).where(*found_by).values(net=bindparam("value"), cap=None), changed)


__all__ = ["net", "open_account", "order_units", "renew_accounts"]
