"""Figures: what the dashboard sums up. What each means stands in docs/desk.md."""

from __future__ import annotations

from storage.figures.deliveries import DeliveryFigures, Fate, PromisedLine, Punctuality
from storage.figures.documents import Cycle, DocumentFigures, Sum
from storage.figures.uninvoiced import Owed, Uninvoiced, UninvoicedFigures
from storage.transaction import Transaction


class Figures(DocumentFigures, DeliveryFigures, UninvoicedFigures):
    """Sums within one transaction; nothing is written."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction


__all__ = ["Cycle", "Fate", "Figures", "Owed", "PromisedLine", "Punctuality", "Sum", "Uninvoiced"]
