"""`tallymark status` and `tallymark doctor`: how the workspace stands, and whether it is sound."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED

if TYPE_CHECKING:
    from collections.abc import Mapping

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of tables.")]


def status(as_json: AsJson = False) -> None:
    """Show what is in the workspace: mails by outcome, documents by state, what waits for people.

    Example: tallymark status
    """
    from collections import Counter

    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        balance = unit.custody.balance()
        owners = Counter(item.owner.value for item in unit.queue.list(limit=100_000))
        masters, unposted = unit.masters.counts(), len(unit.postings.unfinished())
    told = {
        "mails": dict(balance.messages), "documents": dict(balance.documents), "exceptions": dict(owners),
        "masters": masters, "unposted": unposted,
    }  # fmt: skip
    if as_json:
        console.say(json.dumps(told, indent=1))
        return
    console.say(f"workspace {load().home}")
    for title in ("mails", "documents", "exceptions", "masters"):
        _counts(title, told[title])  # type: ignore[arg-type]
    if unposted:
        console.say(f"{unposted} approved documents are not posted yet: the next run finishes them")


def _counts(title: str, counts: Mapping[str, int]) -> None:
    rows = [(name.replace("_", " "), str(count)) for name, count in counts.items()]
    console.table((title, "count"), rows or [("none", "0")])


def doctor(as_json: AsJson = False) -> None:
    """Check the workspace and the machine: the custody sums, the log, the guards around readers, the languages.

    A missing guard or language is a warning; exit status 1 only if something in the workspace is wrong.

    Example: tallymark doctor
    """
    from journey.doctor import examine
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        checks = examine(shift)
    if as_json:
        for check in checks:
            console.json_line({"check": check.name, "grade": check.grade, "sentence": check.sentence})
    else:
        console.table(("check", "grade", "what"), [(check.name, check.grade, check.sentence) for check in checks])
    raise typer.Exit(FAILED if any(check.grade == "fault" for check in checks) else DONE)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(status)
    app.command()(doctor)


__all__ = ["add_to"]
