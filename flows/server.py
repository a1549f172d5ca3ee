"""The Prefect server of a workspace: one that runs already is used, else one is started and ended with the run."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from documents.errors import TallymarkError

NOTE = "server.json"
_START_SECONDS = 180
_STOP_SECONDS = 10


class ServerError(TallymarkError):
    """The embedded server did not start."""

    code = "server"
    retryable = True


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of a live API for this workspace, for as long as the block lasts."""
    given = os.environ.get("PREFECT_API_URL")
    found = given or _running(home)
    if found:
        with _addressed(found):
            yield found
        return
    with _started(home) as address, _addressed(address):
        yield address


@contextmanager
def _addressed(address: str) -> Iterator[None]:
    """Prefect's client finds its server through the environment."""
    before = os.environ.get("PREFECT_API_URL")
    os.environ["PREFECT_API_URL"] = address
    try:
        yield
    finally:
        if before is None:
            del os.environ["PREFECT_API_URL"]


@contextmanager
def _started(home: Path) -> Iterator[str]:
    port = _free_port()
    address = f"http://127.0.0.1:{port}/api"
    log = (home / "logs" / "prefect.log").open("ab")
    with log:
        command = [sys.executable, "-m", "flows.serve", str(port), str(os.getpid())]
        # Its own session: Ctrl+C reaches the run first, which then ends the server in order.
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(process, address, home)
        yield address
    finally:
        _stop(process)


def _wait(process: subprocess.Popen[bytes], address: str, home: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(f"the Prefect server ended at its start: see {home / 'logs' / 'prefect.log'}")
        if alive(address):
            return
        time.sleep(0.1)
    raise ServerError(f"the Prefect server did not answer within {_START_SECONDS} seconds: is the machine overloaded?")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def alive(address: str) -> bool:
    """Whether an API answers there."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _running(home: Path) -> str | None:
    """The address noted by a server that was started for longer than one run, if it still answers."""
    try:
        address = json.loads((home / "prefect" / NOTE).read_text(encoding="utf-8"))["address"]
    except (OSError, ValueError, KeyError):
        return None
    return str(address) if alive(str(address)) else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


__all__ = ["NOTE", "ServerError", "alive", "serving"]
