"""What can fail technically in storage, beside the errors of `documents.errors`."""

from __future__ import annotations

from documents.errors import CustodyError, TallymarkError


class StorageBusyError(TallymarkError):
    """Another writer held the database for too long; nothing was written, the same call may succeed later."""

    code = "storage-busy"
    retryable = True


class DatabaseFullError(TallymarkError):
    """The disk of the database is full or refuses to write; nothing was written, the next run goes on."""

    code = "database-full"
    retryable = True


class StaleError(TallymarkError):
    """The record was changed by somebody else since it was looked at; look again, then decide again."""

    code = "stale"


class OverAllocatedError(TallymarkError):
    """More of a receipt line was to be allocated than may be billed; nothing was allocated."""

    code = "over-allocated"


class NotFoundError(TallymarkError):
    """There is no such record or object."""

    code = "not-found"


class DamagedError(CustodyError):
    """An archived object is missing, or its bytes are no longer those it is named by."""

    code = "damaged"


class ArchiveFullError(TallymarkError):
    """The disk of the archive is full or refuses to write; nothing was stored, the mail stays where it is."""

    code = "archive-full"
    retryable = True


__all__ = [
    "ArchiveFullError", "DamagedError", "DatabaseFullError", "NotFoundError", "OverAllocatedError", "StaleError",
    "StorageBusyError",
]  # fmt: skip
