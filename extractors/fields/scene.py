"""All that a generator of candidates may look at: the laid-out document, its labels, values and claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from documents.kinds import Kind
from documents.measures import Box, Points
from extractors.classify import Title, find_titles
from extractors.fields.claims import Claim, find_claims
from extractors.fields.hits import Hit, find_hits
from extractors.fields.names import NameCell, find_names
from extractors.fields.values import Value, find_values
from extractors.view import View


@dataclass(frozen=True)
class Scene:
    """One document with what was found on it, before any field is decided.

    `buyer_names`, `buyer_vat_ids` and `buyer_domains` are the reader's own company.
    """

    view: View
    kind: Kind
    buyer_names: Sequence[str] = ()
    buyer_vat_ids: Sequence[str] = ()
    buyer_domains: Sequence[str] = ()
    hits: tuple[Hit, ...] = field(init=False)
    values: tuple[Value, ...] = field(init=False)
    claims: tuple[Claim, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hits", find_hits(self.view))
        object.__setattr__(self, "values", find_values(self.view))
        object.__setattr__(self, "claims", find_claims(self.view, self.hits, self.values))

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """Title words of the document's kind on its first page, the best first."""
        first = self.view.pages[0]
        lines = [line for line in self.view.lines if line.page == first.number]
        own = [title for title in find_titles(lines, first) if title.kind is self.kind]
        return tuple(sorted(own, key=lambda title: -title.points))

    @cached_property
    def names(self) -> tuple[NameCell, ...]:
        """Every cell that may name a company."""
        return find_names(self.view)

    @cached_property
    def claimed(self) -> Mapping[int, tuple[Claim, ...]]:
        """The claims on each value, by the value's identity, cheapest first."""
        groups: dict[int, list[Claim]] = {}
        for claim in self.claims:
            groups.setdefault(id(claim.value), []).append(claim)
        return {key: tuple(sorted(group, key=lambda claim: claim.cost)) for key, group in groups.items()}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate with the `features` that speak for and against it, not yet weighed."""

    name: str
    value: str
    text: str
    page: int
    box: Box | None
    label: str
    method: str
    features: Mapping[str, float]


def place(view: View, page: int, box: Box) -> Points:
    """How far down its page a box stands, 0 at the top to 1 at the foot."""
    return (box[1] + box[3]) / 2 / max(view.height.get(page, 1.0), 1.0)


__all__ = ["Proposal", "Scene", "place"]
