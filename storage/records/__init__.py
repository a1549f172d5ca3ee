"""What storage hands out and takes in: frozen facts, never rows of a database.

Instants are aware UTC, days of business `date`, amounts `Decimal`; a hash is 64 lower-case hex digits.
"""

from __future__ import annotations

from storage.records.custody import (
    Balance,
    Document,
    DocumentKey,
    Earlier,
    Message,
    MessageFacts,
    NewDocument,
    NewMessage,
    NewPart,
    Part,
    Sighting,
)
from storage.records.decisions import (
    Cancellation,
    ExceptionState,
    NewResolution,
    Posting,
    PostingState,
    QueueItem,
    Resolution,
    ResolutionKind,
    StoredVerdict,
)
from storage.records.desk import Comment, CommentKind, Docket, Head, Lane, Looking, Order, Place, QueueQuery, Tally
from storage.records.facts import Change, Uncovered, Waiting, WakeKey
from storage.records.outgoing import (
    Channel,
    Escalation,
    Letter,
    LetterState,
    NewLetter,
    NewOutgoing,
    Outgoing,
    OutgoingKind,
    OutgoingState,
)
from storage.records.receiving import Count, CountState, Entry, EntryKind, NewCount, NewEntry
from storage.records.trail import AuditEntry
from storage.records.trying import Trial, TrialState

__all__ = [
    "AuditEntry",
    "Balance",
    "Cancellation",
    "Change",
    "Channel",
    "Comment",
    "CommentKind",
    "Count",
    "CountState",
    "Docket",
    "Document",
    "DocumentKey",
    "Earlier",
    "Entry",
    "EntryKind",
    "Escalation",
    "ExceptionState",
    "Head",
    "Lane",
    "Letter",
    "LetterState",
    "Looking",
    "Message",
    "MessageFacts",
    "NewCount",
    "NewDocument",
    "NewEntry",
    "NewLetter",
    "NewMessage",
    "NewOutgoing",
    "NewPart",
    "NewResolution",
    "Order",
    "Outgoing",
    "OutgoingKind",
    "OutgoingState",
    "Part",
    "Place",
    "Posting",
    "PostingState",
    "QueueItem",
    "QueueQuery",
    "Resolution",
    "ResolutionKind",
    "Sighting",
    "StoredVerdict",
    "Tally",
    "Trial",
    "TrialState",
    "Uncovered",
    "Waiting",
    "WakeKey",
]
