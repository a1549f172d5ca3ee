"""The lines of a document: tables without ruling lines, read by their words, alignment and arithmetic."""

from __future__ import annotations

from extractors.lines.reading import LinesRead, read_lines

__all__ = ["LinesRead", "read_lines"]
