"""Web pages and HTML mail bodies as pages: tables become tables, scripts and hidden text are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree, html

from documents.errors import UnreadableError
from extractors.page import Page
from extractors.pages.limits import cut_to
from extractors.pages.sheet import SIZE, Block, Cell, Paragraph, Span, Table, laid_out

if TYPE_CHECKING:
    from extractors.source import ReadOptions

_DROPPED = {
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "object", "embed", "iframe", "svg",
    "canvas", "audio", "video", "select", "button",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "section", "article", "header",
    "footer", "main", "aside", "address", "blockquote", "form", "fieldset", "figure", "center", "hr", "body", "html",
    "pre", "caption", "nav",
}  # fmt: skip
_HEADINGS = {"h1": 16.0, "h2": 13.0, "h3": 11.0}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_MOST_BYTES = 20_000_000
_DEPTH = 200
_MOST_SPAN = 60


def read_pages(data: bytes, options: ReadOptions | None = None) -> tuple[Page, ...]:
    """The pages of an HTML file. Raises UnreadableError: bomb, corrupt, empty."""
    if len(data) > _MOST_BYTES:
        raise UnreadableError("The web page is larger than any invoice; ask the sender for a PDF.", code="bomb")
    parser = html.HTMLParser(remove_comments=True, no_network=True, encoding=_encoding(data))
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as fault:
        raise UnreadableError("The web page has no content; ask the sender for a PDF.", code="empty") from fault
    pages = laid_out(_blocks(root, Span(""), 0), "html")
    return cut_to(options.max_pages, pages) if options else pages


def _encoding(data: bytes) -> str | None:
    """UTF-8 where the bytes are: a mail says so in its header, not in its HTML. Else what the page declares (None)."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


class _Gathering:
    """Spans on their way to a paragraph."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def add(self, text: str | None, look: Span, keep: bool = False) -> None:
        if text:
            flat = text if keep else re.sub(r"[ \t\r\n\f\u00a0]+", " ", text)
            self.spans.append(Span(flat, look.bold, look.size))

    def flush(self) -> Iterator[Paragraph]:
        if any(span.text.strip() for span in self.spans):
            yield Paragraph(tuple(self.spans))
        self.spans = []


def _blocks(element: html.HtmlElement, look: Span, depth: int) -> Iterator[Block]:
    """The paragraphs and tables inside an element, in order."""
    gathering = _Gathering()
    yield from _walk(element, look, gathering, depth)
    yield from gathering.flush()


def _walk(element: html.HtmlElement, look: Span, gathering: _Gathering, depth: int) -> Iterator[Block]:
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _DROPPED or depth > _DEPTH or _is_hidden(element):
        return
    look = _look(element, tag, look)
    if tag == "table":
        yield from gathering.flush()
        yield _table(element, look, depth)
        return
    if tag in _BLOCKS:
        yield from gathering.flush()
    if tag == "br":
        gathering.add("\n", look, keep=True)
    if tag == "input":
        gathering.add(f" {element.get('value') or ''} " if element.get("type", "text") == "text" else None, look)
    gathering.add(element.text, look, keep=tag == "pre")
    for child in element:
        yield from _walk(child, look, gathering, depth + 1)
        gathering.add(child.tail, look, keep=tag == "pre")
    if tag in _BLOCKS:
        yield from gathering.flush()


def _table(element: html.HtmlElement, look: Span, depth: int) -> Table:
    rows = element.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")
    made = (tuple(_cells(row, look, depth)) for row in rows if not _is_hidden(row))
    return Table(tuple(row for row in made if row))


def _cells(row: html.HtmlElement, look: Span, depth: int) -> Iterator[Cell]:
    for cell in row.xpath("./td|./th"):
        style = Span("", look.bold or cell.tag == "th", look.size)
        blocks = () if _is_hidden(cell) else tuple(_blocks(cell, style, depth + 1))
        yield Cell(blocks, _spanned(cell.get("colspan")), _spanned(cell.get("rowspan")))


def _spanned(value: str | None) -> int:
    return min(max(int(value), 1), _MOST_SPAN) if value and value.strip().isdecimal() else 1


def _look(element: html.HtmlElement, tag: str, look: Span) -> Span:
    bold = look.bold or tag in ("b", "strong", "th") or tag in _HEADINGS or bool(_BOLD.search(element.get("style", "")))
    return Span("", bold, _HEADINGS.get(tag, look.size or SIZE))


def _is_hidden(element: html.HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")))


__all__ = ["read_pages"]
