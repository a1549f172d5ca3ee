"""Spreading work over threads of this process, without a server: what tests and the plain driver use."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from documents.errors import TallymarkError

Thing = TypeVar("Thing")
Made = TypeVar("Made")
Running = TypeVar("Running")

AHEAD = 100
"""Things that are begun before the result of the first of them is taken."""


class Threads:
    """A spread over `jobs` threads; the readers themselves are processes of their own."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def __call__(self, work: Callable[[Thing], Made], things: Sequence[Thing]) -> Iterable[Made | TallymarkError]:
        """The results in the order of the things."""
        with ThreadPoolExecutor(self._jobs) as pool:
            for running in rolling(lambda thing: pool.submit(attempt, work, thing), things):
                yield running.result()


def rolling(begin: Callable[[Thing], Running], things: Iterable[Thing], ahead: int = AHEAD) -> Iterator[Running]:
    """What was begun on each thing, in order; the next one is begun when one is taken, so that nobody who could work
    waits for the others, and no more than `ahead` results lie about.

    >>> list(rolling(str, range(5), ahead=2))
    ['0', '1', '2', '3', '4']
    """
    walk = iter(things)
    begun = deque(begin(thing) for thing in islice(walk, ahead))
    while begun:
        yield begun.popleft()
        begun.extend(begin(thing) for thing in islice(walk, 1))


def attempt(work: Callable[[Thing], Made], thing: Thing) -> Made | TallymarkError:
    """The result, or the failure that may pass by itself; any other is raised."""
    try:
        return work(thing)
    except TallymarkError as error:
        if not error.retryable:
            raise
        return error


__all__ = ["AHEAD", "Threads", "attempt", "rolling"]
