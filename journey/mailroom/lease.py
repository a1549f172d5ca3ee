"""Lease: one poll of a mailbox at a time. A poll that was killed on this machine is followed at once,
one on another machine when its lease has run out."""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from connectors.mail.source import MailboxError
from journey.shift import Shift
from storage.cursors import LEASE
from storage.errors import StaleError

_PROC = Path("/proc")
_STATE, _STARTED = 0, 19
"""Places in /proc/PID/stat after the program's name: the state, and when it was started (proc(5))."""


class PolledElsewhereError(MailboxError):
    """Another poll of the mailbox is at work: code is busy."""

    code = "busy"


@dataclass(slots=True)
class Lease:
    """The right to poll an account, prolonged by `renew` as the work goes on."""

    shift: Shift
    account: str
    holder: str
    turn: int
    renewed: float
    position: str | None

    def renew(self) -> None:
        """Prolong the lease once a third of it is over. Raises StaleError if another took over meanwhile."""
        if time.monotonic() - self.renewed > LEASE.total_seconds() / 3:
            turn = self.shift.workspace.run(lambda unit: unit.cursors.lease(self.account, self.holder))
            if turn != self.turn:
                raise StaleError(f"another poll of {self.account} took over: it goes on there")
            self.renewed = time.monotonic()

    def advance(self, position: str | None) -> None:
        """Move the cursor there, past what is committed and acknowledged. Raises StaleError likewise."""
        if position is not None and position != self.position:
            self.shift.workspace.run(lambda unit: unit.cursors.advance(self.account, position, self.turn))
            self.position = position


@contextmanager
def hold(shift: Shift, account: str) -> Iterator[Lease]:
    """Hold the lease of an account. Raises PolledElsewhereError while another poll does."""
    holder = f"{_here()}/{_process(os.getpid())}/{uuid.uuid4().hex}"
    lease = _taken(shift, account, holder)
    try:
        yield lease
    finally:
        shift.workspace.run(lambda unit: unit.cursors.release(account, lease.turn))


def _taken(shift: Shift, account: str, holder: str) -> Lease:
    with shift.workspace.begin() as unit:
        before = unit.cursors.holder(account)
        gone = before if before is not None and _is_gone(before) else None
        turn = unit.cursors.lease(account, holder, instead_of=gone)
        position = unit.cursors.position(account)
    if turn is None:
        raise PolledElsewhereError(f"another run is at {account} just now: wait until it is through")
    return Lease(shift, account, holder, turn, time.monotonic(), position)


def _is_gone(holder: str) -> bool:
    """Whether a holder was a process of this machine that no longer runs; of other machines nothing is known."""
    where, _, rest = holder.partition("/")
    process = rest.partition("/")[0]
    return where == _here() and _process(int(process.partition("-")[0])) != process


def _process(number: int) -> str:
    """A process as `number-start`, so that a later process of the same number is another one."""
    try:
        told = (_PROC / str(number) / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return f"{number}-"
    return f"{number}-" if told[_STATE] in "ZX" else f"{number}-{told[_STARTED]}"


@cache
def _here() -> str:
    """This machine since it was started, and the space in which its process numbers count."""
    boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{socket.gethostname()}:{boot}:{(_PROC / 'self/ns/pid').readlink()}".replace("/", "_")


__all__ = ["Lease", "PolledElsewhereError", "hold"]
