"""Train the scorer and its confidence: `python -m benchmarks.train FOLDER... [--pages CACHE]`.

Every figure that decides is measured with the supplier left out. A field keeps its hand-set
weights where fitting does not beat them so.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.calibrating import Judged, fit_signs, rising_table
from benchmarks.fitting import Choice, by_field, fit
from benchmarks.labelled import Labelled, load, same
from extractors.calibration import Model, judge_by, read_off, table_of
from extractors.classify import detect_language
from extractors.fields.read import read_proposals
from extractors.fields.scene import Proposal
from extractors.fields.score import weigh
from extractors.header import read_header
from extractors.lines import LinesRead, read_lines
from extractors.page import Page
from extractors.source import ReadOptions
from extractors.split import split

HERE = Path(__file__).parent
HAND = HERE / "hand_weights.json"
SIGNS = HERE / "hand_signs.json"
SCORER = HERE.parent / "extractors" / "fields" / "weights.json"
CONFIDENCE = HERE.parent / "extractors" / "confidence.json"
STRENGTHS = (0.3, 1.0, 3.0, 8.0)
FOLDS = 10

Weights = dict[str, Mapping[str, float]]
Strengths = Mapping[str, float | None]


@dataclass
class Sample:
    """A document as training sees it."""

    document: Labelled
    pages: tuple[Page, ...]
    proposals: tuple[Proposal, ...]
    lines: LinesRead
    choices: list[Choice] = field(default_factory=list)


def main() -> int:
    """Train from the folders given and write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--pages", type=Path, help="a folder of one's own that keeps pages between runs")
    wanted = parser.parse_args()
    samples = [sample(document) for document in load(wanted.folders, wanted.pages)]
    hand: Weights = json.loads(HAND.read_text("utf-8"))["weights"]
    choices = by_field([choice for each in samples for choice in each.choices])
    strengths = {name: best_strength(name, own, hand) for name, own in sorted(choices.items())}
    weights = fitted(choices, hand, strengths, leave_out=frozenset())
    _write(SCORER, {"version": 1, "weights": {"*": hand["*"], **weights}})
    judged = judge_left_out(samples, choices, hand, strengths)
    _report_header(samples, judged)
    _write(CONFIDENCE, confidence(judged))
    return 0


def sample(document: Labelled) -> Sample:
    """Lay a document out and note which of its proposals are right."""
    pages = split(document.pages)[0]
    language = detect_language(pages)
    proposals = read_proposals(pages, document.kind, language, ReadOptions())
    made = Sample(document, pages, proposals, read_lines(pages, document.kind, language))
    for name, truth in document.truth.items():
        own = [one for one in proposals if one.name == name]
        if own:
            right = [same(name, truth, one.value) for one in own]
            made.choices.append(Choice(name, document.name, document.group, [one.features for one in own], right))
    return made


def prior(name: str, hand: Weights) -> dict[str, float]:
    """The hand-set weights of a field, with those that all fields share."""
    return {**hand["*"], **hand.get(name, {})}


def best_strength(name: str, choices: Sequence[Choice], hand: Weights) -> float | None:
    """How firmly to hold to the hand-set weights; None to keep them as they are."""
    start = prior(name, hand)
    kept = sum(_first_right(choice, start) for choice in choices)
    scored: list[tuple[int, float | None]] = [(kept, None)]
    for strength in STRENGTHS:
        right = 0
        for left_out in folds({choice.group for choice in choices}):
            weights = {**start, **fit([c for c in choices if c.group not in left_out], start, strength)}
            right += sum(_first_right(c, weights) for c in choices if c.group in left_out)
        scored.append((right, strength))
    best = max(scored, key=lambda pair: (pair[0], pair[1] is None, pair[1] or 0.0))
    print(f"{name:22} of {len(choices):4}, supplier left out: hand {kept:4}, fitted {best[0]:4} (strength {best[1]})")
    return best[1]


def folds(groups: set[str]) -> list[frozenset[str]]:
    """Groups dealt into at most ten folds, each group whole."""
    ordered = sorted(groups)
    return [frozenset(ordered[at::FOLDS]) for at in range(min(FOLDS, len(ordered)))]


