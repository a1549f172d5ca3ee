"""Draws docs/demo.svg, the README's picture: what `tallymark demo` prints, as it prints it.

Run by hand after the demo changed: .venv/bin/python scripts/demo-picture.py
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 162
# Rich's own drawing names a font on a foreign host; a page of ours loads nothing from elsewhere.
FOREIGN_FONT = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)


def main() -> int:
    """Run the demo, keep its table, write the picture."""
    shown = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    ran = subprocess.run(
        [str(ROOT / ".venv/bin/tallymark"), "demo"], capture_output=True, text=True, env=shown, check=True
    )
    printed = ran.stdout.split("\nThe workspace is")[0].rstrip()
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi("$ tallymark demo\n" + printed))
    from rich._export_format import CONSOLE_SVG_FORMAT

    svg = console.export_svg(title="tallymark", code_format=FOREIGN_FONT.sub("", CONSOLE_SVG_FORMAT))
    (ROOT / "docs/demo.svg").write_text(svg, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
