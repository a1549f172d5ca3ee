"""Totals, taxes, charges and lines chosen together, so that the document's own arithmetic closes."""

from __future__ import annotations

from extractors.proof.choice import Proof, prove
from extractors.proof.taxes import TaxRow, tax_rows

__all__ = ["Proof", "TaxRow", "prove", "tax_rows"]
