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
from dataclasses import dataclass
from pathlib import Path

from documents.errors import TallymarkError

NOTE = "server.json"
LOG = "logs/prefect.log"
_START_SECONDS = 180
_STOP_SECONDS = 10


class ServerError(TallymarkError):
    """The embedded server did not start."""

    code = "server"
    retryable = True


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was found running (`process` None), or that is being started."""

    address: str
    home: Path
    process: subprocess.Popen[bytes] | None = None

    def ready(self) -> None:
        """Wait until it answers. Raises ServerError if it does not come up."""
        deadline = time.monotonic() + _START_SECONDS
        while self.process is not None and not alive(self.address):
            if self.process.poll() is not None:
                raise ServerError(f"the Prefect server ended at its start: see {self.home / LOG}")
            if time.monotonic() > deadline:
                raise ServerError(f"the Prefect server did not answer within {_START_SECONDS} seconds")
            time.sleep(0.1)


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """A server for this workspace as long as the block lasts; it comes up beside what the block does first."""
    found = os.environ.get("PREFECT_API_URL") or _running(home)
    server = Server(found, home) if found else _start(home)
    try:
        with _addressed(server.address):
            yield server
    finally:
        if server.process is not None:
            _stop(server.process)


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


def _start(home: Path) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "flows.serve", str(port), str(os.getpid())]
    with (home / LOG).open("ab") as log:
        # Its own session: Ctrl+C reaches the run first, which then ends the server in order.
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    return Server(f"http://127.0.0.1:{port}/api", home, process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def alive(address: str) -> bool:
    """Whether a server answers there, and is well: Prefect's API and the desk both say so at `/health`."""
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


@contextmanager
def noted(home: Path, address: str) -> Iterator[None]:
    """Note a server that runs for longer than one run, so that runs beside it use it too."""
    note = home / "prefect" / NOTE
    note.write_text(json.dumps({"address": address}), encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


__all__ = ["LOG", "NOTE", "Server", "ServerError", "alive", "free_port", "noted", "serving"]
