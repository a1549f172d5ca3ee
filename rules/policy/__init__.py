"""Policy: the TOML that finance writes, checked, and the terms that hold for one document.

`effective(policy)` lays a policy over the default one; `.terms(supplier, currency)` gives the limits for
a document, `terms.item(item)` those for one of its order lines; `.hash` names it all in a verdict.
"""

from __future__ import annotations

from rules.policy.differences import differences, unreached
from rules.policy.effective import Effective, default_policy, effective, policy_hash
from rules.policy.reading import PolicyError, check, read
from rules.policy.restoring import restored
from rules.policy.terms import ItemTerms, Terms

__all__ = [
    "Effective", "ItemTerms", "PolicyError", "Terms", "check", "default_policy", "differences", "effective",
    "policy_hash", "read", "restored", "unreached",
]  # fmt: skip
