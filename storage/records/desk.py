"""The desk: what sorts an exception, how the queue is asked, who looks at a document, what people say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from documents.kinds import Kind, Role
from documents.lifecycle import State


@dataclass(frozen=True, slots=True)
class Docket:
    """What the queue notes about a document's exceptions beside their findings.

    `cost` is what leaving them may cost by role, in whole hundredths of the policy's currency; `desks` names
    the codes that another role than the owner releases; `causes` the root causes by role; `presses` the day
    from which they come before all others.
    """

    supplier: str | None = None
    cost: Mapping[Role, int] = field(default_factory=dict)
    desks: Mapping[str, Role] = field(default_factory=dict)
    causes: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    presses: date | None = None


class Lane(StrEnum):
    """How an exception sorts before its cost: pressing ones first, parked ones last."""

    PRESSING = "0"
    OPEN = "1"
    PARKED = "2"


class Order(StrEnum):
    """What comes first in a list of exceptions: what presses and costs most to leave, or whose time runs out first."""

    COST = "cost"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue: what it is sorted by (urgency, or the instant to settle by), then number."""

    key: str
    item: int


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """What to list of the unresolved exceptions; everything given must hold.

    `desks` are the roles at whose desks they lie (none: all); `claimed_by` and `asked_by` persons; `code` a
    finding's code, `cause` a root cause; `opened_before` the day before which they were opened, `due_by` the
    last due day of the invoice, `settle_by` the instant by which their own time has run out, `least` the least
    cost in hundredths; `text` words and numbers of the document, the last one may be only begun; `parked` lists
    parked ones instead of the others; `order` what comes first, `after` the place behind which the page begins.
    """

    desks: tuple[Role, ...] = ()
    claimed_by: str | None = None
    asked_by: str | None = None
    supplier: str | None = None
    code: str | None = None
    cause: str | None = None
    opened_before: date | None = None
    due_by: date | None = None
    settle_by: datetime | None = None
    least: int | None = None
    text: str = ""
    parked: bool = False
    order: Order = Order.COST
    after: Place | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Head:
    """What a list tells of a document: not what was read of it."""

    document: int
    kind: Kind
    number: str | None
    state: State
    message: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many exceptions, and what leaving them may cost, in hundredths of the policy's currency."""

    items: int
    cost: int


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody has a document before them until an instant; `note` says why they took it over."""

    document: int
    person: str
    since: datetime
    until: datetime
    note: str | None = None


class CommentKind(StrEnum):
    """What a comment is: said by the way, asked of a role, answered, or noted with an act."""

    COMMENT = "comment"
    QUESTION = "question"
    ANSWER = "answer"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a document; `mentions` are the persons named in it."""

    id: int
    document: int
    person: str
    kind: CommentKind
    words: str
    at: datetime
    mentions: tuple[str, ...] = ()


__all__ = ["Comment", "CommentKind", "Docket", "Head", "Lane", "Looking", "Order", "Place", "QueueQuery", "Tally"]
