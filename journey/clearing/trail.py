"""What happened to a document, in words: entries of the trail as people would tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from documents.people import SYSTEM
from rules.catalogue import title
from storage import Unit
from storage.custody.messages import ENGINE
from storage.records import AuditEntry

_MOST: Final = 10_000
_BUSINESS: Final = ("document:", "exception:", "cancellation:claimed")
_ASIDE: Final = ("exception:taken-over", "exception:pressing")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: who did what, when, and why."""

    at: datetime
    actor: str
    what: str
    because: str


def entries(unit: Unit, document_id: int, after: int = 0) -> tuple[AuditEntry, ...]:
    """What changed a document or its exceptions after an entry, oldest first: no access, no remark."""
    found = unit.audit.entries(f"document:{document_id}", after=after, limit=_MOST)
    return tuple(one for one in found if one.kind.startswith(_BUSINESS) and one.kind not in _ASIDE)


def newest(unit: Unit, document_id: int) -> int:
    """The number of the newest such entry: what a form was filled in on."""
    return max((entry.seq for entry in entries(unit, document_id)), default=0)


def events(found: Iterable[AuditEntry]) -> Iterator[Event]:
    """Entries as events; what only repeats another entry is left out."""
    for entry in found:
        words = _WORDS.get(entry.kind)
        what = words(entry.details) if words else entry.kind.partition(":")[2].replace("-", " ")
        if what:
            yield Event(entry.at, _name(entry.actor), what, entry.because)


def _name(actor: str) -> str:
    return SYSTEM if actor == ENGINE else actor


def _moved(details: Mapping[str, Any]) -> str:
    return {
        "matched": "", "read": "taken up to be matched again", "held": "held for a person",
        "waiting": "set to wait for goods",
    }.get(str(details.get("to")), str(details.get("to")))  # fmt: skip


def _waived(details: Mapping[str, Any]) -> str:
    line = f" on line {details['line']}" if details.get("line") else ""
    what = title(str(details.get("code")))
    return f"accepted {what}{line}: {details.get('actual')} instead of {details.get('expected')}"


def _corrected(details: Mapping[str, Any]) -> str:
    return f"corrected {_plain(details.get('field'))} to {details.get('value')}"


def _opened(details: Mapping[str, Any]) -> str:
    return f"queued for {details.get('owner')}: {', '.join(map(title, details.get('codes', ())))}"


def _parked(details: Mapping[str, Any]) -> str:
    return f"parked until {details['until']}" if details.get("until") else "parked"


def _plain(word: Any) -> str:
    return str(word or "").replace("_", " ").replace("-", " ")


def _said(words: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda details: words.format_map({name: _plain(value) for name, value in details.items()})


_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "document:entered": _said("read as {kind}"),
    "document:moved": _moved,
    "document:judged": _said("matched: {decision}"),
    "document:waiver": _waived,
    "document:correction": _corrected,
    "document:repointing": _said("pointed to order {value}"),
    "document:not-a-duplicate": _said("marked as no duplicate"),
    "document:supplier": _said("supplier is {to}"),
    "document:allocated": _said("receipts allocated"),
    "document:deallocated": _said("receipts freed"),
    "document:reread": _said("read again"),
    "document:divided": _said("divided into {into}"),
    "document:made": _said("made by hand, of the pages of document {of}"),
    "document:joined-into": _said("joined into document {into}"),
    "document:taken-apart": _said("taken apart into documents {into}"),
    "cancellation:claimed": _said("withdrew it"),
    "exception:opened": _opened,
    "exception:claimed": _said("claimed"),
    "exception:released": _said("unclaimed"),
    "exception:assigned": _said("given to {to}"),
    "exception:asked": _said("asked {role}"),
    "exception:escalated": _said("escalated"),
    "exception:answered": _said("answered {to}"),
    "exception:parked": _parked,
    "exception:brought-back": _said("brought back"),
    "exception:resolved": _said("settled"),
}

__all__ = ["Event", "entries", "events", "newest"]
