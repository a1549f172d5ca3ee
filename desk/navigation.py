"""The menu: every page module that belongs into it says so itself, so no entry leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from documents.kinds import Role
from documents.people import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """`NAVIGATION` of a page module: its words, its path, its place (lowest first), and who sees it (empty: all).

    `searches` says that the page takes the search box of the header (`?q=`). The first entry that a person sees is
    where `/` leads them."""

    label: str
    path: str
    order: int
    roles: frozenset[Role] = frozenset()
    searches: bool = False

    def shown_to(self, person: Person) -> bool:
        """True if the page is of use to somebody."""
        return not self.roles or person.may(*self.roles)


def seen_by(person: Person, menu: Iterable[Entry]) -> list[Entry]:
    """A person's own menu."""
    return [entry for entry in menu if entry.shown_to(person)]


__all__ = ["Entry", "seen_by"]
