"""Label words as data: how printed text is compared with the words in `extractors/labels`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

_LIGATURES = str.maketrans({
    "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "º": "o", "°": "o", "✓": "v", "✔": "v", "²": "2", "³": "3", "ı": "i",
})  # fmt: skip


@cache
def plain(text: str) -> str:
    """Lower case without accents, words of letters and figures joined by single blanks.

    >>> plain("  Art.-Nr. (Käufer)"), plain("Q.tà"), plain("Désignation")
    ('art nr kaufer', 'q ta', 'designation')
    """
    lowered = text.lower().translate(_LIGATURES)
    ascii_only = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9#%&]+", " ", ascii_only).strip()


def compact(text: str) -> str:
    """As `plain`, without blanks: how headings are compared, whatever their spacing.

    >>> compact("Unit  PRICE"), compact("Art.-Nr.")
    ('unitprice', 'artnr')
    """
    return plain(text).replace(" ", "")


def load(name: str) -> dict[str, Any]:
    """A label file of `extractors/labels` as read from TOML."""
    return tomllib.loads(files("extractors.labels").joinpath(name).read_text("utf-8"))


__all__ = ["compact", "load", "plain"]
