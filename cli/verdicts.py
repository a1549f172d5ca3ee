"""`tallymark explain` and `replay`: why a document was decided so, and whether it would be again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED
from documents.errors import WrongUseError

if TYPE_CHECKING:
    from journey.queue.sidebyside import Pair

Document = Annotated[int, typer.Argument(metavar="DOCUMENT", help="The document's number.")]
Some = Annotated[int | None, typer.Argument(metavar="[DOCUMENT]", help="One document; with --all every verdict.")]
AsCase = Annotated[bool, typer.Option("--case", help="Print the verdict's case file, for `tallymark match`.")]


def explain(document: Document, as_case: AsCase = False) -> None:
    """Say why a document was decided as it was: the tally line by line, the findings, what people did.

    A copy is shown beside the document that it is a copy of.

    Example: tallymark explain 12
    """
    import rules
    from journey.queue.sidebyside import side_by_side
    from journey.settings import load
    from journey.shift import open_shift
    from journey.verdicts.replay import case_of

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        found, stored = unit.custody.document(document), unit.verdicts.latest(document)
        acts = [resolution.act for resolution in unit.resolutions.of(document)]
        pair = side_by_side(unit, stored) if stored else None
    if stored is None:
        raise WrongUseError(f"document {document} is a {found.kind.value} and was never matched")
    if as_case:
        console.say(json.dumps(json.loads(stored.case_json), ensure_ascii=False, indent=1))
        return
    console.say(f"document {document}, {found.state.value}; verdict of {stored.given_at:%Y-%m-%d %H:%M} UTC")
    if mail := stored.evidence.get("mail"):
        console.say(f"mail from {mail['sender']}: DMARC {mail['dmarc'] or 'none'}, DKIM {mail['dkim']}")
    console.say(rules.explain(case_of(stored), stored.verdict))
    for act in acts:
        what = act.code or f"{act.field} = {act.value}"
        console.say(f"{act.kind.value} by {act.person} ({act.role.value}): {what}: {act.reason}")
    if pair is not None:
        _beside(pair)


def _beside(pair: Pair) -> None:
    """Two documents beside each other; what differs is marked."""
    rows = [(row.field, row.this, row.other, "differs" if row.differs else "") for row in pair.rows]
    console.table(("field", f"document {pair.document}", f"document {pair.other}", ""), rows)
    differing = sum(row.differs for row in pair.rows)
    console.say(f"{differing} of {len(pair.rows)} differ" if differing else "the two say the same in everything")


def replay(document: Some = None, every: Annotated[bool, typer.Option("--all", help="Every verdict.")] = False) -> None:
    """Give stored verdicts again on the bytes of their cases, and compare byte for byte.

    Exit status 1 if today's rules say anything else; what differs is named. Rules of another version that say
    the same are no difference.

    Example: tallymark replay --all
    """
    from journey.settings import load
    from journey.shift import open_shift
    from journey.verdicts.replay import replay_all

    if (document is None) is not every:
        raise WrongUseError("name one document, or give --all")
    given = differing = 0
    with open_shift(load()) as shift:
        for one in replay_all(shift, document):
            given, differing = given + 1, differing + (not one.same)
            for difference in one.differences:
                console.say(f"verdict {one.stored.id} on document {one.stored.document}: {difference}")
    if document is not None and not given:
        raise WrongUseError(f"document {document} was never matched")
    console.say(f"{given} verdicts given again, {differing} of them otherwise")
    raise typer.Exit(FAILED if differing else DONE)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(explain)
    app.command()(replay)


__all__ = ["add_to"]
