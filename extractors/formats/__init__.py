"""One module a format: NAME, VERSION, recognises(source), read(source, options); underscored files are parts.

A new format is one new file in this folder; nothing else changes.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from documents.draft import Draft
from documents.errors import UnreadableError
from extractors.source import ReadOptions, Source


class Format(Protocol):
    """What a module in this folder offers. `recognises` and `read` may raise UnreadableError."""

    NAME: str
    VERSION: str

    def recognises(self, source: Source) -> bool:
        """True if this module reads such a source; it looks at content, never only at the name."""

    def read(self, source: Source, options: ReadOptions) -> list[Draft]:
        """The documents in the source, at least one."""


@cache
def formats() -> tuple[Format, ...]:
    """All format modules, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    return tuple(cast(Format, import_module(f"{__name__}.{name}")) for name in names)


def choose(source: Source) -> Format:
    """The one format that claims a source. Raises UnreadableError if none does, or more than one."""
    claimants = [found for found in formats() if found.recognises(source)]
    if not claimants:
        raise UnreadableError(
            f"This is no kind of document that can be read ({source.media.value}); "
            "ask the sender for a PDF, a picture or an e-invoice.",
            code="unsupported",
        )
    if len(claimants) > 1:
        names = " and ".join(found.NAME for found in claimants)
        raise UnreadableError(f"Two readers claim this file ({names}); a person has to read it.", code="unsupported")
    return claimants[0]


__all__ = ["Format", "choose", "formats"]
