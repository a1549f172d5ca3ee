"""The batch flow: one poll of a mailbox under Prefect.

One flow a poll, one mapped task a mail taken apart and a document read, then one task a document to
match, decide, post and file, in custody order. The flow is asynchronous because a synchronous one
sleeps up to a second at its end. Prefect is imported inside, after its environment is set.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from extractors.sandbox import ReaderPool
from flows.environment import prepare
from flows.server import serving
from journey.batch import advance, carry_on, process
from journey.readers import open_readers
from journey.shift import Shift

EVENTS_SECONDS = 10.0
"""How long a run waits at its end until Prefect has taken the events of the run."""

if TYPE_CHECKING:
    from connectors.mail.source import MailSource
    from journey.batch import Batch, Report
    from storage.records import Document


def run_batch(shift: Shift, source: MailSource, jobs: int, report: Report) -> Batch:
    """One poll of a source, with `jobs` readers, on the workspace's server or one started for it."""
    prepare(shift.settings.home)
    with serving(shift.settings.home) as server, open_readers(shift, jobs) as readers:
        importlib.import_module("prefect")
        server.ready()
        done = asyncio.run(take_in(shift, readers, source, jobs, report))
        _hand_over_events()
        return done


def _hand_over_events() -> None:
    """Let Prefect's events reach the server before it ends with the run; what it cannot take in time is only its own
    history of the run."""
    from prefect.events.worker import EventsWorker

    EventsWorker.drain_all(timeout=EVENTS_SECONDS)


async def take_in(shift: Shift, readers: ReaderPool, source: MailSource, jobs: int, report: Report) -> Batch:
    """One poll as a flow run on the server that Prefect is set to; a subflow where a flow runs already."""
    from flows.spread import Tasks

    work = partial(process, shift, readers, source, Tasks(_title), report, settle_one)
    return await _run(shift, f"batch of {source.account}", jobs, work)


async def carry_on_once(shift: Shift, readers: ReaderPool, jobs: int) -> Batch:
    """As `take_in`, for what is in custody already, such as what was handed in over the desk."""
    from flows.spread import Tasks

    work = partial(carry_on, shift, readers, Tasks(_title), lambda *_: None, settle_one)
    return await _run(shift, "what was handed in", jobs, work)


async def _run(shift: Shift, name: str, jobs: int, work: Callable[[], Batch]) -> Batch:
    from prefect import flow
    from prefect.task_runners import ThreadPoolTaskRunner

    from flows.artifacts import result_table

    threads: Any = ThreadPoolTaskRunner(max_workers=jobs)
    plain = name.replace("{", "{{").replace("}", "}}")

    @flow(name="batch", flow_run_name=plain, task_runner=threads, persist_result=False)
    async def batch() -> Batch:
        # In a thread of its own: the steps block, and Prefect's heartbeats must go on meanwhile.
        done = await asyncio.to_thread(work)
        await result_table(shift, done)
        return done

    return await batch()


def _title(thing: Any) -> str:
    """What a task run is called: the mail's name, or the part's path."""
    return str(getattr(thing, "name", "") or getattr(thing, "path", "document"))


def settle_one(shift: Shift, document_id: int) -> Document:
    """Match, decide, post and file one document as a task of its own, tagged with its number."""
    from prefect import tags, task
    from prefect.cache_policies import NO_CACHE

    from flows.spread import BACKOFF_SECONDS, RETRIES, may_pass

    with shift.workspace.look() as unit:
        document = unit.custody.document(document_id)

    @task(
        name="settle", task_run_name=f"document {document_id}", cache_policy=NO_CACHE, persist_result=False,
        retries=RETRIES, retry_delay_seconds=BACKOFF_SECONDS, retry_condition_fn=may_pass,
    )  # fmt: skip
    def settle() -> Document:
        return advance(shift, document_id)

    with tags(document.kind.value, document.number or f"document {document_id}"):
        return settle()


__all__ = ["carry_on_once", "run_batch", "settle_one", "take_in"]
