"""A second opinion: the trickiest steps worked out again, straight from the JSON, in exact fractions.

Written from the specification alone and without the rules' own code: units, pairing by number and item,
sums, quantities, prices, charges, credits, slips and allocations. Descriptions are left out: a case with a line that
only its words could pair has no second opinion.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

NEAR = Fraction(1, 10**9)
DEFAULT = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "policies" / "default.toml").read_text(), parse_float=str
)  # fmt: skip
SCALE = {"C62": (0, 1), "H87": (0, 1), "PCE": (0, 1), "EA": (0, 1), "DZN": (0, 12), "KGM": (1, 1), "MTR": (2, 1)}

Line = dict[str, Any]
Key = tuple[str, int]


def num(value: Any, default: int | None = None) -> Fraction:
    return Fraction(default or 0) if value is None else Fraction(str(value))


def norm(text: Any) -> str:
    return str(text or "").strip().lower()


def convert(unit: Any, ordered: Line) -> Fraction | None:
    unit, own = (unit or "").strip().upper(), (ordered.get("unit") or "").strip().upper()
    if unit in ("", own):
        return Fraction(1)
    if unit in ordered.get("units", {}):
        return num(ordered["units"][unit])
    if unit in SCALE and own in SCALE and SCALE[unit][0] == SCALE[own][0]:
        return Fraction(SCALE[unit][1], SCALE[own][1])
    return None


class Opinion:
    """What the specification says of a case, by straightforward means."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case, self.doc = case, case["document"]
        self.slip, self.credit = self.doc["kind"] == "packing_slip", self.doc["kind"] == "credit_note"
        self.old = [one for one in case["invoiced"] if one.get("status") != "rejected"]
        self.lines = self.doc["lines"]
        self.named = self._named()
        self.known = {norm(o["number"]): o for o in case["orders"] if norm(o["number"]) in self.named}
        self.ordered: dict[Key, Line] = {
            (number, line["line"]): line for number, order in sorted(self.known.items()) for line in order["lines"]
        }  # fmt: skip
        self.findings: set[tuple[str, int | None, str, str]] = set()
        self.allocations: list[tuple[int, str, int, Fraction]] = []
        self.undecided = False
        self.pairs: dict[int, Key] = {}
        self._pair()
        self.q = self._sums()

    def _named(self) -> set[str]:
        direct = {norm(self.doc.get("order")), *(norm(line.get("order")) for line in self.lines)} - {""}
        notes = self.notes()
        booked = {norm(r["order"]) for r in self.case["receipts"] if norm(r.get("delivery_note")) in notes}
        if direct or booked or not self.credit:
            return direct or booked
        return {norm(o) for one in self.credited() for o in [*one["orders"], *(x["order"] for x in one["lines"])]} - {
            ""
        }

    def notes(self) -> set[str]:
        own = [self.doc.get("number")] if self.slip else []
        return {norm(note) for note in [*self.doc.get("delivery_notes", []), *own]} - {""}

    def credited(self) -> list[Line]:
        wanted = self.doc.get("credits")
        invoices = [one for one in self.old if one["kind"] == "invoice" and one["number"] and wanted]
        return [one for one in invoices if _same(_plain(wanted), _plain(one["number"]))]

    def side(self, table: str, side: str, item: Any = None) -> tuple[Fraction | None, Fraction | None, bool]:
        """Percent, amount and whether anything goes, after all levels."""
        levels = [DEFAULT, self.case["policy"]]
        supplier = (self.case["supplier"] or {}).get("id")
        supplier = supplier if supplier == self.doc.get("supplier") else None
        for rank in (1, 2, 3):
            for entry in self.case["policy"].get("for", []):
                mine = 2 * ("item" in entry) + ("supplier" in entry)
                fits = "item" not in entry or norm(entry["item"]) == norm(item)
                if mine == rank and fits and entry.get("supplier") in (None, supplier):
                    levels.append(entry)
        said: dict[str, tuple[int, Any]] = {}
        for rank, level in enumerate(levels):
            for key, value in level.get(table, {}).items():
                said[key] = (rank, None if value in (None, "none") else value)
        any_rank, any_value = said.get(side, (-1, None))
        floor = any_rank if any_value == "any" else -1
        limits = [said.get(f"{side}_{kind}", (-1, None)) for kind in ("percent", "amount")]
        percent, amount = (num(v) if v is not None and rank >= floor else None for rank, v in limits)
        factor = num(self.case["policy"].get("currency", {}).get(self.doc.get("currency"), {}).get("factor", 1))
        return percent, None if amount is None else amount * factor, any_value == "any" and percent is amount is None

    def allows(
        self,
        limits: tuple[Fraction | None, Fraction | None, bool],
        excess: Fraction,
        expected: Fraction,
        money: Fraction,
    ) -> bool:
        percent, amount, anything = limits
        if excess <= NEAR or anything:
            return True
        if percent is None and amount is None:
            return False
        if percent is not None and excess > max(expected, Fraction(0)) * percent / 100 + NEAR:
            return False
        return amount is None or money <= amount + NEAR

    def price(self, line: Line) -> Fraction | None:
        if line.get("unit_price") is None or self.slip:
            return None
        return num(line["unit_price"]) * (1 - num(line.get("discount_percent")) / 100) / num(line.get("price_per", 1))

    def order_price(self, ordered: Line) -> Fraction:
        return num(ordered["unit_price"]) / num(ordered.get("price_per", 1))

    def scope(self, line: Line) -> list[Key]:
        own = norm(line.get("order"))
        return [key for key in self.ordered if own in ("", key[0])]

    def items(self, line: Line) -> set[str]:
        return {norm(line.get("item")), norm(line.get("supplier_item"))} - {""}

    def _pair(self) -> None:
        later: list[tuple[Line, list[Key]]] = []
        for line in self.lines:
            if not self.known or (norm(line.get("order")) and norm(line["order"]) not in self.known):
                continue
            scope = self.scope(line)
            fitting = [key for key in scope if self.items(line) & self.items(self.ordered[key])]
            found = self._by_number(line, scope)
            if found and (found in fitting or not fitting):
                self.pairs[line["line"]] = found
            elif fitting:
                later.append((line, fitting))
            else:
                self.undecided = True
        self._by_item(later)

    def _by_number(self, line: Line, scope: list[Key]) -> Key | None:
        if line.get("order_line") is None:
            return None
        numbered = [key for key in scope if key[1] == line["order_line"]]
        header = [key for key in numbered if key[0] == norm(self.doc.get("order"))]
        if not norm(line.get("order")) and header:
            return header[0]
        return numbered[0] if len(numbered) == 1 else None

    def _by_item(self, later: list[tuple[Line, list[Key]]]) -> None:
        choices = []
        for line, fitting in later:
            group = self._group(line, fitting)
            if group is None:
                self.findings.add(("line-ambiguous", line["line"], "block", "clerk"))
            else:
                choices.append((line, group))
        taken: dict[Key, Fraction] = defaultdict(Fraction)
        for number, key in self.pairs.items():
            taken[key] += self.quantity(next(x for x in self.lines if x["line"] == number), key) or 0
        for line, group in sorted(choices, key=lambda one: self._falling(*one)):
            key = self._take(line, group, taken)
            taken[key] += self.quantity(line, key) or 0
            self.pairs[line["line"]] = key

    def _falling(self, line: Line, group: list[Key]) -> tuple[bool, Fraction, int]:
        raw = line.get("shipped" if self.slip else "quantity")
        q = self.quantity(line, group[0])
        return raw is None, -(num(raw) if q is None else q), line["line"]

    def _group(self, line: Line, fitting: list[Key]) -> list[Key] | None:
        factors = {key: convert(line.get("unit"), self.ordered[key]) for key in fitting}
        convertible = [key for key in fitting if factors[key]] or fitting
        billed = self.price(line)
        if billed is None or len(convertible) == 1 or not factors[convertible[0]]:
            return convertible
        off: dict[Key, tuple[Fraction | float, Fraction]] = {}
        for key in convertible:
            mine, theirs = billed / (factors[key] or 1), self.order_price(self.ordered[key])
            off[key] = (abs(mine - theirs) / theirs if theirs else float("inf"), theirs * (factors[key] or 1))
        exact = [k for k in convertible if abs(billed / (factors[k] or 1) - self.order_price(self.ordered[k])) <= NEAR]
        if exact:
            return exact
        nearest = min(off, key=lambda key: (off[key][0], key))
        group = [key for key in convertible if abs(off[key][1] - off[nearest][1]) <= NEAR]
        margin = num(self.case["policy"].get("pairing", {}).get("margin", "0.15"))
        vying = [key for key in convertible if key not in group and off[key][0] - off[nearest][0] < margin - NEAR]
        return None if vying else group

    def _take(self, line: Line, group: list[Key], taken: dict[Key, Fraction]) -> Key:
        there = {  # in the document line's unit, whatever the order lines' units are
            key: (self.measure(key) - taken.get(key, 0)) / (convert(line.get("unit"), self.ordered[key]) or 1)
            for key in group
        }  # fmt: skip
        free = [key for key in group if key not in taken]
        enough = [
            key for key in free
            if (q := self.quantity(line, key)) is not None and self.measure(key) >= q - NEAR
        ]  # fmt: skip
        if enough:
            return min(enough, key=lambda key: (there[key], key))
        return min(free or group, key=lambda key: (-there[key], key))

    def measure(self, key: Key) -> Fraction:
        if self.slip:
            return num(self.ordered[key]["quantity"])
        return self.invoiced(key) if self.credit else self.open(key)

    def quantity(self, line: Line, key: Key) -> Fraction | None:
        raw, factor = line.get("shipped" if self.slip else "quantity"), convert(line.get("unit"), self.ordered[key])
        return None if raw is None or factor is None else num(raw) * factor

    def booked(self, key: Key) -> list[tuple[Line, Line, Fraction]]:
        found = []
        for receipt in self.case["receipts"]:
            for line in receipt["lines"]:
                factor = convert(line.get("unit"), self.ordered[key])
                if (norm(receipt["order"]), line["order_line"]) == key and factor is not None:
                    found.append((receipt, line, factor))
        return sorted(found, key=lambda one: (one[0].get("date") or "9999", norm(one[0]["number"]), one[1]["line"]))

    def kept(self, line: Line, factor: Fraction) -> Fraction:
        return (num(line["quantity"]) - num(line.get("returned"))) * factor

    def accepted(self, line: Line, factor: Fraction, all_goods: bool = False) -> Fraction:
        there = line.get("inspected", True) or all_goods
        return self.kept(line, factor) - num(line.get("rejected")) * factor if there else Fraction(0)

    def cap(self, key: Key, all_goods: bool = False) -> Fraction:
        level = self.ordered[key].get("match", "three_way")
        if level == "two_way":
            return num(self.ordered[key]["quantity"])
        count = self.kept if level == "three_way" else lambda line, f: self.accepted(line, f, all_goods)
        return max(sum((count(line, factor) for _, line, factor in self.booked(key)), Fraction(0)), Fraction(0))

    def invoiced(self, key: Key) -> Fraction:
        total = Fraction(0)
        for one in self.old:
            for line in one["lines"]:
                if (norm(line["order"]), line["order_line"]) == key:
                    total += num(line["quantity"]) * (1 if one["kind"] == "invoice" else -1)
        return max(total, Fraction(0))

    def open(self, key: Key) -> Fraction:
        return self.cap(key) - self.invoiced(key)

    def _sums(self) -> dict[Key, tuple[Fraction, int]]:
        sums: dict[Key, tuple[Fraction, int]] = {}
        for line in self.lines:
            key = self.pairs.get(line["line"])
            if key is not None and (q := self.quantity(line, key)) is not None:
                before = sums.get(key, (Fraction(0), 0))
                sums[key] = (before[0] + q, max(before[1], line["line"]))
        return sums


def _plain(text: Any) -> str:
    return "".join(sign for sign in str(text).upper() if sign.isalnum()).replace("O", "0")


def _same(one: str, other: str) -> bool:
    return _drop(_fold(one)) == _drop(_fold(other)) or _fold(_drop(one)) == _fold(_drop(other))


def _fold(text: str) -> str:
    return text.replace("I", "1").replace("L", "1")


def _drop(text: str) -> str:
    return re.sub(r"\d+", lambda run: run.group().lstrip("0"), text)


def day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


__all__ = ["NEAR", "Fraction", "Key", "Line", "Opinion", "day", "norm", "num"]
