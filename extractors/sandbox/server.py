"""The fork server: `python -m extractors.sandbox.server`, started by `ReaderPool`, one for a pool.

It is started by exec, so that nothing of the engine (keys, connections, the workspace's files) is in
its memory; it loads the libraries once, gives up its rights, then forks one reader for each
request. On its control socket (descriptor 0) arrive descriptor pairs: the reader's pipe, and a status pipe
on which the server writes how the reader ended. A status pipe that is closed cancels the reader;
a control socket that is closed ends the server and all readers.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from extractors.sandbox.child import serve
from extractors.sandbox.confinement import Confinement, confine_server
from extractors.sandbox.limits import ChildLimits
from extractors.sandbox.preload import preload

_MESSAGE = 1 << 16


@dataclass(slots=True)
class _Reader:
    pid: int
    process: int
    status: socket.socket
    deadline: float
    late: bool = False


class Server:
    """Forks readers and tells how they ended; one thread, no state between documents."""

    def __init__(self, control: socket.socket, limits: ChildLimits, found: Confinement) -> None:
        self._control, self._limits, self._found = control, limits, found
        self._readers: dict[int, _Reader] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ, self._start)

    def run(self) -> None:
        """Serve until the control socket ends."""
        while True:
            waits = [reader.deadline for reader in self._readers.values() if not reader.late]
            for key, _ in self._selector.select(max(0.0, min(waits) - time.monotonic()) if waits else None):
                if self._selector.get_map().get(key.fd) == key and not key.data(key.fileobj):
                    return
            self._stop_late_ones()

    def _start(self, _control: object) -> bool:
        message, descriptors, _flags, _address = socket.recv_fds(self._control, _MESSAGE, 2)
        if len(descriptors) == 2:
            self._fork(socket.socket(fileno=descriptors[0]), socket.socket(fileno=descriptors[1]))
        return bool(message)

    def _fork(self, pipe: socket.socket, status: socket.socket) -> None:
        server, pid = os.getpid(), os.fork()
        if pid == 0:
            serve(pipe, self._found, self._limits, server)
        pipe.close()
        reader = _Reader(pid, os.pidfd_open(pid), status, time.monotonic() + self._limits.wall)
        self._readers[pid] = reader
        self._selector.register(reader.process, selectors.EVENT_READ, lambda _: self._ended(reader))
        self._selector.register(status, selectors.EVENT_READ, lambda _: self._cancelled(reader))

    def _stop_late_ones(self) -> None:
        for reader in self._readers.values():
            if not reader.late and reader.deadline <= time.monotonic():
                reader.late = True
                os.kill(reader.pid, signal.SIGKILL)

    def _cancelled(self, reader: _Reader) -> bool:
        self._selector.unregister(reader.status)
        os.kill(reader.pid, signal.SIGKILL)
        return True

    def _ended(self, reader: _Reader) -> bool:
        _pid, status, usage = os.wait4(reader.pid, 0)
        end = {"exit": os.waitstatus_to_exitcode(status), "late": reader.late, "peak": usage.ru_maxrss << 10}
        self._selector.unregister(reader.process)
        os.close(reader.process)
        if reader.status in self._selector.get_map():
            self._selector.unregister(reader.status)
        with contextlib.suppress(OSError):  # the engine no longer wants to know
            reader.status.send(json.dumps(end).encode())
        reader.status.close()
        del self._readers[reader.pid]
        return True


def main(argument: str) -> NoReturn:
    """Load, confine, say so, serve; `argument` is a JSON record of limits and readable trees."""
    wanted: dict[str, Any] = json.loads(argument)
    control = socket.socket(fileno=os.dup(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group: the engine decides
    missing = preload()
    found = confine_server(Path(path) for path in wanted["readable"])
    os.environ.clear()
    gc.collect()
    gc.freeze()  # what is loaded is never collected: its pages stay shared with every reader
    control.send(json.dumps({"confinement": found.to_json(), "missing": missing}).encode())
    Server(control, ChildLimits(**wanted["limits"]), found).run()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])

__all__ = ["Server", "main"]
