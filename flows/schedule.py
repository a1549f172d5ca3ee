"""The schedule of a service that stays up: every flow that Prefect starts by itself, in one list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from journey.mailroom import mailboxes
from journey.settings import Settings

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

POLLS = "mailbox"
"""The flow that polls an account; its deployments have the accounts' names."""
FIRST_SECONDS = 10
"""How soon after the start of the service its flows run for the first time."""
NOTICES_SECONDS = 300
"""From one round of notices to the next: digests, what is overdue, and what could not be sent before."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A flow on its schedule: `entry` is its module and name, `seconds` the time from one run to the next."""

    name: str
    entry: str
    seconds: int
    parameters: dict[str, Any] = field(default_factory=dict)


def scheduled(settings: Settings) -> tuple[Scheduled, ...]:
    """What runs by itself in a workspace: a poll for each mailbox, and the rounds of notices."""
    polls = tuple(
        Scheduled(name, f"flows.mailbox:{POLLS}", settings.poll_seconds, {"account": name})
        for name in mailboxes.names(settings.home)
    )
    return (*polls, Scheduled("notices", "flows.notices:notices", NOTICES_SECONDS))


def deployments(settings: Settings) -> list[RunnerDeployment]:
    """The schedule in Prefect's words; every flow runs once soon after the start."""
    from importlib import import_module

    from prefect.client.schemas.schedules import IntervalSchedule
    from prefect.types.entrypoint import EntrypointType

    made = []
    begin = datetime.now(UTC) + timedelta(seconds=FIRST_SECONDS)
    for one in scheduled(settings):
        module, _, name = one.entry.partition(":")
        made.append(
            getattr(import_module(module), name).to_deployment(
                one.name,
                parameters=one.parameters,
                entrypoint_type=EntrypointType.MODULE_PATH,
                schedule=IntervalSchedule(interval=timedelta(seconds=one.seconds), anchor_date=begin),
            )
        )
    return made


__all__ = ["FIRST_SECONDS", "POLLS", "Scheduled", "deployments", "scheduled"]
