"""Telling a covering note from a document that was written into the mail itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

import lxml.html

from extractors.sniff import decode
from extractors.source import Media
from extractors.unwrap.kind import words
from extractors.unwrap.leaf import Body

_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,'’ \u00a0]\d{3})*[.,]\d{2}(?![\d.,])|(?<![\d.,])\d+[.,]\d{2}(?![\d.,])")
_NUMBER = re.compile(r"\d")
_MOST = 2_000_000


def looks_like_document(data: bytes, media: Media, subject: str = "") -> bool:
    """True for an HTML table or a text with lines of figures that calls itself an invoice, a slip …

    >>> looks_like_document(b"Invoice 7\\n2 bolts 1.50 3.00\\n1 nut 0.20 0.20\\nTotal 3.20", Media.TEXT)
    True
    >>> looks_like_document(b"Please find our invoice over 3.20 attached.", Media.TEXT)
    False
    """
    text = (decode(data[:_MOST]) or "").strip()
    rows = _html_rows(text) if media is Media.HTML else _text_rows(text)
    shown = "\n".join(rows) if media is not Media.HTML else _html_text(text)
    named = f"{subject}\n{shown}".lower()
    if not any(word in named for word in words("document")):
        return False
    figures = sum(1 for row in rows if len(_AMOUNT.findall(row)) >= 1)
    return figures >= 2 and sum(len(_AMOUNT.findall(row)) for row in rows) >= 3


def document_in(bodies: Iterable[Body]) -> Body | None:
    """The first text of a mail that is a document itself; HTML before plain text, for it keeps the columns."""
    ordered = sorted(bodies, key=lambda body: body.media is not Media.HTML)
    return next((body for body in ordered if looks_like_document(body.data, body.media, body.subject)), None)


def _html_rows(text: str) -> list[str]:
    tree = _tree(text)
    if tree is None:
        return []
    rows = ([" ".join(cell.text_content().split()) for cell in row.iter("td", "th")] for row in tree.iter("tr"))
    return [" | ".join(cells) for cells in rows if len([cell for cell in cells if cell]) >= 2]


def _html_text(text: str) -> str:
    tree = _tree(text)
    return "" if tree is None else " ".join(tree.text_content().split())


def _tree(text: str) -> lxml.html.HtmlElement | None:
    try:
        return lxml.html.document_fromstring(
            text.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (lxml.etree.ParserError, ValueError, AssertionError):
        return None


def _text_rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if len(line.split()) >= 2]


__all__ = ["document_in", "looks_like_document"]
