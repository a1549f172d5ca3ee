"""Proposal: another policy, saved with its author, reason and version; `trying` tries it on the past before.

The file `policy.toml` of the workspace is what counts; every version saved here stands whole in the audit trail, so
that none is lost and any can be taken up again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from documents.errors import WrongUseError
from documents.kinds import Role
from documents.people import Person
from journey.policy import FILE
from journey.queue.duties import acting
from journey.shift import Shift
from rules import policy
from storage import Unit
from storage.encoding import digest
from storage.errors import StaleError
from storage.records import AuditEntry

SAVERS: Final = (Role.ADMIN, Role.APPROVER)
_SUBJECT: Final = "policy"
LARGEST: Final = 200_000
"""Characters of a proposal; more is no policy."""


@dataclass(frozen=True, slots=True)
class Version:
    """A policy as it was saved; versions count from 1."""

    number: int
    at: datetime
    person: str
    because: str
    text: str
    hash: str


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy in force: its text (empty: the default alone), its hash, every limit with where it comes from, and
    the versions saved, newest first. `by_hand` says that the file was changed outside of the desk."""

    text: str
    hash: str
    limits: tuple[tuple[str, str, bool], ...]
    versions: tuple[Version, ...]
    by_hand: bool


def in_force(shift: Shift) -> InForce:
    """The policy in force, as people see it."""
    text = _text(shift)
    with shift.workspace.look() as unit:
        saved = versions(unit)
    told = policy.effective(shift.policy).to_json()
    own = {key for key, _, _ in policy.differences({}, shift.policy)}
    limits = tuple(
        (f"{table}.{name}", str(value), f"{table}.{name}" in own)
        for table, entries in told.items() if isinstance(entries, dict) and table != "currency"
        for name, value in entries.items() if value is not None and name != "aside"
    )  # fmt: skip
    by_hand = text != (saved[0].text if saved else "")
    return InForce(text, policy.policy_hash(shift.policy), limits, saved, by_hand)


def versions(unit: Unit) -> tuple[Version, ...]:
    """Every policy that was saved, newest first."""
    entries = unit.audit.entries(_SUBJECT, "policy:saved", limit=10_000)
    return tuple(reversed([_version(number, entry) for number, entry in enumerate(entries, 1)]))


def save(shift: Shift, who: Person, text: str, because: str, seen: str) -> Version:
    """Put a proposal in force. `seen` is the hash of the text that the author started from.

    Raises PolicyError if it is faulty, StaleError where somebody else saved meanwhile."""
    acting(who, *SAVERS)
    if not because.strip():
        raise WrongUseError("a policy needs a reason: say why, for the auditor")
    proposed = read(text)

    def act(unit: Unit) -> Version:
        if digest(_text(shift).encode()) != seen:
            raise StaleError("the policy was changed by somebody else since you opened it: look again")
        details = {"text": text, "sha256": digest(text.encode()), "policy": policy.policy_hash(proposed)}
        unit.audit.append(who.login, "policy:saved", _SUBJECT, because.strip(), details)
        _write(shift, text)
        return versions(unit)[0]

    return shift.workspace.run(act)


def seen(shift: Shift) -> str:
    """The hash of the policy's text as it is now: what `save` asks for."""
    return digest(_text(shift).encode())


def last_days(shift: Shift, days: int) -> date:
    """The day so many days ago, by the clock that stamps verdicts."""
    return shift.workspace.clock().date() - timedelta(days=days)


def read(text: str) -> dict[str, Any]:
    """What a proposal says. Raises PolicyError with the key that is wrong."""
    if len(text) > LARGEST:
        raise WrongUseError(f"a policy of more than {LARGEST} characters is no policy")
    read = policy.read(text.replace("\r\n", "\n"))
    policy.effective(read)
    return read


def _text(shift: Shift) -> str:
    path = shift.workspace.home / FILE
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _write(shift: Shift, text: str) -> None:
    """Replace the file, durably: within the transaction that logs it, of which there is one at a time."""
    path = shift.workspace.home / FILE
    temporary = path.with_name(f".{FILE}-{os.getpid()}-{secrets.token_hex(6)}")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _version(number: int, entry: AuditEntry) -> Version:
    told = entry.details
    return Version(number, entry.at, entry.actor, entry.because, str(told["text"]), str(told["policy"]))


def lines_changed(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The lines of two texts that differ: `-` what was, `+` what is, ` ` a few lines around them."""
    import difflib

    for line in difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2):
        if not line.startswith(("---", "+++")):
            yield line[:1], line[1:]


__all__ = [
    "SAVERS", "InForce", "Version", "in_force", "last_days", "lines_changed", "read", "save", "seen", "versions",
]  # fmt: skip
