"""Where Tesseract's language data lies: tesserocr takes one folder, so set-up links all of them into one.

`python -m extractors.pages.tessdata link` makes that folder (`<environment>/share/tessdata-all`) from the
data that pip packages brought and those of the system. Reading never writes: without the linked folder
it takes the single folder that has most languages.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from documents.errors import UnreadableError, WrongUseError

_SYSTEM = (
    "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata",
    "/usr/local/share/tessdata", "/opt/homebrew/share/tessdata",
)  # fmt: skip
_SUFFIX = ".traineddata"


def linked_folder() -> Path:
    """The one folder that set-up fills."""
    return Path(sys.prefix) / "share" / "tessdata-all"


def sources() -> tuple[Path, ...]:
    """The folders that hold language data, those of the environment first."""
    places = (Path(sys.prefix) / "share" / "tessdata", *map(Path, _SYSTEM))
    return tuple(place for place in places if place.is_dir())


def languages_in(folder: Path) -> frozenset[str]:
    """Tesseract's codes (`eng`, `deu`, …) of the models in a folder, orientation data (`osd`) included."""
    return frozenset(path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}") if path.exists())


@cache
def tessdata_folder() -> Path:
    """The folder to read with. Raises UnreadableError (unsupported) if no language data is installed."""
    candidates = [place for place in (linked_folder(), *sources()) if place.is_dir() and languages_in(place) - {"osd"}]
    if not candidates:
        raise UnreadableError(
            "Scans cannot be read: no language data of Tesseract is installed; run `make setup`.", code="unsupported"
        )
    return max(candidates, key=lambda place: len(languages_in(place)))


@cache
def installed() -> frozenset[str]:
    """Tesseract's codes of the languages that can be read."""
    return languages_in(tessdata_folder())


@cache
def edition(languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages with what tells their models from later ones: size in bytes and time of change."""
    files = [(code, (tessdata_folder() / f"{code}{_SUFFIX}").stat()) for code in languages]
    return tuple(f"{code} {facts.st_size} {facts.st_mtime_ns}" for code, facts in files)


def link(target: Path | None = None) -> tuple[str, ...]:
    """Link every model found into one folder, the environment's own (fast) ones first; returns their codes."""
    folder = target or linked_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for place in sources():
        for model in sorted(place.glob(f"*{_SUFFIX}")):
            entry = folder / model.name
            if entry.is_symlink() and not entry.exists():
                entry.unlink()
            if not entry.exists():
                entry.symlink_to(model.resolve())
    return tuple(sorted(languages_in(folder)))


def main(arguments: list[str]) -> None:
    """`link` makes the folder, `show` names it and its languages."""
    if arguments not in (["link"], ["show"]):
        raise WrongUseError("usage: python -m extractors.pages.tessdata link|show")
    found = link() if arguments == ["link"] else tuple(sorted(installed()))
    sys.stdout.write(f"{linked_folder() if arguments == ['link'] else tessdata_folder()}: {' '.join(found)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

__all__ = ["edition", "installed", "languages_in", "link", "linked_folder", "sources", "tessdata_folder"]
