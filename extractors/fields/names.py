"""What might be a company's name: cells of text, with all that tells whose name it is.

A letter's anatomy (DIN 5008 and its kin): the sender's small line above the window, the receiver's
block in the window, the letterhead on top, the imprint at the foot. Labels say it outright.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz

from documents.measures import Box, Confidence, Points
from extractors.fields.blocks import has_address, heads_block
from extractors.fields.party_words import labelled, led_by, party_of
from extractors.fold import fold_words
from extractors.labels import label_book, read_words
from extractors.locale.dates import find_dates
from extractors.page import enclosing
from extractors.view import Line, Token, View, box_of

_SEPARATORS = re.compile(r"\s+[·•●∙|*–—-]+\s+|\s*[·•●∙|]\s*|,\s+(?=\S*\d|[A-Z])|\s{3,}")
_MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)|(?:https?://|www\.)([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
# The number under which a company is registered, printed behind its name: "(759765-H)", "273500-U (KSB)".
_REGISTERED = re.compile(r"\s+(?:[({\[<]\s*[A-Z]{0,3}\d{5,}|[({\[<]?[A-Z]{0,3}\d{3,}\s?-\s?[A-Z]\b).*$")
_WEB = re.compile(r"(?:https?://|www\.)", re.IGNORECASE)
_LABEL_FILES = (
    "invoice_number",
    "invoice_date",
    "due_date",
    "po_number",
    "gross_total",
    "net_total",
    "tax_total",
    "other_codes",
    "other_dates",
    "supplier_vat",
    "delivery_note_number",
    "other_amounts",
)


@dataclass(frozen=True, slots=True)
class NameCell:
    """A run of words that may be a name. `party` is what a label says of it, `how` where that label stands.

    `form` is 1 for a sure legal form, 0.6 for a short one; `sender` for the first part of a sender's line,
    `block` where an address follows below; `clear` is how surely OCR read it, 1 for text.
    """

    text: str
    key: str
    box: Box
    page: int
    line: int
    size: Points
    bold: bool
    form: float
    sender: bool = False
    block: bool = False
    heads: bool = False
    party: str = ""
    inline: bool = False
    span: Box = (0.0, 0.0, 0.0, 0.0)
    clear: Confidence = 1.0


def find_names(view: View) -> tuple[NameCell, ...]:
    """Every cell that may name a company, in reading order."""
    found: list[NameCell] = []
    for line in view.lines:
        for cell in line.cells():
            found += _name_of(view, line, cell)
    return (*found, *_continued(found))


def domains(view: View) -> tuple[str, ...]:
    """The mail and web domains printed on the pages, each once, with the host's first labels.

    >>> from extractors.page import Page, Word
    >>> domains(View((), ()))
    ()
    """
    found: dict[str, None] = {}
    for line in view.lines:
        for match in _MAIL.finditer(line.text):
            found[(match[1] or match[2]).lower().removeprefix("www.")] = None
    return tuple(found)


def legal_form(text: str) -> float:
    """1 where a sure legal form ends or begins a name, 0.6 for a short one in capitals, else 0.

    >>> legal_form("Hofgut Handels GmbH"), legal_form("QualityHosting AG"), legal_form("Invoice Summary")
    (1.0, 0.6, 0.0)
    """
    words = fold_words(text).split()
    sure, short = _forms()
    if len(words) > 2 and _only_form(" ".join(words[-2:])):
        return 1.0
    for size in (4, 3, 2, 1):
        if len(words) > size and (" ".join(words[-size:]) in sure or " ".join(words[:size]) in sure):
            return 1.0
    if len(words) > 1 and words[-1] in short and re.search(rf"\b{words[-1]}\.?\W*$", text, re.IGNORECASE):
        return 0.6 if text.rstrip(" .,").split()[-1].isupper() else 0.0
    return 0.9 if any(word in sure and len(word) >= 4 for word in words[1:]) else 0.0


@cache
def _forms() -> tuple[frozenset[str], frozenset[str]]:
    table = read_words("legal_forms")
    return frozenset(map(fold_words, table["sure"])), frozenset(map(fold_words, table["short"]))


@cache
def _label_words() -> frozenset[str]:
    tables = [read_words(name) for name in _LABEL_FILES]
    lists = (words for table in tables for part in ("strong", "weak") for words in table.get(part, {}).values())
    return frozenset(
        word for words in lists for phrase in words for word in fold_words(phrase).split() if len(word) > 3
    )


def labelish(key: str) -> float:
    """The share of a folded text's words that labels are made of.

    >>> labelish("invoice date"), labelish("hofgut handels gmbh")
    (1.0, 0.0)
    """
    words = key.split()
    return sum(word in _label_words() for word in words) / max(len(words), 1)


def _name_of(view: View, line: Line, cell: Sequence[Token]) -> Iterator[NameCell]:
    party, tokens = led_by(cell)
    parts = [part for part in _SEPARATORS.split(" ".join(token.text for token in tokens)) if part.strip()]
    head = _trimmed(_REGISTERED.sub("", parts[0])) if parts else ""
    if not _namelike(head):
        return
    used = tokens[: max(len(head.split()), 1)]
    box, size = box_of(used), max(token.size for token in used)
    column = (box[0], box[1], cell[-1].box[2], box[3])  # what stands behind a name is centred with it
    yield NameCell(
        head, fold_words(head), box, line.page, line.number, size, used[0].bold, legal_form(head),
        sender=any(c.isdigit() for part in parts[1:] for c in part), block=has_address(view, line, column, size),
        heads=heads_block(view, line, column, size), party=party or labelled(view, line, cell), inline=bool(party),
        span=box_of(cell), clear=_clearness(used),
    )  # fmt: skip


def _clearness(tokens: Sequence[Token]) -> Confidence:
    letters = sum(len(token.text) for token in tokens)
    return sum(token.confidence * len(token.text) for token in tokens) / max(letters, 1)


def _continued(names: Sequence[NameCell]) -> Iterator[NameCell]:
    """Names whose legal form stands alone behind them or on the next line, as narrow paper makes them."""
    for before, after in pairwise(names):
        near = after.page == before.page and after.box[1] - before.box[3] < 1.2 * after.size
        if near and _only_form(after.key) and after.line - before.line <= 1:
            text = f"{before.text} {after.text}"
            box = enclosing([before.box, after.box])
            yield replace(before, text=text, key=fold_words(text), box=box, form=1.0)


def _only_form(key: str) -> bool:
    """True for a legal form and nothing else, also one that OCR misread by a letter."""
    sure, _ = _forms()
    return key in sure or (len(key) >= 6 and any(len(form) >= 6 and fuzz.ratio(form, key) >= 80 for form in sure))


def _trimmed(text: str) -> str:
    """A name without the marks around it; the points of "B.V." are its own."""
    bare = text.strip(" ,;:").lstrip(".")
    return bare if "." in bare.rstrip(".").rpartition(" ")[2] else bare.rstrip(".")


def _namelike(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    if letters < 3 or len(text) > 70 or "@" in text or len(text.split()) > 9:
        return False
    if sum(c.isdigit() for c in text) > 0.35 * len(text) or text.endswith(":"):
        return False
    if _WEB.match(text) or find_dates(text):
        return False
    key = fold_words(text)
    joined = key.replace(" ", "")
    return joined not in label_book() and not party_of(text)


__all__ = ["NameCell", "domains", "find_names", "labelish", "legal_form"]
