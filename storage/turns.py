"""Turns: the writers of one process queue for the database in the order in which they came.

SQLite lets a writer that waits ask again and again, and whoever asks in the right moment is next: among fifty
threads one may be passed over for half a minute. In a queue nobody is; only processes compete with each other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from storage.errors import StorageBusyError


class Turns:
    """A fair lock for threads: first come, first served; not to be taken twice by one thread."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._queue: deque[Event] = deque()  # its head has the turn

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for a turn, and keep it for the block. Raises StorageBusyError if it does not come in time."""
        mine = Event()
        with self._guard:
            self._queue.append(mine)
            if self._queue[0] is mine:
                mine.set()
        if not mine.wait(seconds) and self._gave_up(mine):
            raise StorageBusyError(f"writers before this one took longer than {seconds:g} s: try again in a moment")
        try:
            yield
        finally:
            with self._guard:
                self._queue.popleft()
                if self._queue:
                    self._queue[0].set()

    def _gave_up(self, mine: Event) -> bool:
        """Leave the queue, unless the turn has come in this very moment."""
        with self._guard:
            if mine.is_set():
                return False
            self._queue.remove(mine)
            return True


__all__ = ["Turns"]
