"""The second opinion's findings and allocations, on top of its pairing and sums."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.rules.second_opinion import NEAR, Fraction, Key, Line, Opinion, day, norm, num

CODES = {
    "line-ambiguous", "quantity-over", "inspection-pending", "receipt-missing", "over-delivery", "price-over",
    "price-under", "credit-over", "charge-unplanned", "slip-short", "slip-over", "lot-mismatch", "unit-mismatch",
}  # fmt: skip


def opine(case: dict[str, Any]) -> Opinion | None:
    """The second opinion of a case; None where words would have to decide."""
    found = Opinion(case)
    if found.undecided:
        return None
    kind = case["document"]["kind"]
    for line in found.lines:
        key = found.pairs.get(line["line"])
        if key and found.quantity({**line, "quantity": 1, "shipped": 1}, key) is None:
            _tell(found, "unit-mismatch", line["line"], "buyer")
    _lots(found)
    if kind == "invoice":
        _quantities(found)
        _charges(found)
        _allocate(found)
    if kind == "packing_slip":
        _slip(found)
    else:
        _prices(found)
    if kind == "credit_note":
        over = [last for key, (q, last) in found.q.items() if q > found.invoiced(key) + NEAR]
        found.findings |= {("credit-over", line, "block", "clerk") for line in over}
    return found


def _tell(it: Opinion, code: str, line: int | None, owner: str, severity: str = "block") -> None:
    it.findings.add((code, line, severity, owner))


def _above(it: Opinion, key: Key, total: Fraction) -> bool:
    ordered = it.ordered[key]
    excess = total - num(ordered["quantity"])
    limits = it.side("order_quantity", "upper", ordered.get("item"))
    return not it.allows(limits, excess, num(ordered["quantity"]), excess * it.order_price(ordered))


def _waits(it: Opinion) -> str:
    levels = [it.case["policy"], *it.case["policy"].get("for", [])]
    days = next((int(level["wait"]["receipt_days"]) for level in levels if "wait" in level), 14)
    dates = [found for name in ("date", "arrived") if (found := day(it.doc.get(name)))]
    as_of = day(it.case["as_of"])
    assert as_of is not None
    return "wait" if dates and as_of <= max(dates) + timedelta(days=days) else "block"


def _quantities(it: Opinion) -> None:
    for key, (q, last) in it.q.items():
        ordered, invoiced, opened = it.ordered[key], it.invoiced(key), it.open(key)
        if q <= NEAR:
            continue
        limits = it.side("quantity", "upper", ordered.get("item"))
        if not it.allows(limits, q - opened, opened, (q - opened) * it.order_price(ordered)):
            _too_many(it, key, q, last)
        kept = sum((it.kept(line, factor) for _, line, factor in it.booked(key)), Fraction(0))
        if ordered["match"] != "two_way" and _above(it, key, kept):
            _tell(it, "over-delivery", last, "buyer", "block" if _above(it, key, invoiced + q) else "info")


def _too_many(it: Opinion, key: Key, q: Fraction, last: int) -> None:
    ordered, invoiced = it.ordered[key], it.invoiced(key)
    room = invoiced < num(ordered["quantity"]) - NEAR and not _above(it, key, invoiced + q)
    kept = sum((it.kept(line, factor) for _, line, factor in it.booked(key)), Fraction(0))
    notes = it.notes()
    booked = [
        (norm(r.get("delivery_note")), norm(r["order"])) for r in it.case["receipts"] if norm(r["order"]) in it.known
    ]
    named = notes and all(any(note == one for one, _ in booked) for note in notes)
    if ordered["match"] == "two_way" or not room:
        _tell(it, "quantity-over", last, "buyer")
    elif ordered["match"] == "four_way" and it.cap(key, all_goods=True) - invoiced >= q - NEAR:
        _tell(it, "inspection-pending", last, "quality", _waits(it))
    elif ordered["match"] == "four_way" and q <= kept - invoiced + NEAR:
        _tell(it, "quantity-over", last, "quality")
    elif named and any(note in notes and order == key[0] for note, order in booked):
        _tell(it, "quantity-over", last, "receiving")
    else:
        _tell(it, "receipt-missing", last, "receiving", _waits(it))


def _prices(it: Opinion) -> None:
    for key in set(it.pairs.values()):
        ordered = it.ordered[key]
        expected = it.order_price(ordered)
        billed = [
            num(x["unit_price"]) for one in (it.credited() if it.credit else []) for x in one["lines"]
            if (norm(x["order"]), x["order_line"]) == key and x["unit_price"] is not None
        ]  # fmt: skip
        currency = it.doc.get("currency")
        if (currency and currency != it.known[key[0]]["currency"]) or (ordered.get("estimated") and not billed):
            continue
        expected = max(billed) if billed else expected
        off: list[tuple[Line, Fraction, Fraction]] = []
        for line in it.lines:
            price, q = it.price(line), it.quantity(line, key) if it.pairs.get(line["line"]) == key else None
            if price is not None and q is not None:
                off.append((line, (price * num(line["quantity"]) / q if q else _each(it, line, key)) - expected, q))
        for line, difference, q in off:
            way = difference if q >= 0 else -difference
            if difference == 0:
                continue
            money = sum(abs(d * n) for _, d, n in off if d != 0 and ((d if n >= 0 else -d) > 0) == (way > 0))
            side = "upper" if way > 0 or it.credit else "lower"
            if not it.allows(it.side("price", side, ordered.get("item")), abs(difference), expected, Fraction(money)):
                owner = "clerk" if it.credit and way > 0 else "buyer"
                _tell(it, "price-over" if way > 0 else "price-under", line["line"], owner)


def _each(it: Opinion, line: Line, key: Key) -> Fraction:
    """The price of one order unit of a line that bills none."""
    one, field = {**line, "quantity": 1}, it.price(line)
    each = it.quantity(one, key)
    assert field is not None and each is not None
    return field / each


def _charges(it: Opinion) -> None:
    billed = sum((num(one["amount"]) for one in it.doc.get("charges", [])), Fraction(0))
    currency = it.doc.get("currency")
    if billed <= NEAR or not it.known or (currency and any(o["currency"] != currency for o in it.known.values())):
        return
    planned = sum((num(c["amount"]) for order in it.known.values() for c in order["charges"]), Fraction(0))
    for one in it.old:
        sharing = {norm(order) for order in [*one["orders"], *(x["order"] for x in one["lines"])]} & it.named - {""}
        sign = 1 if one["kind"] == "invoice" else -1
        planned -= sign * sum((num(c["amount"]) for c in one["charges"]), Fraction(0)) if sharing else 0
    if not it.allows(it.side("charges", "upper"), billed - planned, planned, billed - planned):
        _tell(it, "charge-unplanned", None, "buyer")


def _lots(it: Opinion) -> None:
    for line in it.lines:
        key, notes = it.pairs.get(line["line"]), it.notes()
        if key is None or not norm(line.get("lot")):
            continue
        mine = [x for r, x, _ in it.booked(key) if not it.slip or norm(r.get("delivery_note")) in notes]
        lots = {norm(x.get("lot")) for x in mine} - {""}
        if lots and norm(line["lot"]) not in lots:
            _tell(it, "lot-mismatch", line["line"], "quality")


def _slip(it: Opinion) -> None:
    notes = it.notes()
    if not it.known:
        return
    if not any(norm(receipt.get("delivery_note")) in notes for receipt in it.case["receipts"]):
        _tell(it, "receipt-missing", None, "receiving", _waits(it))
    for key, (q, last) in it.q.items():
        here = [(x, f) for r, x, f in it.booked(key) if norm(r.get("delivery_note")) in notes]
        there = [(x, f) for r, x, f in it.booked(key) if norm(r.get("delivery_note")) not in notes]
        received = sum((num(x["quantity"]) * f for x, f in here), Fraction(0))
        if ("receipt-missing", None) not in {one[:2] for one in it.findings} and abs(received - q) > NEAR:
            _tell(it, "slip-short" if received < q else "slip-over", last, "receiving")
        if _above(it, key, q + sum((it.kept(x, f) for x, f in there), Fraction(0))):
            _tell(it, "over-delivery", last, "buyer")


def _allocate(it: Opinion) -> None:
    for key, (q, _) in it.q.items():
        if it.ordered[key]["match"] == "two_way":
            continue
        booked = it.booked(key)
        free = [max(cap - used, Fraction(0)) for cap, used in caps_and_use(it, key)]
        first = sorted(range(len(free)), key=lambda p: norm(booked[p][0].get("delivery_note")) not in it.notes())
        budget = min(q, it.open(key))
        for line in sorted(it.lines, key=lambda one: one["line"]):
            want = it.quantity(line, key) if it.pairs.get(line["line"]) == key else None
            for place in first if want is not None else []:
                taken = min(want or Fraction(0), budget, free[place])
                if taken > NEAR:
                    receipt, row, _ = booked[place]
                    it.allocations.append((line["line"], receipt["number"], row["line"], taken))
                    want, budget, free[place] = (want or Fraction(0)) - taken, budget - taken, free[place] - taken


def caps_and_use(it: Opinion, key: Key) -> list[tuple[Fraction, Fraction]]:
    """Of each receipt line of an order line, by age: its cap, and what is already allocated of it."""
    booked, level = it.booked(key), it.ordered[key]["match"]
    caps = [max(it.kept(x, f) if level == "three_way" else it.accepted(x, f), Fraction(0)) for _, x, f in booked]
    used = [max(_used(it, receipt, line), Fraction(0)) for receipt, line, _ in booked]
    while (rest := it.invoiced(key) - sum(used)) > 0 and any(c > u for c, u in zip(caps, used, strict=True)):
        place = next(p for p in range(len(used)) if caps[p] > used[p])
        used[place] += min(rest, caps[place] - used[place])
    for place in reversed(range(len(used))):
        used[place] -= max(min(sum(used) - it.invoiced(key), used[place]), Fraction(0))
    return list(zip(caps, used, strict=True))


def _used(it: Opinion, receipt: Line, line: Line) -> Fraction:
    total = Fraction(0)
    for one in it.old:
        for billed in one["lines"]:
            for taken in billed["allocations"]:
                if (norm(taken["receipt"]), taken["receipt_line"]) == (norm(receipt["number"]), line["line"]):
                    total += num(taken["quantity"]) * (1 if one["kind"] == "invoice" else -1)
    return total


__all__ = ["CODES", "caps_and_use", "opine"]
