"""Word files as pages: headers, paragraphs, tables, footers and text boxes, in reading order.

The package is opened by python-docx; its XML is walked here, as text boxes, tab stops and merged
cells lie below what that library shows. Macros are neither run nor read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.package import OpcPackage
from lxml import etree

from documents.errors import UnreadableError
from extractors.faults import ARCHIVE_FAULTS, PACKAGE_FAULTS
from extractors.page import Page
from extractors.pages.limits import cut_to, with_warnings
from extractors.pages.sheet import SIZE, Block, Break, Cell, Paragraph, Span, Table, laid_out

if TYPE_CHECKING:
    from extractors.source import ReadOptions

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Twips (1/20 point) and half points, ECMA-376 part 1, 17.18.
_TWIPS, _HALVES = 20.0, 2.0
_MOST_BYTES, _MOST_RATIO, _MOST_MEMBERS = 200_000_000, 200, 5_000
_DAMAGED = "The Word file is damaged; ask the sender for it again, or for a PDF."


def read_pages(data: bytes, options: ReadOptions | None = None) -> tuple[Page, ...]:
    """The pages of a DOCX or DOCM file. Raises UnreadableError: bomb, corrupt."""
    macros = _inspect(data)
    try:
        body = OpcPackage.open(io.BytesIO(data)).main_document_part
        pages = laid_out(_document(body), "docx")
    except (PackageNotFoundError, *PACKAGE_FAULTS) as fault:
        raise UnreadableError(_DAMAGED, code="corrupt") from fault
    if macros:
        pages = with_warnings(pages, "The Word file holds macros; they were not run.")
    return cut_to(options.max_pages, pages) if options else pages


def _inspect(data: bytes) -> bool:
    """Refuse bombs by the archive's own directory, before anything is unpacked; says whether it holds macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except ARCHIVE_FAULTS as fault:
        raise UnreadableError(_DAMAGED, code="corrupt") from fault
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unpacked > _MOST_BYTES or unpacked > _MOST_RATIO * len(data) + 5_000_000:
        raise UnreadableError("The Word file unpacks to far more than it is; ask the sender for a PDF.", code="bomb")
    return any(member.filename.lower().endswith("vbaproject.bin") for member in members)


def _document(part: Any) -> Iterator[Block]:
    yield from _related(part, RELATIONSHIP_TYPE.HEADER)
    body = _parsed(part.blob).find(f"{_W}body")
    if body is not None:
        yield from _blocks(body)
    yield from _related(part, RELATIONSHIP_TYPE.FOOTER)


def _related(part: Any, kind: str) -> Iterator[Block]:
    """Headers or footers, each once even if first, even and odd pages repeat it."""
    seen: set[str] = set()
    for relation in part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            root = _parsed(relation.target_part.blob)
            text = "".join(str(piece) for piece in root.itertext())
            if text.strip() and text not in seen:
                seen.add(text)
                yield from _blocks(root)


def _parsed(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _blocks(parent: etree._Element) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield Table(tuple(tuple(_cells(row)) for row in child.iter(f"{_W}tr") if _owner(row) is child))
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            yield from _blocks(child)


def _owner(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors(f"{_W}tbl"), None)


def _cells(row: etree._Element) -> Iterator[Cell]:
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr"), None) is not row:
            continue
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        columns = min(max(int(span.get(f"{_W}val", "1")), 1), 60) if span is not None else 1
        yield Cell(tuple(_blocks(cell)), columns)


def _paragraph(element: etree._Element) -> Iterator[Block]:
    """A paragraph, before it the page break that it asks for and after it the text boxes anchored in it."""
    if element.find(f"{_W}pPr/{_W}pageBreakBefore") is not None:
        yield Break()
    stops = [float(stop.get(f"{_W}pos", "0")) / _TWIPS for stop in element.iterfind(f"{_W}pPr/{_W}tabs/{_W}tab")]
    spans: list[Span] = []
    for run in _runs(element):
        for piece in _pieces(run):
            if isinstance(piece, Break):
                yield Paragraph(tuple(spans), tuple(sorted(stops)))
                spans = []
                yield piece
            else:
                spans.append(piece)
    yield Paragraph(tuple(spans), tuple(sorted(stops)))
    for box in element.iter(f"{_W}txbxContent"):
        if next(box.iterancestors(_FALLBACK), None) is None:
            yield from _blocks(box)


def _runs(element: etree._Element) -> Iterable[etree._Element]:
    """The paragraph's own runs: not those deleted, nor those of text boxes inside it."""
    for run in element.iter(f"{_W}r"):
        if next(run.iterancestors(f"{_W}p"), None) is element and next(run.iterancestors(f"{_W}del"), None) is None:
            yield run


def _pieces(run: etree._Element) -> Iterator[Span | Break]:
    look = run.find(f"{_W}rPr")
    if look is not None and _set(look.find(f"{_W}vanish")):
        return
    bold = look is not None and _set(look.find(f"{_W}b"))
    size = look.find(f"{_W}sz") if look is not None else None
    points = min(max(float(size.get(f"{_W}val", "0")) / _HALVES, 4.0), 24.0) * 0.9 if size is not None else SIZE
    for child in run:
        if child.tag == f"{_W}t":
            yield Span(child.text or "", bold, points)
        elif child.tag == f"{_W}tab":
            yield Span("\t", bold, points)
        elif child.tag == f"{_W}noBreakHyphen":
            yield Span("-", bold, points)
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield Break() if child.get(f"{_W}type") == "page" else Span("\n", bold, points)


def _set(flag: etree._Element | None) -> bool:
    return flag is not None and flag.get(f"{_W}val", "1") not in ("0", "false", "off")


__all__ = ["read_pages"]
