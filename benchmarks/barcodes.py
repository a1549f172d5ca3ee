"""How many barcodes are read, and how many wrongly: `python -m benchmarks.barcodes FOLDER...`.

The truth of a case is either `barcodes` with `barcodes_still_readable` (null: all of them are), or
`truth.barcode_value`, or `truth.expect` "no barcode". Codes that the truth does not name count as wrong only where
the truth is a whole list.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from extractors.barcodes import Effort, read_codes
from extractors.barcodes.reading import Grey


@dataclass
class Count:
    """What came out; `seconds` is CPU."""

    wanted: int = 0
    read: int = 0
    wrong: int = 0
    pages: int = 0
    seconds: float = 0
    faults: list[str] = field(default_factory=list)

    def add(self, file: str, truth: Sequence[str], found: Sequence[str], *, whole: bool) -> None:
        """Blanks in a code's text do not count; `whole` says that the truth names every code of the file."""
        truth, found = ["".join(value.split()) for value in truth], ["".join(value.split()) for value in found]
        self.wanted += len(truth)
        self.read += sum(value in found for value in truth)
        extra = [value for value in found if value not in truth] if whole else []
        self.wrong += len(extra)
        self.faults += [f"{file}: {value!r} not read" for value in truth if value not in found]
        self.faults += [f"{file}: {value!r} is not in the truth" for value in extra]


def truth_of(case: Mapping[str, Any]) -> list[str] | None:
    """The codes that can be read on a case's pages; None where nobody says."""
    if "barcodes" in case:
        printed = [str(code["value"]) for code in case["barcodes"]]
        return printed if case.get("barcodes_still_readable") is None else list(case["barcodes_still_readable"])
    truth = case.get("truth") or {}
    if truth.get("barcode_value"):
        return [str(truth["barcode_value"])]
    return [] if truth.get("expect") == "no barcode" else None


def count(folders: Sequence[Path], effort: Effort) -> Count:
    """Read every case with a truth."""
    total = Count()
    for folder in folders:
        for case in json.loads((folder / "manifest.json").read_text("utf-8")):
            truth = truth_of(case) if "barcode" in json.dumps(case) else None
            if truth is None:
                continue
            found: list[str] = []
            for pixels in pictures(folder / case["file"]):
                before = time.process_time()
                found += [code.text for code in read_codes(pixels, 200, 1, effort)]
                total.seconds += time.process_time() - before
                total.pages += 1
            total.add(case["file"], truth, found, whole="barcodes" in case or case["medium"] == "image")
    return total


def pictures(file: Path) -> Iterator[Grey]:
    """The pages of a file as grey pixels, PDF pages at 200 dpi."""
    import pypdfium2 as pdfium
    from PIL import Image, ImageSequence

    if file.suffix == ".pdf":
        for page in pdfium.PdfDocument(file):
            bitmap = page.render(scale=200 / 72, grayscale=True)
            yield np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
        return
    with Image.open(file) as picture:
        for frame in ImageSequence.Iterator(picture):
            yield np.asarray(frame.convert("L"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Count and print; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.barcodes", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="folders with a manifest.json")
    parser.add_argument("--effort", type=Effort, choices=list(Effort), default=Effort.THOROUGH)
    given = parser.parse_args(arguments)
    total = count(given.folders, given.effort)
    share = total.read / max(1, total.wanted)
    print(f"{total.read} of {total.wanted} codes read ({share:.1%}), {total.wrong} wrong, effort {given.effort.value}")
    print(f"{total.pages} pages, {1000 * total.seconds / max(1, total.pages):.0f} ms CPU a page")
    for fault in total.faults:
        print(fault)
    return 0


if __name__ == "__main__":
    sys.exit(main())
