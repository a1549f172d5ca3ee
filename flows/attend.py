"""Attending, for a service that stays up: a thread for each mailbox listens, and what comes is polled at once.

The poll is a run out of turn of what the schedule runs, worked off by the same runner: one after the other, each in a
process of its own. While the mailbox does not tell, the schedule holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from uuid import UUID

from connectors.mail.source import MailSource
from documents.errors import TallymarkError
from flows.schedule import FIRST_SECONDS, POLLS
from flows.server import ServerError
from journey.mailroom import mailboxes
from journey.mailroom.hints import attend
from journey.settings import Settings


class Bell:
    """Asks for a poll of an account; once only, until the one that was asked for has begun."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._asked: UUID | None = None

    def ring(self) -> UUID:
        """Ask; returns the run. Raises ServerError where Prefect's server does not take it."""
        from httpx import HTTPError
        from prefect.client.orchestration import get_client
        from prefect.exceptions import PrefectException

        try:
            with get_client(sync_client=True) as client:
                asked = self._asked
                before = client.read_flow_run(asked).state if asked is not None else None
                if asked is None or before is None or not (before.is_scheduled() or before.is_pending()):
                    deployment = client.read_deployment_by_name(f"{POLLS}/{self._account}")
                    asked = self._asked = client.create_flow_run_from_deployment(deployment.id).id
                return asked
        except (HTTPError, PrefectException) as error:
            self._asked = None
            raise ServerError(f"the Prefect server did not take a poll out of turn: {error}") from error


def attendants(settings: Settings, stop: Event, failed: Callable[[str, TallymarkError], None]) -> list[Thread]:
    """A thread for each mailbox, not yet started; each ends soon after `stop`, or with its process where a wait cannot
    be ended. What fails is told to `failed` with the mailbox's name."""
    return [
        Thread(
            target=_attend,
            args=(partial(mailboxes.mailbox, settings.home, name), stop, Bell(name).ring, partial(failed, name)),
            name=f"hints of {name}",
            daemon=True,
        )
        for name in mailboxes.names(settings.home)
    ]


def _attend(
    connect: Callable[[], MailSource], stop: Event, ring: Callable[[], UUID], failed: Callable[[TallymarkError], None]
) -> None:
    """Once the schedule is known to the server: before, there is nothing to be asked for."""
    if not stop.wait(FIRST_SECONDS):
        attend(connect, stop, ring, failed)


__all__ = ["Bell", "attendants"]
