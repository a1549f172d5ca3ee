"""How well mails are taken apart: attachment lists (name, size, SHA-256) against a manifest, memory and speed.

    python -m benchmarks.unwrapping FOLDER [--misses]

FOLDER holds mails and a `manifest.json`: a list of {"file", "kind": "email", "truth": {"attachments":
[{"name", "bytes", "sha256"}]}}. A mail is right if all its attachments and no others were found. An
attachment that is an archive itself counts by its name once it was opened.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from documents.errors import UnreadableError
from extractors.sandbox import ReaderPool
from extractors.unwrap.names import safe
from extractors.unwrap.unwrapped import Unwrapped


@dataclass(frozen=True, slots=True)
class Score:
    """One mail: whether the contents are right, whether the names are too, and what was expected and found."""

    file: str
    contents: bool
    names: bool
    told: str


def score(file: str, truth: list[dict[str, Any]], found: Unwrapped) -> Score:
    """Hold the parts of one mail against its manifest."""
    parts = [part for part in found.parts if part.path.rpartition("/")[2] != "body"]
    opened = {step for part in parts for step in part.path.split("/")[:-1]}
    leaves = [one for one in truth if safe(str(one.get("name") or "")) not in opened]
    inside = {safe(str(one.get("name") or "")) for one in truth} & opened
    mine = [part for part in parts if not inside & set(part.path.split("/")[:-1])]
    contents = Counter(one["sha256"] for one in leaves) == Counter(part.sha256 for part in mine)
    wanted = Counter(safe(str(one["name"])) for one in leaves if one.get("name"))
    names = contents and not wanted - Counter(part.path.rpartition("/")[2] for part in mine)
    told = (
        f"expected {[(one.get('name'), one['bytes']) for one in truth]}, found {[(p.path, len(p.data)) for p in parts]}"
    )
    return Score(file, contents, names, told)


def measure(folder: Path, readers: ReaderPool) -> list[Score]:
    """Every mail of the manifest that has a truth."""
    scores = []
    for entry in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
        truth = entry.get("truth", {}).get("attachments") if entry.get("kind") == "email" else None
        if truth is None:
            continue
        try:
            found = readers.unwrap((folder / entry["file"]).read_bytes(), Path(entry["file"]).name)
        except UnreadableError as error:
            scores.append(Score(entry["file"], contents=False, names=False, told=error.sentence))
        else:
            scores.append(score(entry["file"], truth, found))
    return scores


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--misses", action="store_true", help="list the mails that are not right")
    asked = arguments.parse_args()
    with ReaderPool(size=1) as readers:
        begun = time.perf_counter()
        scores = measure(asked.folder, readers)
        seconds = time.perf_counter() - begun
    print(f"mails               {len(scores)}")
    print(f"contents right      {sum(one.contents for one in scores) / max(1, len(scores)):.3f}")
    print(f"names right too     {sum(one.names for one in scores) / max(1, len(scores)):.3f}")
    print(f"per mail            {1000 * seconds / max(1, len(scores)):.0f} ms")
    print(f"largest reader      {readers.peak >> 20} MiB")
    for one in scores if asked.misses else ():
        if not one.names:
            print(f"  {one.file}: {one.told}")


if __name__ == "__main__":
    main()

__all__ = ["Score", "measure", "score"]
