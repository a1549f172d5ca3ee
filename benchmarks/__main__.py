"""`make bench`: what the machine can show by itself, then accuracy over the folders that are named.

    python -m benchmarks [FOLDER …]      each FOLDER holds documents and their manifest.json

Every benchmark runs in a process of its own, so that one's memory and caches do not help the next.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ALONE = ("rules", "storage", "matching", "mailboxes", "ocr_cost", "page_cost", "sharing")
OVER_FOLDERS = (("reading", "--page-only"), ("reading",), ("unwrapping",), ("barcodes",), ("learning",))


def main(folders: Sequence[str]) -> int:
    """Run all benchmarks; the exit status is the number of those that failed."""
    missing = [folder for folder in folders if not (Path(folder) / "manifest.json").is_file()]
    if missing:
        sys.exit(f"no manifest.json in {', '.join(missing)}: name folders of documents with their truth")
    runs: list[tuple[str, ...]] = [(name,) for name in ALONE]
    runs += [(name, folder, *options) for folder in folders for name, *options in OVER_FOLDERS]
    failed = 0
    for name, *arguments in runs:
        print(f"\n== {name} {' '.join(arguments)}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
