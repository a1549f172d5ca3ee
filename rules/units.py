"""Units: how many order units one of a document's units is (UN/ECE Recommendation 20)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

# Unit → what it measures, and how many of the smallest listed unit it is. Exact factors only: a pallet,
# a box or a working day have none; those are the order line's to state. XPP is the piece of Recommendation 21.
_STANDARD: dict[str, tuple[str, Decimal]] = {
    code: (measure, Decimal(scale))
    for measure, scales in {
        "pieces": {"C62": "1", "H87": "1", "PCE": "1", "EA": "1", "XPP": "1", "PR": "2", "DZN": "12", "GRO": "144",
                   "CEN": "100", "MIL": "1000"},
        "mass": {"MGM": "0.001", "GRM": "1", "KGM": "1000", "TNE": "1000000", "ONZ": "28.349523125",
                 "LBR": "453.59237"},
        "length": {"MMT": "1", "CMT": "10", "DMT": "100", "MTR": "1000", "KMT": "1000000", "INH": "25.4",
                   "FOT": "304.8", "YRD": "914.4"},
        "area": {"MMK": "1", "CMK": "100", "DMK": "10000", "MTK": "1000000"},
        "volume": {"MLT": "1", "CMQ": "1", "CLT": "10", "DLT": "100", "LTR": "1000", "DMQ": "1000", "HLT": "100000",
                   "MTQ": "1000000"},
        "time": {"SEC": "1", "MIN": "60", "HUR": "3600"},
        "energy": {"WHR": "1", "KWH": "1000", "MWH": "1000000"},
    }.items()
    for code, scale in scales.items()
}  # fmt: skip
_ONE = Decimal(1)


class Factor(NamedTuple):
    """One document unit is `times / per` order units; kept as a fraction so that no figure loses a digit."""

    times: Decimal
    per: Decimal

    def quantity(self, amount: Decimal) -> Decimal:
        """A quantity in order units."""
        return amount * self.times / self.per

    def price(self, amount: Decimal) -> Decimal:
        """A price for one document unit as the price of one order unit."""
        return amount * self.per / self.times


SAME = Factor(_ONE, _ONE)


def code(unit: str | None) -> str:
    """A unit for comparing; "" if none is stated."""
    return unit.strip().upper() if unit else ""


def factor(unit: str | None, order_unit: str | None, own: Mapping[str, Decimal]) -> Factor | None:
    """How to convert a unit into the order's: by the order line's own factors, then by standard ones.

    No unit is the order's unit; None where nothing converts.

    >>> factor("BX", "C62", {"BX": Decimal(50)}).quantity(Decimal(2))
    Decimal('100')
    >>> factor("C62", "DZN", {}).quantity(Decimal(24))
    Decimal('2')
    >>> factor("KGM", "C62", {}) is None
    True
    """
    stated, ordered = code(unit), code(order_unit)
    if not stated or stated == ordered:
        return SAME
    exact = _own(stated, own)
    if exact is None and stated in _STANDARD:
        exact = SAME if _STANDARD[stated] == _STANDARD.get(ordered) else _own_alias(stated, own)
    return exact or _standard(stated, ordered)


def _own(stated: str, own: Mapping[str, Decimal]) -> Factor | None:
    for name, times in own.items():
        if code(name) == stated and times > 0:
            return Factor(times, _ONE)
    return None


def _own_alias(stated: str, own: Mapping[str, Decimal]) -> Factor | None:
    """A factor stated for another name of the very same unit: C62, H87, PCE and EA are one."""
    for name, times in own.items():
        if times > 0 and _STANDARD.get(code(name)) == _STANDARD[stated]:
            return Factor(times, _ONE)
    return None


def _standard(stated: str, ordered: str) -> Factor | None:
    one, other = _STANDARD.get(stated), _STANDARD.get(ordered)
    if one is None or other is None or one[0] != other[0]:
        return None
    return Factor(one[1], other[1])


# What finance reads for a code: one of it, and several. Other units are shown as they are coded.
_WORDS = {
    **dict.fromkeys(("C62", "H87", "EA", "PCE", "XPP"), ("piece", "pieces")),
    "PR": ("pair", "pairs"), "DZN": ("dozen", "dozen"), "KGM": ("kg", "kg"), "GRM": ("g", "g"), "TNE": ("t", "t"),
    "MTR": ("m", "m"), "CMT": ("cm", "cm"), "MMT": ("mm", "mm"), "MTK": ("m²", "m²"), "LTR": ("l", "l"),
    "MTQ": ("m³", "m³"), "HUR": ("hour", "hours"), "DAY": ("day", "days"), "BX": ("box", "boxes"),
}  # fmt: skip


def one(unit: str) -> str:
    """The word for one of a unit, as in a price.

    >>> one("C62"), one("KGM"), one("Fass")
    ('piece', 'kg', 'Fass')
    """
    return _WORDS.get(code(unit), (unit, unit))[0]


def counted(quantity: Decimal | int | None, unit: str | None) -> str:
    """The word for a unit behind this quantity: one of it, or several (0 and fractions are several).

    >>> counted(Decimal(1), "C62"), counted(Decimal("1.0"), "BX"), counted(Decimal("0.5"), "C62"), counted(None, "HUR")
    ('piece', 'box', 'pieces', 'hours')
    """
    return one(unit) if unit and quantity is not None and abs(quantity) == 1 else several(unit)


def several(unit: str | None) -> str:
    """The word for a unit behind a quantity; "" if none is stated.

    >>> several("C62"), several("HUR"), several("Fass"), several(None)
    ('pieces', 'hours', 'Fass', '')
    """
    return _WORDS.get(code(unit), ("", unit or ""))[1]


__all__ = ["Factor", "SAME", "code", "counted", "factor", "one", "several"]
