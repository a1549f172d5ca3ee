"""Domains that only look like another: one edit away, or the same to the eye."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

# What reads the same in a mail client. Digits and pairs of letters first, then the letters of other
# alphabets that browsers warn of (Unicode TR 39).
_PAIRS = (("rn", "m"), ("vv", "w"))
_SINGLE = str.maketrans(
    "01iаеорсухіјѕԁһкмтвοαερτυνκ",
    "ollaeopcyxljsdhkmtboaeptuvk",
)


def domain_of(address: str | None) -> str:
    """The domain of a mail address, lower case, Punycode decoded; "" if there is none.

    >>> domain_of("Bills <Bills@Mail.Northgate.Example>")
    'mail.northgate.example'
    """
    _, at, domain = (address or "").rpartition("@")
    domain = domain.strip(" \t>\"'.").lower() if at else ""
    return ".".join(_decoded(label) for label in domain.split("."))


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label  # what cannot be decoded is compared as it stands


def imitated(domain: str, supplier_domains: Iterable[str]) -> str | None:
    """The supplier's domain that this one imitates; None if it is the supplier's, below it, or unlike it.

    >>> imitated("mail.acrne.example", ["acme.example"]), imitated("mail.acme.example", ["acme.example"])
    ('acme.example', None)
    """
    own = sorted({found for found in (one.strip(" @.").lower() for one in supplier_domains) if found})
    parents = list(_with_parents(domain))
    if any(one in own for one in parents):
        return None
    for model in own:
        if any(one_edit(one, model) or fold(one) == fold(model) for one in parents):
            return model
    return None


def _with_parents(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    for place in range(len(labels)):
        yield ".".join(labels[place:])


def fold(domain: str) -> str:
    """A domain with its look-alikes made equal.

    >>> fold("acrne.example") == fold("acme.examp1e")
    True
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", domain) if not unicodedata.combining(sign))
    for pair, letter in _PAIRS:
        bare = bare.replace(pair, letter)
    return bare.translate(_SINGLE)


def one_edit(one: str, other: str) -> bool:
    """True if one letter was added, dropped or replaced (a Levenshtein distance of 1).

    >>> one_edit("acme", "acmee"), one_edit("acme", "acne"), one_edit("acme", "acme"), one_edit("acme", "amce")
    (True, True, False, False)
    """
    shorter, longer = sorted((one, other), key=len)
    if one == other or len(longer) - len(shorter) > 1:
        return False
    first = next((place for place, sign in enumerate(shorter) if sign != longer[place]), len(shorter))
    return shorter[first + (len(shorter) == len(longer)) :] == longer[first + 1 :]


__all__ = ["domain_of", "fold", "imitated", "one_edit"]
