"""What finance reads: every finding of the tables in `cases/`, whole, beside its case in `sentences.txt`.

A changed sentence, figure, stake or piece of evidence shows as a line of a diff. To take what is said now, run
`python -m tests.rules.test_wording` and read the diff.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from documents.finding import Finding
from rules import cases, match
from tests.rules.test_tables_of_cases import ROWS, case_of

GOLDEN = Path(__file__).parent / "cases" / "sentences.txt"


def _said() -> Iterator[str]:
    for row in ROWS:
        [content] = row.values
        verdict = match(cases.parse(case_of(content)))  # type: ignore[arg-type]
        if verdict.findings:
            yield f"{row.id}"
            yield from map(_line, verdict.findings)
            yield ""


def _line(one: Finding) -> str:
    stake = "" if one.money_at_stake is None else f" at stake {one.money_at_stake}"
    evidence = "; ".join(f"{key} {value}" for key, value in sorted(one.evidence.items()))
    place = "header" if one.line is None else f"line {one.line}"
    return (
        f"  {one.code}, {place}, {one.severity} {one.owner}{stake}: {one.message}\n"
        f"    expected {one.expected}, actual {one.actual}" + (f"; {evidence}" if evidence else "")
    )


def test_every_finding_says_what_it_said() -> None:
    assert GOLDEN.read_text(encoding="utf-8").splitlines() == "\n".join(_said()).splitlines()


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(_said()), encoding="utf-8")
