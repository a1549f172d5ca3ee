"""What the terminal shows: tables on stdout, progress on stderr, amounts and decisions in words and colour."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

COLOURS = {
    "approve": "green", "hold": "yellow", "wait": "cyan", "reject": "red", "quarantined": "red", "ignored": "dim",
    "consumed": "green",
}  # fmt: skip


def out() -> Console:
    """The console on stdout; a pipe gets plain text that is not cut at 80 columns."""
    from rich.console import Console

    return Console(soft_wrap=False, width=None if sys.stdout.isatty() else 160, highlight=False)


def progress() -> Progress:
    """A progress bar on stderr, silent where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None) -> None:
    """Print a table; cells are plain text except for words of COLOURS, which are coloured."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for name in titles:
        shown.add_column(name, justify="right" if name in ("amount", "at stake", "count") else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(cell, style=COLOURS.get(cell, "")) for cell in row))
    out().print(shown)


def json_line(record: Mapping[str, Any]) -> None:
    """Print one compact line of JSON and flush it, so that a reader of the pipe sees it at once."""
    sys.stdout.write(compact(record) + "\n")
    sys.stdout.flush()


def compact(record: Mapping[str, Any]) -> str:
    """A record as compact JSON, its keys in their own order."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def say(text: str) -> None:
    """Print a line of plain text on stdout, at once: a journal or a pipe may be what shows it."""
    print(text, flush=True)


def tell(text: str) -> None:
    """Print a line for the person at the terminal, on stderr, out of the way of results."""
    print(text, file=sys.stderr)


class Steps:
    """Shows the steps of a batch as bars, one a step."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        """`done` of `total` are through the step."""
        if step not in self._tasks:
            self._tasks[step] = self._bar.add_task(step, total=total)
        self._bar.update(self._tasks[step], completed=done, total=total)


__all__ = ["COLOURS", "Steps", "compact", "json_line", "out", "progress", "say", "table", "tell"]
