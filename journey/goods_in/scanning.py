"""Scanning: what a barcode gun reads says which line of the order came, how much of it, and of which lot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from documents.errors import WrongUseError
from documents.money import plain
from documents.people import Person
from extractors.barcodes.content import parse_content
from extractors.barcodes.gs1 import check_digit
from journey.goods_in.counting import enter
from journey.shift import Shift
from rules.units import counted
from storage.encoding import number_key
from storage.receiving import ExpectedLine, ExpectedOrder
from storage.records import Entry
from storage.search.words import number_signs

_LONGEST: Final = 400
_NAMES: Final = ("gtin", "content_gtin", "item", "additional_id", "supplier_item", "made_to_order")
_GTIN_LENGTHS: Final = (8, 12, 13, 14)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan did: `entry` None where the code was only a pallet's number, `pallet` the number to go with the
    next scan, `fresh` False where this scan was counted before."""

    sentence: str
    entry: Entry | None = None
    line: ExpectedLine | None = None
    pallet: str | None = None
    fresh: bool = True


def scan(shift: Shift, who: Person, count_id: int, key: str, code: str, pallet: str = "") -> Scanned:
    """Count what a code names. GS1 and other business codes are taken apart; any other text is an item's number.

    Raises WrongUseError, with what to do, where no line of the order has it."""
    text = code.strip()
    if not 0 < len(text) <= _LONGEST:
        raise WrongUseError("nothing was scanned: hold the gun at the label again")
    said = _said(text)
    with shift.workspace.look() as unit:
        order = unit.receiving.standing(unit.receiving.count(count_id).order)
    assert order is not None, "a count is of an order, and orders stay"
    unit_number = said.get("sscc") or pallet or None
    if set(said) == {"sscc"}:
        return Scanned(f"pallet {said['sscc']}: now scan the label of its content", pallet=said["sscc"])
    line = _line(order, said)
    quantity = _quantity(said, line)
    expiry = _day(said.get("expiry") or said.get("best_before"))
    entry, fresh = enter(
        shift, who, count_id, key, line.line, quantity, lot=said.get("lot", ""), expiry=expiry, sscc=unit_number,
        code=text,
    )  # fmt: skip
    told = "" if fresh else "this scan was counted before: "
    return Scanned(f"{told}{_words(line, entry)}", entry, line, fresh=fresh)


def by_hand(
    shift: Shift, who: Person, count_id: int, key: str, order_line: int, quantity: Decimal, lot: str = "",
    expiry: date | None = None,
) -> Scanned:  # fmt: skip
    """Count what somebody typed in beside a line; told like a scan. Raises WrongUseError."""
    entry, fresh = enter(shift, who, count_id, key, order_line, quantity, lot=lot, expiry=expiry)
    with shift.workspace.look() as unit:
        order = unit.receiving.standing(unit.receiving.count(count_id).order)
    assert order is not None, "a count is of an order, and orders stay"
    line = next(one for one in order.lines if one.line == order_line)
    told = "entered by hand" if fresh else "this was entered before"
    return Scanned(f"{told}: {_words(line, entry)}", entry, line, fresh=fresh)


def _said(text: str) -> Mapping[str, str]:
    found = parse_content(text)
    if found:
        return found
    bare = text.isascii() and text.isdigit() and len(text) in _GTIN_LENGTHS
    return {"gtin": text.zfill(14)} if bare and check_digit(text[:-1]) == text[-1] else {"item": text}


def _line(order: ExpectedOrder, said: Mapping[str, str]) -> ExpectedLine:
    named = said.get("order")
    if named and number_key(named) != order.key:
        raise WrongUseError(f"this label is of order {named}, not of {order.number}: count it there")
    asked = {_bare(said[name]) for name in _NAMES if name in said}
    found = [line for line in order.lines if asked & set(map(_bare, _items(line)))]
    if not found:
        shown = ", ".join(said[name] for name in _NAMES if name in said) or "this code"
        raise WrongUseError(f"no line of order {order.number} has {shown}: enter it by hand beside its line")
    return next((line for line in found if line.open), found[0])


def _items(line: ExpectedLine) -> Iterable[str]:
    return filter(None, (line.item, line.supplier_item))


def _bare(item: str) -> str:
    """An item's number as it compares: a GTIN is the same with fewer leading zeros."""
    signs = number_signs(item)
    return signs.lstrip("0") if signs.isdigit() else signs


def _quantity(said: Mapping[str, str], line: ExpectedLine) -> Decimal:
    if "count" in said or "quantity" in said:
        return _figure(said.get("count") or said["quantity"])
    if "net_weight_kg" in said and line.unit.upper() == "KGM":
        return _figure(said["net_weight_kg"])
    return Decimal(1)


def _figure(text: str) -> Decimal:
    digits = "".join(sign for sign in text if sign.isdigit() or sign == ".")
    if not digits.strip("."):
        raise WrongUseError(f"the label's quantity {text} is no figure: enter it by hand")
    return Decimal(digits)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _words(line: ExpectedLine, entry: Entry) -> str:
    lot = f", lot {entry.made.lot}" if entry.made.lot else ""
    came = f"{plain(entry.made.quantity)} {counted(entry.made.quantity, line.unit)}"
    return f"{came} of line {line.line}, {line.item or line.description}{lot}"


__all__ = ["Scanned", "by_hand", "scan"]
