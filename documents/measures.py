"""Measures that are not money: the only two places where binary fractions are right.

Amounts and quantities are `Decimal` everywhere (`documents.money`); a share of certainty and a
position on a page are measured, not counted, and stay binary.
"""

from __future__ import annotations

from typing import TypeAlias

Confidence: TypeAlias = float
"""How sure the reader is, 0 to 1; calibrated: of values at 0.975 or more at most 0.5 % are wrong."""

Points: TypeAlias = float
"""A length on a page in PostScript points (1/72 inch), from the page's top left corner."""

Box: TypeAlias = tuple[Points, Points, Points, Points]
"""Left, top, right, bottom in points."""

__all__ = ["Box", "Confidence", "Points"]
