"""`tallymark up`: everything on one machine, on loopback: Prefect's server, the station, the desk."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.supervision import Service, end, supervise
from documents.errors import TallymarkError, WrongUseError

if TYPE_CHECKING:
    from journey.settings import Settings

Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Where the desk listens, on loopback.")]

START_SECONDS = 180.0
HOST = "127.0.0.1"
PORT = 8100
LOCK = "up.lock"


def up(port: Port = PORT) -> None:
    """Run everything on this machine: the mailboxes on their schedule, the work behind them, and the desk.

    Prints the desk's address, and at the first start a link that sets the admin's password (or set
    TALLYMARK_ADMIN_PASSWORD before). Ends cleanly on Ctrl+C and SIGTERM.

    Example: tallymark up --port 8100
    """
    from flows.environment import prepare
    from flows.server import noted
    from journey.settings import load

    settings = load()
    prepare(settings.home)
    _refuse_taken(port)
    with _signals() as stop, _alone(settings.home, port):
        link = _first(settings)
        services = _services(settings, port)
        try:
            if _start(services, stop, port):
                _greet(settings, port, link)
                with noted(settings.home, services[1].environment["PREFECT_API_URL"]):
                    supervise(services, stop.wait, console.tell)
        finally:
            end(services)
    console.say("stopped")


def _services(settings: Settings, port: int) -> list[Service]:
    """Server, station and desk, in the order of their start."""
    from flows.server import LOG, free_port
    from flows.station import ANEW

    api, logs, me = free_port(), settings.home / "logs", str(os.getpid())
    at = {"PREFECT_API_URL": f"http://{HOST}:{api}/api"}
    python = [sys.executable, "-m"]
    return [
        Service("the Prefect server", [*python, "flows.serve", str(api), me], settings.home / LOG),
        Service("the station", [*python, "flows.station", me], logs / "station.log", at, ANEW),
        Service("the desk", [*python, "desk", str(port), me], logs / "desk.log"),
    ]


def _start(services: list[Service], stop: Event, port: int) -> bool:
    """Start server and desk beside each other, the station once both answer; false if told to stop meanwhile."""
    server, station, desk = services
    server.start()
    desk.start()
    address = station.environment["PREFECT_API_URL"]
    if not (_answering(server, address, stop) and _answering(desk, f"http://{HOST}:{port}", stop)):
        return False
    station.start()
    return True


def _answering(service: Service, address: str, stop: Event) -> bool:
    """Wait until a part answers; false if told to stop. Raises TallymarkError if it ends or stays silent."""
    from flows.server import alive

    deadline = time.monotonic() + START_SECONDS
    while not stop.wait(0.1):
        if alive(address):
            return True
        if not service.running:
            raise TallymarkError(f"{service.name} ended at its start: see {service.log}")
        if time.monotonic() > deadline:
            raise TallymarkError(f"{service.name} did not answer within {START_SECONDS:g} seconds: see {service.log}")
    return False


def _first(settings: Settings) -> str | None:
    """At the first start: the admin with the password that the environment gives, or a link that sets it once."""
    from journey.people import first_admin
    from journey.people.invite import PATH
    from journey.shift import open_shift

    with open_shift(settings) as shift:
        token = first_admin(shift, os.environ.get("TALLYMARK_ADMIN_PASSWORD"))
    return f"{desk_of(settings)}{PATH}{token}" if token else None


def _greet(settings: Settings, port: int, link: str | None) -> None:
    console.say(f"Tallymark is up: http://{HOST}:{port}/ (workspace {settings.home})")
    if link:
        console.say(f"first start: set the password of admin, once and within a day, at {link}")
    console.say("Ctrl+C stops it; what each part says stands in the folder logs/ of the workspace")


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise WrongUseError(f"port {port} is taken: stop what listens there, or give another --port") from error


def desk_of(settings: Settings) -> str:
    """The address at which browsers see the desk: as set up, else where it was served last, or would be."""
    lock = settings.home / LOCK
    said = lock.read_text(encoding="utf-8").strip() if lock.exists() else ""
    return (settings.desk_url or f"http://{HOST}:{said or PORT}").rstrip("/")


@contextmanager
def _alone(home: Path, port: int) -> Iterator[None]:
    """One service a workspace; the lock ends with the process, even by SIGKILL. In it stands the desk's port."""
    with (home / LOCK).open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WrongUseError(f"Tallymark is up already in {home}: stop that one first") from error
        lock.truncate(0)
        lock.write(f"{port}\n")
        lock.flush()
        yield


@contextmanager
def _signals() -> Iterator[Event]:
    """An event that Ctrl+C and SIGTERM set."""
    stop = Event()
    kept = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for one, before in kept.items():
            signal.signal(one, before)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(up)


__all__ = ["add_to", "desk_of", "up"]
