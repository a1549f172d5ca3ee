"""Spreading work over threads of this process, without a server: what tests and the plain driver use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from documents.errors import TallymarkError

Thing = TypeVar("Thing")
Made = TypeVar("Made")


class Threads:
    """A spread over `jobs` threads; the readers themselves are processes of their own."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def __call__(self, work: Callable[[Thing], Made], things: Sequence[Thing]) -> Iterable[Made | TallymarkError]:
        """The results in the order of the things."""
        with ThreadPoolExecutor(self._jobs) as pool:
            yield from pool.map(lambda thing: attempt(work, thing), things)


def attempt(work: Callable[[Thing], Made], thing: Thing) -> Made | TallymarkError:
    """The result, or the failure that may pass by itself; any other is raised."""
    try:
        return work(thing)
    except TallymarkError as error:
        if not error.retryable:
            raise
        return error


__all__ = ["Threads", "attempt"]
