"""`tallymark read`: what a document says, without a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import console
from cli.edge import DONE, FAILED

if TYPE_CHECKING:
    from extractors.sandbox import ReaderPool
    from extractors.source import ReadOptions

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Documents, mails or archives.")]
AsJson = Annotated[bool, typer.Option("--json", help="Compact JSON Lines, at least one for each file.")]
PageOnly = Annotated[bool, typer.Option("--page-only", help="Ignore XML that is embedded in a PDF.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Files read at the same time.")]


def read(files: Files, as_json: AsJson = False, page_only: PageOnly = False, jobs: Jobs = 2) -> None:
    """Read documents and show what they say, each value with its confidence and its place on the page.

    Every file is read in a process without rights. What cannot be read gives a line that says why, the
    others are still read, and the exit status is 1.

    Example: tallymark read invoice.pdf scan.jpg --json
    """
    from dataclasses import replace

    from extractors.sandbox import ReaderPool, TwoReaders
    from journey.settings import load
    from journey.shift import read_options

    said = load()
    options = replace(read_options(said), page_only=page_only)
    status = DONE
    pool = TwoReaders(jobs) if said.second_reader else ReaderPool(jobs)
    with pool as readers, console.progress() as bar:
        task = bar.add_task("reading", total=len(files))
        for file, lines in _read_all(readers, files, options, jobs):
            for line in lines:
                status = FAILED if "error" in line else status
                _print(file, line, as_json)
            bar.advance(task)
    raise typer.Exit(status)


def _read_all(
    readers: ReaderPool, files: list[Path], options: ReadOptions, jobs: int
) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Each file with its lines, in the order given; at most a few files lie in memory at once."""
    from journey.look import look

    with ThreadPoolExecutor(jobs) as threads:
        waiting = [(file, threads.submit(look, readers, file, options)) for file in files]
        for file, future in waiting:
            yield file, future.result()


def _print(file: Path, line: dict[str, Any], as_json: bool) -> None:
    if as_json:
        console.json_line(line)
    elif "error" in line:
        console.say(f"{file} {line.get('part', '')}: {line['error']['message']}")
    else:
        _table(line)


def _table(line: dict[str, Any]) -> None:
    title = " ".join(filter(None, (line["source"], line["part"], f"pages {line['pages']}" if line["pages"] else "")))
    rows = [
        (name, _shown(found["value"]), f"{found['confidence']:.2f}", str(found["page"] or ""), found["method"])
        for name, found in line["fields"].items()
    ]
    console.table(("field", "value", "sure", "page", "read by"), rows, title=f"{title}: {line['kind']}")
    if line["lines"]:
        names = [name for name in LINE_COLUMNS if any(name in row for row in line["lines"])]
        cells = [[_shown(row[name]["value"]) if name in row else "" for name in names] for row in line["lines"]]
        console.table(names, cells)


LINE_COLUMNS = ("item", "description", "quantity", "shipped", "unit", "unit_price", "net", "lot")


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "; ".join(v if isinstance(v, str) else " ".join(map(str, v.values())) for v in value)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(read)


__all__ = ["add_to", "read"]
