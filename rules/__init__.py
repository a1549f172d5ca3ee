"""Rules: a case (one document with orders, receipts, earlier documents and policy) → a verdict. Pure.

`match` decides, `waive` applies what people released, `explain` writes the tally down, `effect` says what
another policy would change; `rules.cases` reads case files, `rules.policy` policies, `rules.catalogue`
lists the rules, one a file in `rules.controls`.
"""

from __future__ import annotations

from rules.catalogue import link, version
from rules.explanation import explain
from rules.verdicts import match, waive
from rules.waiver import Waiver
from rules.whatif import effect


def __getattr__(name: str) -> str:
    """`rules.VERSION`: the rules' version, computed when first asked for."""
    if name == "VERSION":
        return version()
    raise AttributeError(f"module 'rules' has no attribute {name!r}")


__all__ = ["Waiver", "effect", "explain", "link", "match", "version", "waive"]
