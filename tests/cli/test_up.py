"""`tallymark up` as an operator starts it: mailboxes are polled, on their schedule and as soon as one says that mail
came, the desk lets admin in, a signal ends all of it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from imapclient import IMAPClient

import samples
from flows.server import free_port
from tests.simulators.servers import Dovecot, dovecot_can_run, running_dovecot

pytestmark = pytest.mark.prefect

PASSWORD = "a long enough password"
WAIT_SECONDS = 150
POLL_SECONDS = 3600
"""The schedule's second poll is past the end of the test."""
LETTER = b"From: a@b.example\r\nSubject: two\r\nMessage-ID: <2@b.example>\r\n\r\nwords\r\n"
RINGING = "from flows.attend import Bell; bell = Bell('post'); print(len({bell.ring() for _ in range(3)}))"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a folder as mailbox, which nobody has polled."""
    home = tmp_path_factory.mktemp("up")
    said = samples.SETTINGS.read_text(encoding="utf-8")
    (home / "settings.toml").write_text(f"poll_seconds = {POLL_SECONDS}\n{said}", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def dovecot(home: Path) -> Iterator[Dovecot | None]:
    """The server of a second mailbox, where one can run."""
    if not dovecot_can_run():
        yield None
        return
    with running_dovecot() as server:
        words = ("kind=imap", "host=127.0.0.1", f"port={server.port}", "security=none", "password=env:MAIL_SECRET")
        assert tallymark(home, "mailbox", "add", "post", "user=post", *words).returncode == 0
        yield server


def command(home: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("TALLYMARK_", "PREFECT_"))}
    words = (sys.executable, "-m", "cli.main", *words)
    more = {"TALLYMARK_HOME": str(home), "TALLYMARK_ADMIN_PASSWORD": PASSWORD, "MAIL_SECRET": "secret"}
    return list(words), known | more


def tallymark(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    said, environment = command(home, *words)
    return subprocess.run(said, env=environment, capture_output=True, text=True, timeout=WAIT_SECONDS)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def service(home: Path, port: int, dovecot: Dovecot | None) -> Iterator[subprocess.Popen[str]]:
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
    home: Path, port: int, service: subprocess.Popen[str], dovecot: Dovecot | None
) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as desk:
        assert "/login" in str(desk.get("/").url)
        token = re.search(r'name="csrf" value="([^"]+)"', desk.get("/login").text)
        assert token is not None
        form = {"username": "admin", "password": PASSWORD, "csrf": token[1]}
        inside = desk.post("/login", data=form, headers={"Origin": f"http://127.0.0.1:{port}"})
        assert (inside.status_code, "/login" in str(inside.url)) == (200, False)
        taken = len(list(samples.MAILBOX.glob("*")))
        _wait_for_mails(desk, home, taken)
        if dovecot is not None:
            _bring(dovecot)
            _wait_for_mails(desk, home, taken + 1)
            assert polls_of_three_rings(home) == "1"
    again = tallymark(home, "up", "--port", str(port + 1))
    assert (again.returncode, again.stderr) == (
        2,
        f"tallymark: Tallymark is up already in {home}: stop that one first\n",
    )
    service.send_signal(signal.SIGTERM)
    rest, _ = service.communicate(timeout=60)
    assert (service.returncode, rest.splitlines()[-1]) == (0, "stopped")
    assert left_behind(home) == []
    if dovecot is not None:
        who = ["doveadm", "-c", str(dovecot.config), "who", "-1", "post"]
        assert "post" not in subprocess.run(who, capture_output=True, text=True, check=True).stdout


def _bring(dovecot: Dovecot) -> None:
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as direct:
        direct.login("post", "secret")
        direct.append("INBOX", LETTER)


def polls_of_three_rings(home: Path) -> str:
    """How many polls were asked for when a mailbox said three times at once that something came."""
    address = json.loads((home / "prefect" / "server.json").read_text(encoding="utf-8"))["address"]
    _, known = command(home)
    asked = [sys.executable, "-c", RINGING]
    environment = known | {"PREFECT_API_URL": address, "PREFECT_HOME": str(home / "prefect")}
    return subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def _wait_for_mails(desk: httpx.Client, home: Path, count: int) -> None:
    """Until polls have taken so many mails in, as the desk shows it."""
    deadline = time.monotonic() + WAIT_SECONDS
    while len(desk.get("/api/v1/mails").json()["mails"]) < count:
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
