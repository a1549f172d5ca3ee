"""What a hostile document would try, done on purpose: `doctor` and the tests ask a reader to do it.

Each probe returns a word on what happened: `refused` where a guard held, else what could be done.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_BLOCK = 16 << 20
_PR_GET_NO_NEW_PRIVS = 39


def probe(name: str, argument: str) -> str:
    """Try one forbidden thing; raises KeyError on an unknown name."""
    return PROBES[name](argument)


def _attempt(act: Callable[[], str]) -> str:
    try:
        return act()
    except OSError:
        return "refused"


def _read(path: str) -> str:
    return _attempt(lambda: f"read {len(Path(path).read_bytes())} bytes")


def _list(path: str) -> str:
    return _attempt(lambda: f"listed {len(list(Path(path).iterdir()))} names")


def _write(path: str) -> str:
    return _attempt(lambda: f"wrote {Path(path).write_bytes(b'x')} bytes")


def _connect(address: str) -> str:
    def act() -> str:
        host, port = address.rsplit(":", 1)
        socket.create_connection((host, int(port)), timeout=2).close()
        return "connected"

    return _attempt(act)


def _fork(_argument: str) -> str:
    def act() -> str:
        child = os.fork()
        if child == 0:
            time.sleep(60)
        return f"forked {child}"

    return _attempt(act)


def _execute(program: str) -> str:
    def act() -> str:
        os.execv(program, [program])  # noqa: S606 - the guard is to refuse it
        return "executed"

    return _attempt(act)


def _signal(process: str) -> str:
    def act() -> str:
        os.kill(int(process), 0)
        return "signalled"

    return _attempt(act)


def _descriptors(_argument: str) -> str:
    def is_open(number: int) -> bool:
        try:
            os.fstat(number)
        except OSError:
            return False
        return True

    return ",".join(str(number) for number in range(256) if is_open(number))


def _environment(_argument: str) -> str:
    return ",".join(sorted(os.environ))


def _privileges(_argument: str) -> str:
    gained = ctypes.CDLL(None).prctl(_PR_GET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (0, 0, 0, 0)))
    return f"user {os.getuid()}, no_new_privs {gained}"


def _sleep(seconds: str) -> str:
    time.sleep(int(seconds))
    return "slept"


def _spin(_argument: str) -> str:
    while True:
        pass


def _allocate(mebibytes: str) -> str:
    blocks = [bytearray(_BLOCK) for _ in range(int(mebibytes) * (1 << 20) // _BLOCK)]
    return f"allocated {len(blocks)} blocks"


def _flood(mebibytes: str) -> str:
    return "x" * (int(mebibytes) << 20)


def _abort(_argument: str) -> str:
    os.abort()


def _fault(_argument: str) -> str:
    return ctypes.string_at(0).decode()


def _leave(status: str) -> str:
    os._exit(int(status))


def _end(number: str) -> str:
    os.kill(os.getpid(), signal.Signals(int(number)))
    return "survived"


def _fail(_argument: str) -> str:
    raise RuntimeError("a mistake of ours")


PROBES: Mapping[str, Callable[[str], str]] = {
    "read": _read, "list": _list, "write": _write, "connect": _connect, "fork": _fork, "execute": _execute,
    "signal": _signal, "descriptors": _descriptors, "environment": _environment, "privileges": _privileges,
    "sleep": _sleep, "spin": _spin, "allocate": _allocate, "flood": _flood, "abort": _abort, "fault": _fault,
    "leave": _leave, "end": _end, "fail": _fail,
}  # fmt: skip

__all__ = ["PROBES", "probe"]
