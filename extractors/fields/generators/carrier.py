"""Who carries the goods: the words beside a carrier's label, or a carrier known by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors.fields.hits import Hit
from extractors.fields.scene import Proposal, Scene, place
from extractors.fold import fold_words
from extractors.labels import find_label, read_words
from extractors.view import Token, box_of

_ENDS = re.compile(r"^[—–|·•,;-]+$")


def propose(scene: Scene) -> Iterator[Proposal]:
    """The text right of each carrier label, or below it, and every known carrier's name."""
    for hit in scene.hits:
        if hit.label.field == "carrier":
            yield from _beside(scene, hit)
    for line in scene.view.lines:
        words = f" {fold_words(line.text)} "
        for key, name in _known().items():
            if f" {key} " in words:
                tokens = _tokens_of(line.tokens, key)
                if tokens:
                    features = {
                        "carrier": 1.0,
                        "known": 1.0,
                        "name_length": len(key) / 20,
                        "down": place(scene.view, line.page, line.box),
                    }
                    yield Proposal("carrier", name, name, line.page, box_of(tokens), "", "carrier/name", features)


@cache
def _known() -> dict[str, str]:
    return {fold_words(name): name for name in read_words("carriers")["names"]}


def _tokens_of(tokens: tuple[Token, ...], key: str) -> list[Token]:
    parts = set(key.split())
    return [token for token in tokens if set(fold_words(token.text).split()) & parts]


def _beside(scene: Scene, hit: Hit) -> Iterator[Proposal]:
    line = scene.view.lines[hit.line]
    tokens = right = _run(line.tokens[hit.end :])
    cost = 0.0
    if right and right[0].cell != line.tokens[hit.end - 1].cell:
        cost = min((right[0].box[0] - hit.box[2]) / hit.size * 0.05, 1.5)
    if not right or cost >= 0.5:
        below = _under(scene, hit)
        if below:
            yield _proposal(below, hit, 0.6)
    if tokens:
        yield _proposal(tokens, hit, cost)


def _proposal(tokens: list[Token], hit: Hit, cost: float) -> Proposal:
    text = " ".join(token.text for token in tokens).strip(" ,;:·|—–-")
    known = any(key in fold_words(text) for key in _known())
    features = {
        "carrier": 1.0, "labelled": 1.0, "cost": cost, "known": float(known), "strong": float(hit.label.strong),
        "no_letters": float(sum(c.isalpha() for c in text) < 2), "long": float(len(text) > 40),
    }  # fmt: skip
    return Proposal("carrier", text, text, hit.page, box_of(tokens), hit.text, "label/right", features)


def _run(tokens: tuple[Token, ...]) -> list[Token]:
    """The words of one value: up to a divider, a column's gap or the next label."""
    run: list[Token] = []
    for index, token in enumerate(tokens):
        if not run and not token.key:
            continue
        ends = bool(run) and (token.cell != run[0].cell or _ENDS.match(token.text) is not None)
        if ends or _is_label(tokens[index:]):
            break
        run.append(token)
        if len(run) >= 6:
            break
    return run


def _is_label(tokens: tuple[Token, ...]) -> bool:
    key = ""
    for token in tokens[:4]:
        key += token.key
        if any(label.strong and len(key) > 3 for label in find_label(key)):
            return True
    return False


def _under(scene: Scene, hit: Hit) -> list[Token]:
    for number in range(hit.line + 1, min(hit.line + 3, len(scene.view.lines))):
        line = scene.view.lines[number]
        if line.page != hit.page or line.box[1] - hit.box[3] > 2.5 * hit.size:
            break
        for cell in line.cells():
            if abs(cell[0].box[0] - hit.box[0]) < 1.5 * hit.size:
                return _run(cell)
    return []


__all__ = ["propose"]
