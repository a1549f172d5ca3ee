"""`tallymark policy`: the limits that finance sets, checked and shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cli import console

group = typer.Typer(name="policy", no_args_is_help=True, help="The tolerances and limits that decide: check and show.")
File = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A policy file; the workspace's own if not given.")]


@group.command()
def check(file: File = None) -> None:
    """Check a policy file: every key known, every figure sensible, every override of some effect.

    Exit status 2 if it is faulty, with the key that is wrong. A key that reaches nothing is a warning.

    Example: tallymark policy check policy.toml
    """
    from journey.policy import in_force
    from journey.settings import load
    from rules.policy import policy_hash, unreached

    override = in_force(load().home, file)
    for idle in unreached(override):
        console.tell(f"warning: {idle}")
    console.say(f"{file or 'the policy in force'} is sound; its hash is {policy_hash(override)}")


@group.command()
def show(
    file: File = None, as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False
) -> None:
    """Show the limits in force, the default ones included.

    Example: tallymark policy show
    """
    from journey.policy import in_force
    from journey.settings import load
    from rules.policy import differences, effective

    override = in_force(load().home, file)
    if as_json:
        console.say(json.dumps(effective(override).to_json(), indent=1, ensure_ascii=False))
        return
    changed = {key for key, _, _ in differences({}, override)}
    rows = [(key, value, "your policy" if key in changed else "default") for key, value in _limits(override)]
    console.table(("limit", "value", "from"), rows)


@group.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="FILE", help="A policy file.")],
    new: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Another one.")] = None,
) -> None:
    """Show where two policies differ; a single one is held against the policy in force.

    Example: tallymark policy diff proposed.toml
    """
    from journey.policy import in_force
    from journey.settings import load
    from rules.policy import differences

    before = in_force(load().home, old if new else None)
    changes = differences(before, in_force(load().home, new or old))
    rows = [(key, was or "-", becomes or "-") for key, was, becomes in changes]
    if rows:
        console.table(("limit", str(old) if new else "in force", str(new or old)), rows)
    else:
        console.say("the two policies decide the same")


def _limits(override: dict[str, object]) -> list[tuple[str, str]]:
    from rules.policy import effective

    limits = []
    for table, entries in effective(override).to_json().items():
        if isinstance(entries, dict) and table != "currency":
            limits += [(f"{table}.{name}", str(v)) for name, v in entries.items() if v is not None and name != "aside"]
    return limits


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(group)


__all__ = ["add_to"]
