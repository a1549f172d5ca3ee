"""From pages to proposals: lay a document out, learn how it writes, ask every generator."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from documents.kinds import Kind
from extractors.fields.generators import generators
from extractors.fields.scene import Proposal, Scene
from extractors.locale.dates import decide_order, find_dates
from extractors.locale.evidence import likely_order
from extractors.locale.misread import mended
from extractors.locale.numbers import decide_mark
from extractors.page import Page
from extractors.source import ReadOptions
from extractors.view import View, lay_out


def read_view(pages: Sequence[Page], language: str | None) -> View:
    """A document laid out, with the order of its dates and its decimal mark."""
    lines = lay_out(pages)
    ocr = any(page.source == "ocr" for page in pages)
    texts = [mended(line.text) if ocr else line.text for line in lines]
    dates = [date for text in texts for date in find_dates(text)]
    order = decide_order(dates) or likely_order(texts, dates, language)
    mark = decide_mark(token.text.strip("€$£%()*") for line in lines for token in line.tokens)
    return View(tuple(pages), lines, language, order, mark)


def read_scene(pages: Sequence[Page], kind: Kind, language: str | None, options: ReadOptions) -> Scene:
    """A document laid out, with its labels, values and claims."""
    return Scene(read_view(pages, language), kind, options.buyer_names, options.buyer_vat_ids, options.buyer_domains)


def read_proposals(
    pages: Sequence[Page], kind: Kind, language: str | None, options: ReadOptions
) -> tuple[Proposal, ...]:
    """Every proposal that the generators make of a document."""
    scene = read_scene(pages, kind, language, options)
    return tuple(chain.from_iterable(propose(scene) for propose in generators()))


__all__ = ["read_proposals", "read_scene", "read_view"]
