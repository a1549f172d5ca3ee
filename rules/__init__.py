"""Rules: a case (one document with orders, receipts, earlier documents and policy) → a verdict. Pure.

`match` decides, `waive` applies what people released, `explain` writes the tally down, `give_back` says
what a credit note frees; `rules.cases` reads case files, `rules.policy` policies, `rules.catalogue` lists
the rules, one a file in `rules.controls`.
"""

from __future__ import annotations

from rules.catalogue import link, version
from rules.explanation import explain
from rules.verdicts import give_back, match, waive
from rules.waiver import Waiver


def __getattr__(name: str) -> str:
    """`rules.VERSION`: the rules' version, computed when first asked for."""
    if name == "VERSION":
        return version()
    raise AttributeError(f"module 'rules' has no attribute {name!r}")


__all__ = ["Waiver", "explain", "give_back", "link", "match", "version", "waive"]
