"""Barcodes on a page: found, read and, where they carry business data, parsed."""

from __future__ import annotations

from extractors.barcodes.content import parse_content
from extractors.barcodes.evidence import weigh_codes
from extractors.barcodes.reading import Effort, read_codes

__all__ = ["Effort", "parse_content", "read_codes", "weigh_codes"]
