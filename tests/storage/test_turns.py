"""Turns: first come, first served; who gives up leaves no gap; a failure passes the turn on."""

from __future__ import annotations

import time
from threading import Barrier, Event, Thread

import pytest

from storage.errors import StorageBusyError
from storage.turns import Turns


def test_threads_are_served_in_the_order_in_which_they_came() -> None:
    turns, served, threads = Turns(), [], []

    def serve(number: int) -> None:
        with turns.turn(30):
            served.append(number)

    with turns.turn(30):
        for number in range(20):
            threads.append(Thread(target=serve, args=(number,)))
            threads[-1].start()
            while len(turns._queue) < number + 2:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert served == list(range(20))


def test_who_waits_too_long_gives_up_and_those_behind_come_next() -> None:
    turns, over, come = Turns(), Event(), Event()

    def behind() -> None:
        with turns.turn(30):
            come.set()

    with turns.turn(1):
        with pytest.raises(StorageBusyError, match=r"longer than 0\.01 s"), turns.turn(0.01):
            over.set()
        waiter = Thread(target=behind)
        waiter.start()
    waiter.join(10)
    assert come.is_set() and not over.is_set()
    with turns.turn(0.01):
        pass


def test_a_failure_inside_passes_the_turn_on() -> None:
    turns = Turns()
    with pytest.raises(ValueError), turns.turn(1):
        raise ValueError
    with turns.turn(0.01):
        pass


def test_only_one_has_the_turn() -> None:
    turns, start, inside, most = Turns(), Barrier(8), [0], [0]

    def work() -> None:
        start.wait()
        for _ in range(50):
            with turns.turn(30):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, inside) == ([1], [0])
