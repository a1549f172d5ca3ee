"""Search: full text and fields, one interface on both databases, newest documents first."""

from __future__ import annotations

from storage.search.entry import Hit, Page, SearchEntry, SearchQuery
from storage.search.measured import Measured, Period
from storage.search.search import Search

__all__ = ["Hit", "Measured", "Page", "Period", "Search", "SearchEntry", "SearchQuery"]
