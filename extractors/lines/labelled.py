"""Facts that stand in an item's text with a label: "Lot: L331", "(your line 20)", "ordered 12, backordered 2"."""

from __future__ import annotations

import re
from functools import cache

from extractors.lines.headings import Role
from extractors.lines.words import load

_LABELLED = (
    Role.ORDER_LINE, Role.PO_NUMBER, Role.ITEM, Role.SUPPLIER_ITEM,
    Role.LOT, Role.SERIALS, Role.ORDERED, Role.BACKORDERED,
)  # fmt: skip
_LONG_ONLY = frozenset({Role.PO_NUMBER, Role.SUPPLIER_ITEM})  # one word alone names too much
_COUNTED = frozenset({Role.ORDERED, Role.BACKORDERED})
_CODE = r"[A-Za-z0-9][A-Za-z0-9./_-]*"


@cache
def _pattern(role: Role) -> re.Pattern[str]:
    words = {word for languages in load("columns.toml")[role.value].values() for word in languages if len(word) > 2}
    if role in _LONG_ONLY:
        words = {word for word in words if " " in word or len(word) > 9}
    joined = "|".join(re.escape(word).replace(r"\ ", r"[\s.-]*") for word in sorted(words, key=len, reverse=True))
    between = r"\s*(?:nr|no|num|n[o°º])?\s*[.:#]*\s*" if role not in _COUNTED else r"\s*:?\s*"
    value = r"\d[\d.,]*" if role in _COUNTED else _CODE
    several = rf"{value}(?:\s*[,;]\s*{value})*" if role is Role.SERIALS else value
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w]){between}(?P<value>{several})", re.IGNORECASE)


def labelled(text: str) -> dict[Role, str]:
    """The labelled facts of a text; a value needs a digit.

    >>> found = labelled("Kitchen bowls (Ihre Pos. 20) Charge: CH-77")
    >>> found[Role.ORDER_LINE], found[Role.LOT]
    ('20', 'CH-77')
    """
    found: dict[Role, str] = {}
    for role in _LABELLED:
        match = next((m for m in _pattern(role).finditer(text) if any(char.isdigit() for char in m["value"])), None)
        if match:
            found[role] = match["value"].rstrip(".,;")
    return found


def without_labels(text: str) -> str:
    """The text without its labelled order line in brackets, as a description is compared.

    >>> without_labels("Joghurt Banane (Ihre Pos. 20)")
    'Joghurt Banane'
    """
    return re.sub(
        r"\s+", " ", re.sub(rf"\(\s*{_pattern(Role.ORDER_LINE).pattern}\s*\)", "", text, flags=re.IGNORECASE)
    ).strip()


__all__ = ["labelled", "without_labels"]
