"""`tallymark match`: the rules alone, on case files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED

if TYPE_CHECKING:
    from documents.case import Case
    from documents.finding import Verdict

Cases = Annotated[list[Path], typer.Argument(metavar="CASE.json...", help="Case files: a document with its facts.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines instead of tables.")]


def match(files: Cases, as_json: AsJson = False) -> None:
    """Match case files: rules only, without a workspace.

    A case holds a document and all the facts it is held against. Exit status 0 whatever is decided,
    1 if a case could not be read.

    Example: tallymark match case.json --json
    """
    import rules

    status = DONE
    for path, case in _cases(files):
        if case is None:
            status = FAILED
            continue
        verdict = rules.match(case)
        _print(path, case, verdict, as_json)
    raise typer.Exit(status)


def _cases(files: list[Path]) -> Iterator[tuple[Path, Case | None]]:
    """Each case in turn; None, and a sentence on stderr, for one that cannot be read."""
    from rules import cases

    for path in files:
        try:
            yield path, cases.parse(path.read_text(encoding="utf-8"))
        except OSError as error:
            console.tell(f"tallymark: {path} cannot be read: {error.strerror}")
            yield path, None
        except ValueError as error:
            console.tell(f"tallymark: {path} is not a case: {error}")
            yield path, None


def _print(path: Path, case: Case, verdict: Verdict, as_json: bool) -> None:
    if as_json:
        answer = verdict.to_json()
        shown = {name: answer[name] for name in ("decision", "findings", "allocations", "policy_hash")}
        console.json_line({"name": case.name or path.stem} | shown)
        return
    console.say(f"{case.name or path.stem}: {verdict.decision.value}")
    if verdict.findings:
        findings(verdict)


def findings(verdict: Verdict) -> None:
    """The findings of a verdict as a table."""
    rows = [
        (f.code, f.severity.value, str(f.line or "-"), f.owner.value, f.message) for f in verdict.findings
    ]  # fmt: skip
    console.table(("finding", "severity", "line", "who", "why"), rows)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(match)


__all__ = ["add_to", "findings", "match"]
