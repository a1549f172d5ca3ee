"""`tallymark find`, `get` and `verify`: the archive."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.edge import DONE, FAILED
from documents.errors import WrongUseError
from documents.kinds import Kind
from documents.lifecycle import State

Words = Annotated[list[str] | None, typer.Argument(metavar="[WORDS]...", help='Words, "a phrase", or begin*.')]
Number = Annotated[str, typer.Option("--number", help="A piece of any number on it.")]
Supplier = Annotated[str | None, typer.Option("--supplier", help="Only of this supplier (our id).")]
OfKind = Annotated[Kind | None, typer.Option("--kind", help="Only of this kind.")]
InState = Annotated[State | None, typer.Option("--state", help="Only in this state.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Bounds of the document's own date.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table.")]
Because = Annotated[str, typer.Option("--because", help="Why, for the access log.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many.")]


def find(
    words: Words = None, number: Number = "", supplier: Supplier = None, kind: OfKind = None, state: InState = None,
    since: Day = None, until: Day = None, limit: Limit = 50, because: Because = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Find documents by their words and fields, newest first. Every search is logged.

    Example: tallymark find hexagon bolt --supplier V100 --since 2026-01-01
    """
    from journey.settings import load
    from journey.shift import open_shift
    from storage.search import SearchQuery

    query = SearchQuery(
        " ".join(words or ()), number, supplier, kind, state, since.date() if since else None,
        until.date() if until else None, limit=limit,
    )  # fmt: skip
    with open_shift(load()) as shift:
        asked = f"{because} {query}".strip()
        shift.workspace.run(lambda unit: unit.audit.record_access(getpass.getuser(), "search", asked))
        with shift.workspace.look() as unit:
            page = unit.search.search(query)
    if as_json:
        for hit in page.hits:
            console.json_line({
                "document": hit.document, "kind": hit.kind.value, "title": hit.title, "supplier": hit.supplier,
                "date": hit.dated and hit.dated.isoformat(), "state": hit.state.value,
            })  # fmt: skip
        return
    rows = [(str(h.document), h.title, h.supplier or "-", str(h.dated or "-"), h.state.value) for h in page.hits]
    console.table(("document", "what", "supplier", "date", "state"), rows)
    if page.next:
        console.say(f"there are more: give --limit, or more words (the first {limit} are shown)")


def get(
    document: Annotated[int, typer.Argument(metavar="DOCUMENT", help="The document's number.")],
    to: Annotated[Path | None, typer.Option("--to", help="A file or folder (default: the current folder).")] = None,
    because: Because = "",
    file: Annotated[int, typer.Option("--file", help="Of a document over several files: which, from 1.")] = 1,
) -> None:  # fmt: skip
    """Fetch a document's original, byte for byte, checked against its hash. The access is logged first.

    Example: tallymark get 12 --to invoice.pdf --because "tax audit 2026"
    """
    from journey.archive.retrieve import original
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        name, data = original(shift, document, getpass.getuser(), because or "asked for on the command line", file)
    path = to / name if to is not None and to.is_dir() else to or Path(name)
    if path.exists():
        raise WrongUseError(f"{path} is there already: name another file with --to")
    path.write_bytes(data)
    console.say(f"{path}: {len(data)} bytes, as received")


def verify(
    every: Annotated[bool, typer.Option("--all", help="Every object and every entry of the log.")] = False,
    hashes: Annotated[list[str] | None, typer.Argument(metavar="[SHA256]...", help="Only these objects.")] = None,
) -> None:
    """Prove that nothing was touched: archived bytes, audit chain, ledger.

    Exit status 1 with the full hash of each faulty object, or the entry of the log.

    Example: tallymark verify --all
    """
    from journey.settings import load
    from journey.shift import open_shift
    from storage import verification

    if every is bool(hashes):
        raise WrongUseError("give --all, or the hashes of objects")
    with open_shift(load()) as shift:
        if hashes:
            faults = [f"object {sha256}" for sha256 in verification.verify_objects(shift.workspace, hashes)]
            looked_at = f"{len(hashes)} objects"
        else:
            report = verification.verify_all(shift.workspace)
            objects = [f"object {sha256} is missing or changed" for sha256 in report.objects]
            faults = [*objects, *report.entries, *report.records]
            looked_at = f"{report.checked_objects} objects and {report.checked_entries} entries of the log"
    for fault in faults:
        console.say(fault)
    console.say(f"{looked_at} checked, {len(faults)} faults")
    raise typer.Exit(FAILED if faults else DONE)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (find, get, verify):
        app.command()(command)


__all__ = ["add_to"]
