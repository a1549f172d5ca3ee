"""The mailbox flow: one poll of one account, as the schedule of a service that stays up asks for it.

Each run is a process of its own, so that a poll that dies takes nothing with it. Overlapping polls are
excluded by the account's lease, not by Prefect: a lease ends with its process, even by SIGKILL.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

from prefect import flow
from prefect.runtime import flow_run

from flows.batch import take_in
from journey.batch import Batch
from journey.mailroom import mailboxes
from journey.mailroom.lease import PolledElsewhereError
from journey.readers import open_readers
from journey.settings import Settings, load
from journey.shift import open_shift


@flow(name="mailbox", flow_run_name="poll of {account}", persist_result=False)
async def mailbox(account: str) -> str:
    """Poll an account once, through the whole journey; returns a sentence of what was done.

    Raises MailboxError where a person has to do something, as for a login that is refused.
    """
    settings = load()
    if overtaken(flow_run.get_scheduled_start_time(), settings.poll_seconds):
        return "left to the next poll on the schedule, which is due already"
    try:
        return _told(account, await _poll(settings, account))
    except PolledElsewhereError as busy:
        return busy.sentence


async def _poll(settings: Settings, account: str) -> Batch:
    with (
        open_shift(settings) as shift,
        closing(mailboxes.mailbox(settings.home, account)) as source,
        open_readers(shift, settings.reader_jobs) as readers,
    ):
        return await take_in(shift, readers, source, settings.reader_jobs, _silent)


def overtaken(scheduled: datetime, seconds: int, now: datetime | None = None) -> bool:
    """Whether a run comes so late that the schedule's next one is due: polls that a long one kept waiting
    are not all made up for.

    >>> noon = datetime(2026, 3, 31, 12, tzinfo=UTC)
    >>> overtaken(noon, 120, datetime(2026, 3, 31, 12, 1, tzinfo=UTC))
    False
    >>> overtaken(noon, 120, datetime(2026, 3, 31, 12, 3, tzinfo=UTC))
    True
    """
    return ((now or datetime.now(UTC)) - scheduled).total_seconds() > seconds


def _told(account: str, done: Batch) -> str:
    told = f"{account}: {len(done.messages)} mails there, {len(done.documents)} documents taken further"
    return f"{told}; {done.left} mails are left for the next poll: {done.because}" if done.left else told


def _silent(step: str, done: int, total: int) -> None:
    """A scheduled poll shows no progress: what it did stands in its run, and in the ledger."""


__all__ = ["mailbox", "overtaken"]
