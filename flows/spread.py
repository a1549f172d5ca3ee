"""Spreading work over Prefect tasks: one task a mail or document, with retries for what may pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from documents.errors import TallymarkError
from journey.threads import rolling

Thing = TypeVar("Thing")
Made = TypeVar("Made")

RETRIES = 3
BACKOFF_SECONDS = 2
JITTER = 0.5


def may_pass(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed task is worth another try: only where the failure says so of itself."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, TallymarkError) and error.retryable


class Tasks:
    """A spread over tasks. `name_of` says what a task run is called, so that it is found again."""

    def __init__(self, name_of: Callable[[Any], str]) -> None:
        self._name_of = name_of

    def __call__(self, work: Callable[[Thing], Made], things: Sequence[Thing]) -> Iterable[Made | TallymarkError]:
        """The results in the order of the things; a failure that retries did not mend stands in its place."""

        @task(
            name="read", task_run_name="{title}", retries=RETRIES, cache_policy=NO_CACHE, persist_result=False,
            retry_delay_seconds=exponential_backoff(BACKOFF_SECONDS), retry_jitter_factor=JITTER,
            retry_condition_fn=may_pass,
        )  # fmt: skip
        def one(place: int, title: str) -> Made:  # noqa: ARG001 - the title names the task run
            return work(things[place])

        for run in rolling(lambda place: one.submit(place, self._name_of(things[place])), range(len(things))):
            made = run.result(raise_on_failure=False)
            if isinstance(made, BaseException) and not (isinstance(made, TallymarkError) and made.retryable):
                raise made
            yield made


__all__ = ["Tasks", "may_pass"]
