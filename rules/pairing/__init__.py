"""Pairing (step 7): which order line each document line bills.

By reference (`reference`), else by item and price (`item`), else by the best one-to-one assignment over
what is left (`likeness`). What cannot be told apart is ambiguous and is never paired.
"""

from __future__ import annotations

from rules.pairing.outcome import Ambiguity, Outcome, Pair
from rules.pairing.passes import pair

__all__ = ["Ambiguity", "Outcome", "Pair", "pair"]
