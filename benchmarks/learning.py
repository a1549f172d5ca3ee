"""What one correction teaches: `python -m benchmarks.learning FOLDER…`, folders with a manifest.json.

Documents are grouped by supplier (`group` in the manifest, else the supplier's name). First every value that
was read wrongly is put right in turn, and the supplier's other documents are read by what that taught: of
those that were wrong in the field, how many are right now, and of those that were right, how many turned wrong.
Then the same of every value, as though none had been read: how often a learnt place leads to the right
value on another document, to a wrong one, or to none. No replay guards here what the journey's replay would.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.labelled import Labelled, load, same
from documents.draft import Draft
from extractors.layouts import LEARNABLE, Lesson, Standing, apply, learn, pages_of, print_of, readings
from extractors.page import Page
from extractors.reader import read_pages
from extractors.source import Source


@dataclass(frozen=True)
class Read:
    """A document with its truth, what was read of it, and its pages as they are kept."""

    labelled: Labelled
    draft: Draft
    pages: tuple[Page, ...]

    def right(self, field: str, draft: Draft | None = None) -> bool:
        """True if a field was read as the truth has it; `draft` is another reading."""
        value = (draft or self.draft).value(field)
        return value is not None and same(field, self.labelled.truth[field], value)


@dataclass(frozen=True)
class Taught:
    """What a correction did to another document's field: `before` and `after` say whether it was right."""

    teacher: str
    other: str
    field: str
    before: bool
    after: bool


def read_groups(folders: Sequence[Path], cache: Path | None) -> Mapping[str, list[Read]]:
    """The documents of each supplier that has several, read without any lesson."""
    groups: dict[str, list[Read]] = defaultdict(list)
    for one in load(folders, cache):
        drafts = read_pages(one.pages, Source(b"", one.name))
        if drafts:
            groups[one.group].append(Read(one, drafts[0], pages_of(print_of(one.pages))))
    return {name: reads for name, reads in groups.items() if len(reads) > 1}


def lesson_of(read: Read, field: str, draft: Draft) -> Lesson | None:
    """What the truth of a field on one document teaches."""
    place = learn(read.pages, draft, field, read.labelled.truth[field])
    if place is None:
        return None
    before = draft.fields.get(field)
    mistaken = before.confidence if before is not None else 0.0
    disproved = field in draft.proved
    return Lesson(1, place, "truth", "clerk", 1, date.min, Standing.ACTIVE, mistaken=mistaken, disproved=disproved)


def corrections(reads: Sequence[Read], tally: Counter[str]) -> Iterator[Taught]:
    """Each wrong value put right in turn, and what that does to the supplier's other documents."""
    for teacher in reads:
        for field in (name for name in LEARNABLE if name in teacher.labelled.truth and not teacher.right(name)):
            lesson = lesson_of(teacher, field, teacher.draft)
            tally["corrections"] += 1
            tally["taught nothing"] += lesson is None
            for other in (one for one in reads if one is not teacher and field in one.labelled.truth):
                if lesson is None:
                    tally["others of those that taught nothing"] += not other.right(field)
                    continue
                after = other.right(field, apply(other.pages, [lesson], other.draft))
                yield Taught(teacher.labelled.name, other.labelled.name, field, other.right(field), after)


def places(reads: Sequence[Read]) -> Iterator[tuple[str, str, str]]:
    """For each value of each document, what its place leads to elsewhere: (field, outcome, which documents)."""
    for teacher in reads:
        for field in (name for name in LEARNABLE if name in teacher.labelled.truth):
            lesson = lesson_of(teacher, field, teacher.draft)
            for other in reads:
                if lesson is None or other is teacher or field not in other.labelled.truth:
                    continue
                value = next(iter(readings(other.pages, lesson, other.draft)), None)
                right = value is not None and same(field, other.labelled.truth[field], value)
                outcome = "right" if right else "none" if value is None else "wrong"
                yield field, outcome, f"{teacher.labelled.name} -> {other.labelled.name}: {value!r}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, teach, print; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="folders of documents, each with its manifest.json")
    parser.add_argument("--cache", type=Path, help="a folder of one's own that keeps pages")
    parser.add_argument("--misses", type=int, default=0, help="print the first N misses")
    given = parser.parse_args(arguments)
    groups = read_groups(given.folders, given.cache)
    documents = sum(map(len, groups.values()))
    print(f"{len(groups)} suppliers with {documents} documents")
    _report_corrections(groups, given.misses)
    _report_places(groups, given.misses)
    return 0


def _report_corrections(groups: Mapping[str, list[Read]], misses: int) -> None:
    tally: Counter[str] = Counter()
    taught = [one for reads in groups.values() for one in corrections(reads, tally)]
    wrong, right = [one for one in taught if not one.before], [one for one in taught if one.before]
    righted, broken = sum(one.after for one in wrong), sum(not one.after for one in right)
    idle, beside = tally["taught nothing"], tally["others of those that taught nothing"]
    print(f"{tally['corrections']} corrections, {idle} of them taught nothing: no print of the value stands apart")
    print(f"other documents wrong in a field that nothing was taught of: {beside}")
    print(f"other documents wrong in the field: {len(wrong)}, right after one correction: {righted}")
    print(f"other documents right in the field: {len(right)}, wrong after one correction: {broken}")
    for one in [one for one in taught if not one.after][:misses]:
        print("  ", one)


def _report_places(groups: Mapping[str, list[Read]], misses: int) -> None:
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    shown: list[str] = []
    for reads in groups.values():
        for field, outcome, what in places(reads):
            outcomes[field][outcome] += 1
            outcomes["all"][outcome] += 1
            shown += [f"   {field} {outcome}: {what}"] if outcome != "right" else []
    print(f"{'place of':22}{'right':>7}{'wrong':>7}{'none':>7}")
    for field, counts in outcomes.items():
        print(f"{field:22}{counts['right']:7}{counts['wrong']:7}{counts['none']:7}")
    print("\n".join(shown[:misses]))


if __name__ == "__main__":
    sys.exit(main())
