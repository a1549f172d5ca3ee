"""Ruling lines and pictures of a PDF page: where tables are ruled, and whether a scan lies under the text."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from documents.measures import Box
from extractors.pages.frame import Frame

# A page of a technical drawing has tens of thousands of paths; tables need a few hundred.
_MOST_OBJECTS = 4_000
_DEPTH = 3
_THIN, _LONG = 2.5, 18.0
# So many upright lines of one height and level are a barcode.
_BARS = 16

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawings:
    """Ruling lines (at most 2.5 points thick) and pictures as displayed; `shapes` counts all other paths."""

    rules: tuple[Box, ...] = ()
    images: tuple[Box, ...] = ()
    shapes: int = 0


def drawings_of(page: pdfium.PdfPage, frame: Frame) -> Drawings:
    """What a page paints besides text. The bars of a barcode are shapes, not rules."""
    rules: list[Box] = []
    images: list[Box] = []
    shapes = 0
    for kind, box in _objects(page, frame):
        width, height = box[2] - box[0], box[3] - box[1]
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            images.append(box)
        elif min(width, height) <= _THIN and max(width, height) >= _LONG:
            rules.append(box)
        else:
            shapes += 1
    levels = Counter((round(box[1]), round(box[3])) for box in rules)
    kept = tuple(box for box in rules if levels[round(box[1]), round(box[3])] < _BARS)
    return Drawings(kept, tuple(images), shapes + len(rules) - len(kept))


def _objects(page: pdfium.PdfPage, frame: Frame) -> Iterator[tuple[int, Box]]:
    count = min(pdfium_c.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)
    handles = (pdfium_c.FPDFPage_GetObject(page.raw, index) for index in range(count))
    edges = [ctypes.c_float() for _ in range(4)]
    for handle, matrix in _flat(handles, _IDENTITY, _DEPTH):
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind not in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE):
            continue
        if pdfium_c.FPDFPageObj_GetBounds(handle, *(ctypes.byref(edge) for edge in edges)):
            left, bottom, right, top = (edge.value for edge in edges)
            yield kind, frame.place(*_apply(matrix, left, bottom, right, top))


def _flat(handles: Iterator[object], matrix: Matrix, depth: int) -> Iterator[tuple[object, Matrix]]:
    """Objects, those inside form objects included, with the matrix that brings them onto the page."""
    for handle in handles:
        if pdfium_c.FPDFPageObj_GetType(handle) != pdfium_c.FPDF_PAGEOBJ_FORM:
            yield handle, matrix
            continue
        if depth == 0:
            continue
        count = min(pdfium_c.FPDFFormObj_CountObjects(handle), _MOST_OBJECTS)
        inner = (pdfium_c.FPDFFormObj_GetObject(handle, index) for index in range(count))
        yield from _flat(inner, _times(_matrix_of(handle), matrix), depth - 1)


def _matrix_of(handle: object) -> Matrix:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, ctypes.byref(found)):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _apply(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = matrix
    x0, y0 = a * left + c * bottom + e, b * left + d * bottom + f
    x1, y1 = a * right + c * top + e, b * right + d * top + f
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


__all__ = ["Drawings", "drawings_of"]
