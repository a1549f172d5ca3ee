"""The commands as a page: `python -m cli.reference > docs/commands.md`. A test holds the page to the program."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from cli.main import app

HEAD = """# Commands

*Written from the program by `python -m cli.reference > docs/commands.md`.*

`tallymark COMMAND --help` shows the same. The workspace is `$TALLYMARK_HOME` (default: `tallymark` below the
user's data folder); its `settings.toml` says who the buyer is.

Exit status: 0 done, 1 it could not be done or something is left for a later run, 2 wrong use. An error is
one sentence on stderr, never a traceback; the details of what nobody foresaw are in the workspace's `logs`.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "\n" + "\n".join(_commands(get_command(app), "tallymark"))


def _commands(group: Any, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield from _command(command, f"{path} {name}")


def _command(command: Any, path: str) -> Iterator[str]:
    text, _, example = (command.help or "").partition("Example: ")
    yield f"## {path}\n"
    yield f"{_plain(text)}\n"
    rows = [row for parameter in command.params if (row := _parameter(parameter))]
    if rows:
        yield "| | |\n|---|---|"
        yield from rows
        yield ""
    yield f"```sh\n{example.strip()}\n```\n"


def _parameter(parameter: Any) -> str | None:
    said = getattr(parameter, "help", "") or ""
    if parameter.param_type_name == "argument":
        name = parameter.metavar or parameter.name.upper()
    elif parameter.name == "help":
        return None
    else:
        value = "" if parameter.is_flag else f" {parameter.metavar or 'VALUE'}"
        name = ", ".join(parameter.opts) + value
    needed = " (needed)" if parameter.required else ""
    return f"| `{name}` | {_cell(said)}{needed} |"


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """A help text as paragraphs: the line breaks inside a paragraph are the source's."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()))


if __name__ == "__main__":
    sys.stdout.write(page())

__all__ = ["page"]
