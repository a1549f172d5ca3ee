"""`tallymark up` as an operator starts it: mailboxes are polled, the desk lets admin in, a signal ends all of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import samples
from flows.server import free_port

pytestmark = pytest.mark.prefect

PASSWORD = "a long enough password"
WAIT_SECONDS = 150


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one mailbox, which nobody has polled."""
    home = tmp_path_factory.mktemp("up")
    shutil.copyfile(samples.SETTINGS, home / "settings.toml")
    return home


def command(home: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("TALLYMARK_", "PREFECT_"))}
    words = (sys.executable, "-m", "cli.main", *words)
    return list(words), known | {"TALLYMARK_HOME": str(home), "TALLYMARK_ADMIN_PASSWORD": PASSWORD}


def tallymark(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    said, environment = command(home, *words)
    return subprocess.run(said, env=environment, capture_output=True, text=True, timeout=WAIT_SECONDS)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def service(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The service, once it says that it is up."""
    assert tallymark(home, "mailbox", "add", "ap", "kind=folder", f"path={samples.MAILBOX}").returncode == 0
    said, environment = command(home, "up", "--port", str(port))
    process = subprocess.Popen(said, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(f"Tallymark is up: http://127.0.0.1:{port}/")
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.timeout(400)
def test_what_an_operator_does_at_the_first_start(
    home: Path, port: int, service: subprocess.Popen[str]
) -> None:  # fmt: skip
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as desk:
        assert "/login" in str(desk.get("/").url)
        token = re.search(r'name="csrf" value="([^"]+)"', desk.get("/login").text)
        assert token is not None
        form = {"username": "admin", "password": PASSWORD, "csrf": token[1]}
        inside = desk.post("/login", data=form, headers={"Origin": f"http://127.0.0.1:{port}"})
        assert (inside.status_code, "/login" in str(inside.url)) == (200, False)
        _wait_for_mails(desk, home)
    again = tallymark(home, "up", "--port", str(port + 1))
    assert (again.returncode, again.stderr) == (
        2,
        f"tallymark: Tallymark is up already in {home}: stop that one first\n",
    )
    service.send_signal(signal.SIGTERM)
    rest, _ = service.communicate(timeout=60)
    assert (service.returncode, rest.splitlines()[-1]) == (0, "stopped")
    assert left_behind(home) == []


def _wait_for_mails(desk: httpx.Client, home: Path) -> None:
    """Until the schedule's first poll has taken the mailbox in, as the desk shows it."""
    deadline = time.monotonic() + WAIT_SECONDS
    while len(desk.get("/api/v1/mails").json()["mails"]) < len(list(samples.MAILBOX.glob("*"))):
        assert time.monotonic() < deadline, (home / "logs" / "station.log").read_text(encoding="utf-8")
        time.sleep(1)


def left_behind(home: Path) -> list[str]:
    """Processes of this workspace that run still, by what they are."""
    wanted, found = f"TALLYMARK_HOME={home}".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment, words = (process / "environ").read_bytes(), (process / "cmdline").read_bytes()
        except OSError:
            continue  # another's, or gone meanwhile
        if wanted in environment.split(b"\0"):
            found.append(words.replace(b"\0", b" ").decode())
    return found
