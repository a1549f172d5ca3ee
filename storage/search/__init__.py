"""Search: full text and fields, one interface on both databases, newest documents first."""

from __future__ import annotations

from storage.search.entry import Hit, Page, SearchEntry, SearchQuery
from storage.search.search import Search

__all__ = ["Hit", "Page", "Search", "SearchEntry", "SearchQuery"]
