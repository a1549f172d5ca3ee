"""Cash discount: what may be deducted when an invoice is paid early, as its payment terms say in words.

Structured invoices carry it in one line of the payment terms (BT-20): XRechnung's `#SKONTO#TAGE=14#PROZENT=2.00#`.
Pages say it in a sentence. It is shown so that an invoice is not left lying; nothing is decided by it, and where
the words do not say percent and days clearly, there is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

_STRUCTURED: Final = re.compile(r"#SKONTO#TAGE=(?P<days>\d{1,3})#PROZENT=(?P<percent>\d{1,2}(?:\.\d{1,2})?)#", re.I)
_AMERICAN: Final = re.compile(
    r"\b(?P<percent>\d{1,2}(?:\.\d{1,2})?)\s?(?:%\s?/?\s?|/\s?)(?P<days>\d{1,2})[,;]?\s+(?:days?[,;]?\s+)?(?:net|n)\b",
    re.I,
)
_WORD: Final = re.compile(
    r"skonto|skonti|escompte|(?:cash|prompt[- ]payment|early[- ]payment|settlement) discount|discount if paid"
    r"|betalingskorting|kredietbeperking|sconto (?:cassa|per pagamento)|(?:descuento|dto\.?) (?:por )?pronto pago",
    re.I,
)
_PERCENT: Final = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
_DAYS: Final = re.compile(
    r"(?<![\d.,/])(\d{1,3})\s?(?:kalender|calendar|werk)?\s?"
    r"(?:tag(?:en|e)?|days?|jours?|dagen|giorni|d[ií]as|dni)\b", re.I,
)  # fmt: skip
_AROUND: Final = 70
_MOST_PERCENT: Final = Decimal(10)
_MOST_DAYS: Final = 120


@dataclass(frozen=True, slots=True)
class CashDiscount:
    """Percent of the gross total, if paid within so many days of the invoice's date."""

    percent: Decimal
    days: int

    def until(self, dated: date) -> date:
        """The last day on which it may be deducted."""
        return dated + timedelta(days=self.days)


def cash_discount(text: str) -> CashDiscount | None:
    """The cash discount that a document's text offers; of several steps the first, None where it offers none.

    >>> cash_discount("Zahlbar innerhalb 10 Tagen mit 2 % Skonto, 30 Tage netto.")
    CashDiscount(percent=Decimal('2'), days=10)
    >>> cash_discount("Terms: 1.5% 15, net 45"), cash_discount("Payable within 30 days without discount.")
    (CashDiscount(percent=Decimal('1.5'), days=15), None)
    >>> cash_discount("#SKONTO#TAGE=14#PROZENT=2.00#").days
    14
    """
    for pattern in (_STRUCTURED, _AMERICAN):
        for found in pattern.finditer(text):
            if (told := _sensible(found["percent"], found["days"])) is not None:
                return told
    for word in _WORD.finditer(text):
        if (told := _around(text, word.start(), word.end())) is not None:
            return told
    return None


def _around(text: str, begin: int, end: int) -> CashDiscount | None:
    """The percent nearest to a word, and the fewest days beside it: the longer term is the one without discount."""
    low = max(0, begin - _AROUND)
    window = text[low : end + _AROUND]
    percent = min(_PERCENT.finditer(window), key=lambda one: abs(one.start() - (begin - low)), default=None)
    days = min((found.group(1) for found in _DAYS.finditer(window)), key=int, default=None)
    return _sensible(percent.group(1), days) if percent and days else None


def _sensible(percent: str, days: str) -> CashDiscount | None:
    told = CashDiscount(Decimal(percent.replace(",", ".")), int(days))
    return told if 0 < told.percent <= _MOST_PERCENT and 0 < told.days <= _MOST_DAYS else None


__all__ = ["CashDiscount", "cash_discount"]
