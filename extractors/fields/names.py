"""What might be a company's name: cells of text, with all that tells whose name it is.

A letter's anatomy (DIN 5008 and its kin): the sender's small line above the window, the receiver's
block in the window, the letterhead on top, the imprint at the foot. Labels say it outright.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from documents.measures import Box, Points
from extractors.fold import fold_words
from extractors.labels import label_book, phrases, read_words
from extractors.locale.dates import find_dates
from extractors.view import Line, Token, View, box_of

_SEPARATORS = re.compile(r"\s+[·•●∙|*–—-]+\s+|\s*[·•●∙|]\s*|,\s+(?=\S*\d|[A-Z])|\s{3,}")
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}-)?\d{4,6}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]{2}\s+\d{5}\b")
_STREET = re.compile(r"\d+\s?[a-zA-Z]?\b")
_MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)|(?:https?://|www\.)([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
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
PARTIES = ("supplier", "buyer", "ship_to")


@dataclass(frozen=True, slots=True)
class NameCell:
    """A run of words that may be a name. `party` is what a label says of it, `how` where that label stands.

    `form` is 1 for a sure legal form, 0.6 for a short one; `sender` for the first part of a sender's line,
    `block` where an address follows below; `above` is the name cell's line distance to that label.
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


def find_names(view: View) -> tuple[NameCell, ...]:
    """Every cell that may name a company, in reading order."""
    found: list[NameCell] = []
    for line in view.lines:
        for cell in line.cells():
            found += _names_of(view, line, cell)
    return tuple(found)


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
def _party_words(party: str) -> frozenset[str]:
    return phrases("parties", party)


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


def party_of(text: str) -> str:
    """The party that a label's words name, "" for none.

    >>> party_of("Rechnungsempfänger:"), party_of("Bill To"), party_of("Verkäufer"), party_of("Total")
    ('buyer', 'buyer', 'supplier', '')
    """
    key = fold_words(text)
    joined = key.replace(" ", "")
    for party in PARTIES:
        words = _party_words(party)
        if key in words or (len(joined) > 5 and any(joined == word.replace(" ", "") for word in words)):
            return party
    return ""


def _names_of(view: View, line: Line, cell: Sequence[Token]) -> Iterator[NameCell]:
    party, tokens = _led_by(cell)
    inline = bool(party)
    if not tokens:
        return
    text = " ".join(token.text for token in tokens)
    parts = [part for part in _SEPARATORS.split(text) if part.strip()]
    head = _trimmed(parts[0]) if parts else ""
    if not _namelike(head):
        return
    many = len(parts) >= 2 and any(c.isdigit() for part in parts[1:] for c in part)
    words = len(head.split())
    used = tokens[: max(words, 1)]
    if not party:
        party = _labelled(view, line, cell)
    made = NameCell(
        head,
        fold_words(head),
        box_of(used),
        line.page,
        line.number,
        max(t.size for t in used),
        used[0].bold,
        legal_form(head),
        sender=many,
        party=party,
        inline=inline,
        span=box_of(cell),
    )
    yield replace(made, block=_has_address(view, made), heads=_heads_block(view, made))
    if many and len(parts) == 2:
        return


def _trimmed(text: str) -> str:
    """A name without the marks around it; the points of "B.V." are its own."""
    bare = text.strip(" ,;:").lstrip(".")
    return bare if "." in bare.rstrip(".").rpartition(" ")[2] else bare.rstrip(".")


def _led_by(cell: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """A party's label at the cell's own beginning (`Kunde: Muster AG`), and the tokens after it."""
    for end in range(min(4, len(cell) - 1), 0, -1):
        party = party_of(" ".join(token.text for token in cell[:end]))
        if party and (cell[end - 1].text.endswith(":") or cell[end].text == ":"):
            rest = cell[end + 1 :] if cell[end].text == ":" else cell[end:]
            return party, rest
    return "", cell


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


def _labelled(view: View, line: Line, cell: Sequence[Token]) -> str:
    """The party whose label stands left of a cell on its line, or above it in its column."""
    before = [c for c in line.cells() if c[0].box[0] < cell[0].box[0] and c[0] is not cell[0]]
    if before:
        party = party_of(" ".join(token.text for token in before[-1]))
        if party:
            return party
    left, size = cell[0].box[0], cell[0].size
    for number in range(line.number - 1, max(line.number - 5, -1), -1):
        above = view.lines[number]
        if above.page != line.page or line.box[1] - above.box[3] > 6 * size:
            break
        for other in above.cells():
            if abs(other[0].box[0] - left) < 1.5 * size or other[0].box[0] <= left <= other[-1].box[2]:
                text = " ".join(token.text for token in other)
                party = party_of(text)
                if party or not _between(above.text):
                    return party
    return ""


def _between(text: str) -> bool:
    """True for a line that may stand between a party's label and its name: a number with its label."""
    head, colon, rest = text.partition(":")
    return bool(colon) and len(head.split()) <= 3 and any(c.isdigit() for c in rest)


def _below(view: View, line: int, box: Box, size: Points, most: int) -> Iterator[str]:
    """The texts of the cells that follow in a column, line by line."""
    foot = box[3]
    for number in range(line + 1, min(line + most * 3, len(view.lines))):
        under = view.lines[number]
        if under.page != view.lines[line].page or under.box[1] - foot > 2.4 * size:
            return
        for cell in under.cells():
            if abs(cell[0].box[0] - box[0]) < 1.0 * size:
                foot = under.box[3]
                yield " ".join(token.text for token in cell)


def _has_address(view: View, name: NameCell) -> bool:
    texts = [text for text, _ in zip(_below(view, name.line, name.box, name.size, 5), range(4), strict=False)]
    return any(_POSTCODE.search(text) for text in texts) and any(_STREET.search(text) for text in texts)


def _heads_block(view: View, name: NameCell) -> bool:
    """True where no other text stands right above the name in its column."""
    for number in range(name.line - 1, max(name.line - 3, -1), -1):
        above = view.lines[number]
        if above.page != name.page or name.box[1] - above.box[3] > 0.9 * name.size:
            break
        for cell in above.cells():
            if abs(cell[0].box[0] - name.box[0]) < name.size and not party_of(" ".join(t.text for t in cell)):
                return False
    return True


__all__ = ["PARTIES", "NameCell", "domains", "find_names", "labelish", "legal_form", "party_of"]
