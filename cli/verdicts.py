"""`tallymark explain`, `replay` and `simulate`: why a document was decided so, and whether it would be again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED
from documents.errors import WrongUseError
from documents.kinds import Severity

if TYPE_CHECKING:
    from documents.finding import Verdict

Document = Annotated[int, typer.Argument(metavar="DOCUMENT", help="The document's number.")]
Some = Annotated[int | None, typer.Argument(metavar="[DOCUMENT]", help="One document; with --all every verdict.")]
AsCase = Annotated[bool, typer.Option("--case", help="Print the verdict's case file, for `tallymark match`.")]


def explain(document: Document, as_case: AsCase = False) -> None:
    """Say why a document was decided as it was: the tally line by line, the findings, what people did.

    Example: tallymark explain 12
    """
    import rules
    from journey.replay import case_of
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        found, stored = unit.custody.document(document), unit.verdicts.latest(document)
        acts = [resolution.act for resolution in unit.resolutions.of(document)]
    if stored is None:
        raise WrongUseError(f"document {document} is a {found.kind.value} and was never matched")
    if as_case:
        console.say(json.dumps(json.loads(stored.case_json), ensure_ascii=False, indent=1))
        return
    console.say(f"document {document}, {found.state.value}; verdict of {stored.given_at:%Y-%m-%d %H:%M} UTC")
    console.say(rules.explain(case_of(stored), stored.verdict))
    for act in acts:
        what = act.code or f"{act.field} = {act.value}"
        console.say(f"{act.kind.value} by {act.person} ({act.role.value}): {what}: {act.reason}")


def replay(document: Some = None, every: Annotated[bool, typer.Option("--all", help="Every verdict.")] = False) -> None:
    """Give stored verdicts again on the cases that they were given on.

    Exit status 1 if today's rules decide any of them otherwise.

    Example: tallymark replay --all
    """
    from journey.replay import replay as again
    from journey.settings import load
    from journey.shift import open_shift

    if (document is None) is not every:
        raise WrongUseError("name one document, or give --all")
    with open_shift(load()) as shift, shift.workspace.look() as unit:
        stored = list(unit.verdicts.of(document)) if document is not None else []
        while every and (more := unit.verdicts.since(datetime.min.replace(tzinfo=UTC), stored[-1].id if stored else 0)):
            stored += more
    differing = [one for one in map(again, stored) if not one.same]
    for one in differing:
        before, now = one.stored.verdict.decision.value, one.verdict.decision.value
        console.say(f"verdict {one.stored.id} on document {one.stored.document}: {before} then, {now} now")
    console.say(f"{len(stored)} verdicts given again, {len(differing)} of them otherwise")
    raise typer.Exit(FAILED if differing else DONE)


def simulate(
    policy: Annotated[Path, typer.Option("--policy", help="The policy to try.")],
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only verdicts since this day.")
    ] = None,
) -> None:
    """Show what another policy would have decided, on the cases as they were. Nothing is changed.

    Example: tallymark simulate --policy proposed.toml --since 2026-01-01
    """
    from journey.policy import in_force
    from journey.settings import load
    from journey.shift import open_shift
    from journey.simulate import simulate as try_out

    begin = since.replace(tzinfo=UTC) if since else datetime.min.replace(tzinfo=UTC)
    with open_shift(load()) as shift:
        tried = list(try_out(shift, in_force(load().home, policy), begin))
    rows = [
        (str(one.stored.document), one.stored.verdict.decision.value, one.verdict.decision.value, _codes(one.verdict))
        for one in tried if one.differs
    ]  # fmt: skip
    if rows:
        console.table(("document", "decided", "would be", "why"), rows)
    console.say(f"{len(tried)} documents tried, {len(rows)} would be decided otherwise")


def _codes(verdict: Verdict) -> str:
    return ", ".join(dict.fromkeys(f.code for f in verdict.findings if f.severity is not Severity.INFO)) or "no finding"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(explain)
    app.command()(replay)
    app.command()(simulate)


__all__ = ["add_to"]
