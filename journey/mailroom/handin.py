"""Hand in: a person brings a file to the desk, such as an upload or the photograph of a slip.

It is sealed as any mail is, under an account of its own: from then on nobody, and no crash, can lose it. Who
brought it stands in the audit log beside it, and when. `batch.carry_on` takes it further.
"""

from __future__ import annotations

from documents.errors import WrongUseError
from extractors.unwrap.names import safe
from journey.receive import Received
from journey.seal import archive
from journey.shift import Shift
from storage import Unit
from storage.records import Message, NewMessage

ACCOUNT = "desk:handed-in"
"""What the ledger calls the way over the desk."""
MOST_BYTES = 50 << 20
"""The largest file that is taken over the desk: ten times a scan of twenty pages."""


def hand_in(shift: Shift, name: str, data: bytes, who: str) -> Message:
    """Take a person's file into custody; `who` is the login, `name` what the file was called there.

    The same file again gives the same record (or, under another name, one marked as its duplicate), and the log
    says who brought it that time. Raises WrongUseError for an empty or too large file, ArchiveFullError if the
    disk does not take it; then nothing was kept.
    """
    if not who:
        raise WrongUseError("nobody hands in a file without a name: log in first")
    if not data:
        raise WrongUseError(f"{name} is empty: choose another file")
    if len(data) > MOST_BYTES:
        raise WrongUseError(f"{name} has {len(data) >> 20} MiB, at most {MOST_BYTES >> 20} are taken here: mail it")
    new = archive(shift, Received(ACCOUNT, safe(name) or "unnamed", data))
    return shift.workspace.run(lambda unit: _enter(unit, new, who))


def handed_in_by(unit: Unit, message_id: int) -> tuple[str, ...]:
    """Who brought a file, in the order in which they did; nobody for what came by mail."""
    return tuple(dict.fromkeys(one.actor for one in unit.audit.entries(f"message:{message_id}", "message:handed-in")))


def waiting(shift: Shift) -> bool:
    """Whether anything that was handed in has no outcome yet."""
    with shift.workspace.look() as unit:
        return bool(unit.custody.unfinished(ACCOUNT))


def _enter(unit: Unit, new: NewMessage, who: str) -> Message:
    message = unit.custody.seal(new)
    details = {"name": new.name, "sha256": new.sha256, "bytes": new.bytes}
    unit.audit.append(who, "message:handed-in", f"message:{message.id}", "", details)
    return message


__all__ = ["ACCOUNT", "MOST_BYTES", "hand_in", "handed_in_by", "waiting"]
