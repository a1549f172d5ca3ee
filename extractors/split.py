"""Several documents in one file, and one document over several pages: told apart by their content.

A page begins a new document where it says so ("page 1 of"), where it carries a number of its own
under the same label, or where another kind of document begins; a page that counts on belongs to the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from documents.kinds import Kind
from extractors.classify import Classified, classify, find_titles
from extractors.fields.scene import Scene
from extractors.fold import fold
from extractors.labels import label_book
from extractors.page import Page, page_text
from extractors.view import View, lay_out

_COUNTED = re.compile(
    r"(?:page|seite|blatt|pagina|p[aá]gina|side|sida|p[aá]g?|bl|s)\.?\s*:?\s*(\d{1,3})\s*(?:/|of|von|de|sur|di|van|af|av|\|)\s*(\d{1,3})\b",
    re.IGNORECASE,
)
_PLAIN_COUNT = re.compile(r"(?:page|seite|blatt|pagina|p[aá]gina)\.?\s*:?\s*(\d{1,3})\b(?!\s*[/.,]?\d)", re.IGNORECASE)
_OWN = {Kind.PACKING_SLIP: "delivery_note_number"}
# A title with fewer points is a mention.
_TITLE = 2.9
# A document's own number stands above this share of the page.
_HEAD = 0.45
# Numbers as like as this may be one number of which OCR misread a letter.
_ALIKE = 80.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What one page says of its place: the `count` of "page 1 of 2", its numbers, its title's kind."""

    count: int | None
    of: int | None
    numbers: frozenset[str]
    titled: bool
    kind: Kind


def split(pages: Sequence[Page]) -> list[tuple[Page, ...]]:
    """The pages of each document, in order; blank pages stay with the document before them.

    >>> split([])
    []
    """
    parts: list[list[Page]] = []
    known: Signs | None = None
    for page in pages:
        if not parts:
            parts.append([page])
            known = read_signs(page) if len(pages) > 1 else None
            continue
        signs = read_signs(page)
        if known is not None and _begins(signs, known):
            parts.append([page])
            known = signs
        else:
            parts[-1].append(page)
            known = _joined(known, signs)
    return [tuple(part) for part in parts]


def read_signs(page: Page) -> Signs:
    """The signs of one page."""
    text = page_text(page)
    counted = _COUNTED.search(text)
    plain = None if counted else _PLAIN_COUNT.search(text)
    count = int(counted[1]) if counted else int(plain[1]) if plain else None
    lines = lay_out([page])
    found: Classified = classify([page], lines)
    titles = (t for t in find_titles(lines, page) if t.kind is found.kind and fold(t.text) not in label_book())
    titled = any(title.points >= _TITLE for title in titles)
    scene = Scene(View((page,), lines), found.kind)
    own = _OWN.get(found.kind, "invoice_number")
    claims = (c for c in scene.claims if c.hit.label.field == own and c.hit.label.strong and c.cost < 1.6)
    numbers = {claim.value.value for claim in claims if claim.hit.leads and claim.hit.box[1] < _HEAD * page.height}
    return Signs(count, int(counted[2]) if counted else None, frozenset(numbers), titled, found.kind)


def _begins(signs: Signs, known: Signs) -> bool:
    if signs.numbers and known.numbers and signs.numbers & known.numbers:
        return False
    if signs.count is not None and signs.count > 1:
        return False
    if signs.count == 1:
        return True
    if signs.numbers and known.numbers and (signs.titled or not _alike(signs.numbers, known.numbers)):
        return True
    return signs.titled and signs.kind is not known.kind and signs.kind is not Kind.OTHER


def _alike(some: frozenset[str], others: frozenset[str]) -> bool:
    return any(fuzz.ratio(one, other) >= _ALIKE for one in some for other in others)


def _joined(known: Signs | None, signs: Signs) -> Signs:
    if known is None:
        return signs
    return Signs(signs.count or known.count, known.of, known.numbers | signs.numbers, known.titled, known.kind)


__all__ = ["Signs", "read_signs", "split"]
