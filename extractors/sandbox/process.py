"""The fork server as the engine sees it: a process, its control socket, and readers asked for over it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from documents.errors import UnreadableError
from extractors.sandbox.confinement import Confinement
from extractors.sandbox.limits import ChildLimits

_LIBRARIES = {
    "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1",
    # Whole pages go back to the system when they are done with, instead of being kept for the next ones.
    "MALLOC_MMAP_THRESHOLD_": str(4 << 20),
}  # fmt: skip
_START_SECONDS = 120
_STOP_SECONDS = 5
_ROOT = str(Path(__file__).resolve().parents[2])


class ServerProcess:
    """Started when the first reader is asked for, started again should it die; safe to use from several threads."""

    def __init__(self, limits: ChildLimits, readable: Iterable[Path]) -> None:
        self._wanted = json.dumps({"limits": limits.to_json(), "readable": [str(path) for path in readable]})
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._told: tuple[Confinement, tuple[str, ...]] | None = None

    def told(self) -> tuple[Confinement, tuple[str, ...]]:
        """What the server found on this machine, and which modules it could not load."""
        with self._lock:
            self._started()
            if self._told is None:
                raise UnreadableError("the readers' server does not start: run `tallymark doctor`", code="crashed")
            return self._told

    def reader(self) -> tuple[socket.socket, socket.socket]:
        """A new reader: the pipe to talk to it, and the pipe on which its end is told.

        Raises UnreadableError where no server stays up.
        """
        with self._lock:
            try:
                return self._fork()
            except OSError:
                self._stop()  # it died: one more try with a new one
            try:
                return self._fork()
            except OSError as error:
                sentence = "the readers' server does not stay up: run `tallymark doctor`"
                raise UnreadableError(sentence, code="crashed", retryable=True) from error

    def stop(self) -> None:
        """End the server and with it all readers."""
        with self._lock:
            self._stop()

    def _fork(self) -> tuple[socket.socket, socket.socket]:
        control = self._started()
        (pipe, theirs), (status, told) = socket.socketpair(), socket.socketpair()
        with theirs, told:
            try:
                socket.send_fds(control, [b"reader"], [theirs.fileno(), told.fileno()])
            except OSError:
                pipe.close()
                status.close()
                raise
        return pipe, status

    def _started(self) -> socket.socket:
        if self._control is not None:
            return self._control
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "extractors.sandbox.server", self._wanted],
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=_LIBRARIES | {"PYTHONPATH": os.pathsep.join([_ROOT, *filter(None, sys.path)])}, cwd="/",
            )  # fmt: skip
        self._control = ours
        ours.settimeout(_START_SECONDS)
        ready = json.loads(ours.recv(1 << 20) or b"{}")
        ours.settimeout(None)
        if not ready:
            self._stop()
            raise UnreadableError("the readers' server does not start: run `tallymark doctor`", code="crashed")
        self._told = Confinement(**ready["confinement"]), tuple(ready["missing"])
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


__all__ = ["ServerProcess"]
