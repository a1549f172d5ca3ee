"""Tolerances: up to four limits, an upper and a lower side, each by percent and by amount.

A difference is tolerated when it is within every limit set on its side. A side on which nothing is
set tolerates nothing; `any` tolerates everything: absence never means infinite (the trap of Oracle's
invoice tolerances, where blank is infinite and 0 is none). SAP's tolerance keys have the same four limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.figures import HUNDRED, NEAR, ZERO


@dataclass(frozen=True, slots=True)
class Side:
    """The limits of one side; `any` holds only where no limit does."""

    percent: Decimal | None = None
    amount: Decimal | None = None
    any: bool = False

    def allows(self, excess: Decimal, expected: Decimal, money: Decimal) -> bool:
        """True if an excess over (or shortfall under) an expected figure, worth this much, is tolerated.

        A difference exactly on a limit is tolerated; percent is of the expected figure, a negative
        one counting as 0.

        >>> two_percent = Side(percent=Decimal(2))
        >>> two_percent.allows(Decimal("0.05"), Decimal("2.50"), Decimal(5))
        True
        >>> two_percent.allows(Decimal("0.06"), Decimal("2.50"), Decimal(6))
        False
        >>> Side().allows(Decimal("0.01"), Decimal("2.50"), Decimal(1)), Side(any=True).allows(*[Decimal(9)] * 3)
        (False, True)
        """
        if excess <= NEAR:
            return True
        if self.percent is None and self.amount is None:
            return self.any
        if self.percent is not None and excess - max(expected, ZERO) * self.percent / HUNDRED > NEAR:
            return False
        return self.amount is None or money - self.amount <= NEAR


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Both sides: the upper judges more than expected, the lower less."""

    upper: Side = Side()
    lower: Side = Side()

    def allows(self, actual: Decimal, expected: Decimal) -> bool:
        """True if an amount of money is near enough to the expected one, to whichever side it differs."""
        difference = actual - expected
        side = self.upper if difference > 0 else self.lower
        return side.allows(abs(difference), expected, abs(difference))


__all__ = ["Side", "Tolerance"]