def fitted(
    choices: Mapping[str, Sequence[Choice]],
    hand: Weights,
    strengths: Mapping[str, float | None],
    leave_out: frozenset[str],
) -> Weights:
    """The weights of every field, fitted without some groups."""
    weights: Weights = {}
    for name, own in choices.items():
        strength, start = strengths[name], prior(name, hand)
        known = [choice for choice in own if choice.group not in leave_out]
        weights[name] = start if strength is None or not known else {**start, **fit(known, start, strength)}
    return weights


def judge_left_out(
    samples: Sequence[Sample],
    choices: Mapping[str, Sequence[Choice]],
    hand: Weights,
    strengths: Mapping[str, float | None],
) -> list[Judged]:
    """What the reader would choose on documents whose suppliers it has not seen, and whether that is right."""
    judged: list[Judged] = []
    for left_out in folds({each.document.group for each in samples}):
        weights: Weights = {"*": hand["*"], **fitted(choices, hand, strengths, left_out)}
        for each in samples:
            if each.document.group in left_out:
                judged += _judged(each, weights)
    return judged


def confidence(judged: Sequence[Judged]) -> dict[str, object]:
    """The confidence model, its tables from sums of which the supplier was left out."""
    prior: dict[str, float] = json.loads(SIGNS.read_text("utf-8"))["signs"]
    sums: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for left_out in folds({value.group for value in judged}):
        weights, offsets = fit_signs([value for value in judged if value.group not in left_out], prior)
        model = Model(weights, offsets, {})
        for value in judged:
            if value.group in left_out:
                sums[table_of(value.signs)].append((model.total(value.field, value.signs), value.right))
    tables = {medium: rising_table([s for s, _ in pairs], [r for _, r in pairs]) for medium, pairs in sums.items()}
    _report(sums, Model({}, {}, tables))
    weights, offsets = fit_signs(judged, prior)
    return {"version": 1, "weights": weights, "offsets": offsets, "tables": tables}


def _judged(each: Sample, weights: Weights) -> list[Judged]:
    header = read_header(each.document.kind, weigh(each.proposals, weights), each.lines)
    judge = judge_by(each.pages)
    return [
        Judged(name, each.document.group, judge.signs(name, header), same(name, truth, header.chosen[name].value))
        for name, truth in each.document.truth.items()
        if name in header.chosen
    ]


def _first_right(choice: Choice, weights: Mapping[str, float]) -> bool:
    sums = [sum(weights.get(name, 0.0) * amount for name, amount in features.items()) for features in choice.features]
    return choice.right[max(range(len(sums)), key=sums.__getitem__)]


def _report(sums: Mapping[str, Sequence[tuple[float, bool]]], model: Model) -> None:
    for medium, pairs in sums.items():
        rows = [(read_off(model.tables[medium], total), right) for total, right in pairs]
        for least in (0.8, 0.9, 0.975):
            kept = [right for sure, right in rows if sure >= least]
            wrong = Counter(kept)[False]
            print(f"{medium}: at {least} or more {len(kept)} of {len(rows)} values, {wrong} wrong")


def _report_header(samples: Sequence[Sample], judged: Sequence[Judged]) -> None:
    """Precision and recall of the header with the supplier left out, by medium."""
    asked = Counter(("ocr" if _by_ocr(each) else "text") for each in samples for _ in each.document.truth)
    read = Counter("ocr" if value.signs.get("ocr") else "text" for value in judged)
    right = Counter("ocr" if value.signs.get("ocr") else "text" for value in judged if value.right)
    for medium in sorted(asked):
        precision, recall = right[medium] / max(read[medium], 1), right[medium] / asked[medium]
        score = 2 * precision * recall / max(precision + recall, 1e-9)
        print(
            f"header, supplier left out, {medium}: P {precision:.3f} R {recall:.3f} F1 {score:.3f} of {asked[medium]}"
        )


def _by_ocr(each: Sample) -> bool:
    return any(page.source == "ocr" for page in each.pages)


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
