"""The catalogue of rules: found in `rules.controls`, one a file.

`python -m rules.catalogue` writes docs/rules.md.
"""

from __future__ import annotations

import hashlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from documents.finding import Finding
from documents.kinds import Kind
from rules import controls
from rules.rule import Rule
from rules.sheet import Sheet

ENGINE = 1
"""The version of what all rules share: pairing, units, sums, allocation."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule with its module: `title` is the control in finance words, `text` the docstring below it, `examples` the
    doctests at its end."""

    rule: Rule
    module: str
    title: str
    text: str
    examples: str
    check: Callable[[Sheet], Iterable[Finding]]

    @property
    def prose(self) -> list[str]:
        """The paragraphs of `text`, each in one line."""
        return [" ".join(part.split()) for part in self.text.split("\n\n")]

    @property
    def anchor(self) -> str:
        """The place of the rule on a page of all rules."""
        return self.module.replace("_", "-")


@lru_cache(maxsize=1)
def rules() -> tuple[Entry, ...]:
    """All rules by step, then by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(controls.__path__))
    found = [_entry(name, import_module(f"{controls.__name__}.{name}")) for name in names]
    return tuple(sorted(found, key=lambda entry: (entry.rule.step, entry.module)))


@lru_cache(maxsize=3)
def rules_for(kind: Kind) -> tuple[Entry, ...]:
    """The rules that judge a kind of document."""
    return tuple(entry for entry in rules() if kind in entry.rule.kinds)


def _entry(name: str, module: ModuleType) -> Entry:
    title, _, below = (module.__doc__ or "").strip().partition("\n")
    text, mark, examples = below.partition(">>>")
    return Entry(module.RULE, name, title, text.strip(), f"{mark}{examples}".strip(), module.check)


@lru_cache(maxsize=1)
def version() -> str:
    """A short hash over the engine's and every rule's version: the same rules, the same version."""
    parts = [f"engine={ENGINE}", *(f"{entry.module}={entry.rule.version}" for entry in rules())]
    return hashlib.sha256(";".join(parts).encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    return {code.name: code.title for entry in rules() for code in entry.rule.codes}


def title(code: str) -> str:
    """What people call a finding; a code that no rule gives any more (an old verdict's) as words.

    >>> title("price-over"), title("no-such-code")
    ('Price above order', 'No such code')
    """
    return _titles().get(code) or code.replace("-", " ").capitalize()


@lru_cache(maxsize=256)
def anchor(code: str) -> str:
    """The place, on a page of all rules, of the one that gives a finding's code; "" for an unknown code.

    >>> anchor("price-over")
    'price'
    """
    return next((one.anchor for one in rules() if code in {known.name for known in one.rule.codes}), "")


def link(code: str) -> str:
    """Where docs/rules.md explains a finding's code; "" for an unknown code.

    >>> link("price-over")
    'docs/rules.md#price'
    """
    place = anchor(code)
    return f"docs/rules.md#{place}" if place else ""


__all__ = ["ENGINE", "Entry", "anchor", "link", "rules", "rules_for", "title", "version"]
