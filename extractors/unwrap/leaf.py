"""What the walk through a message finds, before it is judged."""

from __future__ import annotations

from dataclasses import dataclass

from documents.kinds import Reason
from extractors.source import Media


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file that holds no others, or one that could not be opened (`failure`, with a `note`).

    `shown` is true for what the HTML of its message shows in place (Content-ID referenced),
    `returned` for what a bounce brought back, `alone` for a file that came without any mail,
    `declared` the sender's content type.
    """

    path: str
    data: bytes
    media: Media
    declared: str = ""
    shown: bool = False
    returned: bool = False
    alone: bool = False
    failure: Reason | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A text part of a message itself, in UTF-8."""

    path: str
    data: bytes
    media: Media
    subject: str = ""


__all__ = ["Body", "Leaf"]
