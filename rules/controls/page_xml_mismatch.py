"""The page that people see must say what the XML says that machines book.

A hybrid invoice is two documents in one file; a forged page over a true XML, or the other way round,
is paid by whoever looks at only one of them.

Source: EN 16931 hybrids (Factur-X, ZUGFeRD: page and XML must be equal); GoBD para. 119; docs/matching.md step 1.

>>> from rules.specimen import told
>>> told(check, document__differences=[])
[]
>>> told(check, document__differences=["gross_total"])
['page-xml-mismatch 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.rule import EVERY, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(
    1, (Code("page-xml-mismatch", "Page and XML differ", (Role.CLERK,)),), EVERY,
    "Factur-X and ZUGFeRD; GoBD para. 119",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding that names all fields that differ."""
    differing = sorted(sheet.document.differences)
    if differing:
        fields = named(name.replace("_", " ") for name in differing)
        yield RULE.finding(
            "page-xml-mismatch", f"The page and the XML differ in {len(differing)} fields ({fields}), 0 are expected.",
            expected="none", actual=named(differing), evidence={"field": differing[0]},
        )  # fmt: skip


__all__ = ["RULE", "check"]
