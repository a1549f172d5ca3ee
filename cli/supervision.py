"""Supervision: the parts of a service as processes of their own, started in order and ended in order.

A part that ends by itself is started again, later each time while it does not hold; a signal ends all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

STOP_SECONDS = 10.0
"""How long a part may take to end before it is killed."""
PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before a part is started again: the first after its first end, the last from then on."""
STEADY_SECONDS = 120.0
"""A part that held this long is taken as sound again."""


@dataclass(slots=True)
class Service:
    """A part of a service: what starts it, where its words go, and the exit status with which it asks to be
    started anew at once, if there is one."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    anew: int | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    ends: int = 0
    due: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own: Ctrl+C reaches the supervisor alone, which ends all in order."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, **self.environment},
            )  # fmt: skip
        self.started = time.monotonic()

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """End it, with all that it has started; kill what does not end in time."""
        if self.process is None:
            return
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):  # what is left, as children that outlived it, is killed next
            self.process.wait(STOP_SECONDS)
        self._signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _signal(self, which: signal.Signals) -> None:
        """To its whole session, which is there as long as one process of it is."""
        assert self.process is not None
        try:
            os.killpg(self.process.pid, which)
        except ProcessLookupError:
            return


def supervise(services: Sequence[Service], stopped: Callable[[float], bool], tell: Callable[[str], None]) -> None:
    """Keep services that were started running, until `stopped(seconds)`, which waits that long at most, says so."""
    while not stopped(0.2):
        for service in services:
            _keep(service, time.monotonic(), tell)


def end(services: Sequence[Service]) -> None:
    """End the services, the last one first."""
    for service in reversed(services):
        service.stop()


def _keep(service: Service, now: float, tell: Callable[[str], None]) -> None:
    """Start a service again when it has ended and its pause is over."""
    if service.running:
        return
    if service.process is not None:
        status = service.process.returncode
        service.stop()
        service.ends = 0 if now - service.started > STEADY_SECONDS or status == service.anew else service.ends + 1
        pause = PAUSES[min(service.ends, len(PAUSES)) - 1] if service.ends else 0.0
        service.due = now + pause
        if service.ends:
            tell(f"{service.name} ended (status {status}); it is started again in {pause:g} s: see {service.log}")
    if now >= service.due:
        service.start()


__all__ = ["PAUSES", "STEADY_SECONDS", "STOP_SECONDS", "Service", "end", "supervise"]
