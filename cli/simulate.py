"""`tallymark simulate`: what another policy would change, before it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console

if TYPE_CHECKING:
    from journey.verdicts.simulate import Simulated, Tally

SHOWN = 50
"""Documents in the table; all of them are in the JSON."""


def simulate(
    policy: Annotated[Path, typer.Option("--policy", help="The policy to try.")],
    since: Annotated[
        datetime | None, typer.Option("--since", metavar="DATE", formats=["%Y-%m-%d"], help="Only verdicts since then.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines: each changed document, then the sums.")] = False,
) -> None:
    """Show what another policy would change on the cases as they were: documents, findings, money.

    Nothing is changed. Each document is judged by itself: what one that passes takes of its receipts is not
    followed up on those behind it.

    Example: tallymark simulate --policy proposed.toml --since 2026-01-01
    """
    from journey.policy import in_force
    from journey.settings import load
    from journey.shift import open_shift
    from journey.verdicts.simulate import Tally
    from journey.verdicts.simulate import simulate as try_out

    begin = since.replace(tzinfo=UTC) if since else datetime.min.replace(tzinfo=UTC)
    tally = Tally()
    with open_shift(load()) as shift:
        changed = _changed(try_out(shift, in_force(load().home, policy), begin), tally)
        if as_json:
            for one in changed:
                console.json_line(one.to_json())
            console.json_line(tally.to_json())
            return
        _documents(changed)
    _sums(tally)


def _changed(tried: Iterator[Simulated], tally: Tally) -> Iterator[Simulated]:
    for one in tried:
        tally.add(one)
        if one.effect.changes:
            yield one


def _documents(changed: Iterator[Simulated]) -> None:
    """The first of them as a table; the rest is only counted, so that memory stays as it is."""
    rows: list[tuple[str, ...]] = []
    more = 0
    for one in changed:
        if len(rows) < SHOWN:
            rows.append(_row(one))
        else:
            more += 1
    if rows:
        console.table(("document", "number", "decided", "would be", "amount", "no longer", "new"), rows)
    if more:
        console.say(f"and {more} more: --json lists them all")


def _row(one: Simulated) -> tuple[str, ...]:
    effect = one.effect
    gone, new = (", ".join(dict.fromkeys(f.code for f in found)) for found in (effect.gone, effect.new))
    amount = "" if one.gross is None else f"{one.gross} {one.currency or ''}".strip()
    return str(one.document), one.number or "-", effect.before.value, effect.after.value, amount, gone, new


def _sums(tally: Tally) -> None:
    told = tally.to_json()
    rows = [
        (f"{way['before']} → {way['after']}", str(way["documents"]), _money(way["gross"])) for way in told["decisions"]
    ]
    if rows:
        console.table(("decision", "count", "gross"), rows)
    rows = [(f"{one['code']} {one['fate']}", str(one["findings"]), _money(one["at_stake"])) for one in told["findings"]]
    if rows:
        console.table(("finding", "count", "at stake"), rows)
    moved = sum(way["documents"] for way in told["decisions"])
    console.say(f"{tally.tried} documents tried, {moved} would be decided otherwise, {tally.changed} would change")


def _money(sums: Mapping[str, str]) -> str:
    return ", ".join(f"{total} {currency}".strip() for currency, total in sums.items())


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(simulate)


__all__ = ["add_to"]
