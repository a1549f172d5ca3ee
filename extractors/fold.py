"""Folding: words without case, accents and signs, so that print, OCR and label files can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that have no accent to take off.
_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ł": "l"}
)
_NUMBER_SIGNS = re.compile(r"\bn\s?[°º]|№|#", re.IGNORECASE)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Letters and figures only, in lower case and without accents; a number sign becomes "no".

    >>> fold("Rechnungs-Nr.:"), fold("N° de facture"), fold("Größe"), fold("Invoice #")
    ('rechnungsnr', 'nodefacture', 'grosse', 'invoiceno')
    """
    if text.isascii() and text.isalnum():
        return text.lower()
    spelled = _NUMBER_SIGNS.sub("no", text).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", spelled.lower())
    return "".join(c for c in plain if c.isascii() and c.isalnum())


def fold_words(text: str) -> str:
    """The folded words of a text, single spaces between them.

    >>> fold_words("  Ihre Bestell-Nr.:  4500 ")
    'ihre bestell nr 4500'
    """
    spelled = _NUMBER_SIGNS.sub(" no ", text).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", spelled.lower())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", kept))


__all__ = ["fold", "fold_words"]
