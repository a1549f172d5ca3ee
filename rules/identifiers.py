"""IBANs and VAT ids: compact form, and whether their check digits hold."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as gb_vat
from stdnum.iban import validate as validate_iban

_IBAN_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")
_NOISE = re.compile(r"[\s.\-/]+")
# Country codes that VAT ids bear: those of the EU (EL for Greece, XI for Northern Ireland) and GB.
_EU = frozenset({*eu_vat.MEMBER_STATES, "el", "xi"}) - {"gr"}


def compact(number: str | None) -> str:
    """An IBAN or a VAT id without spaces and separators, upper case; "" if there is none.

    >>> compact("gb82 west 1234-5698")
    'GB82WEST12345698'
    """
    return _NOISE.sub("", number).upper() if number else ""


@lru_cache(maxsize=4096)
def iban_is_valid(iban: str) -> bool:
    """True if a compact IBAN has its country's form and its check digits hold (ISO 13616, mod 97-10).

    >>> iban_is_valid("GB82WEST12345698765432"), iban_is_valid("GB82WEST12345698765433")
    (True, False)
    """
    if not _IBAN_FORM.fullmatch(iban):
        return False
    try:
        validate_iban(iban, check_country=False)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=4096)
def vat_is_wrong(vat_id: str) -> bool:
    """True if a compact VAT id of the EU or GB breaks its country's form or check digits; others are not judged.

    >>> vat_is_wrong("DE136695976"), vat_is_wrong("DE136695975"), vat_is_wrong("CHE116281710")
    (False, True, False)
    """
    country = vat_id[:2].lower()
    try:
        if country in _EU:
            eu_vat.validate(vat_id)
        elif country == "gb":
            gb_vat.validate(vat_id)
    except ValidationError:
        return True
    return False


def same_vat(one: str, other: str) -> bool:
    """True if two compact VAT ids are the same; a bare number is the one with its country's letters.

    >>> same_vat("DE136695976", "136695976"), same_vat("DE136695976", "AT136695976")
    (True, False)
    """
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return one == other or (longer[:2].isalpha() and shorter.isdigit() and longer[2:] == shorter)


__all__ = ["compact", "iban_is_valid", "same_vat", "vat_is_wrong"]
