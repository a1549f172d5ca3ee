"""What the mailboxes' tests share: Debian's Dovecot on loopback, the simulators, and a workspace that polls."""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from connectors.mail.source import MailSource
from journey import mailboxes, poll
from journey.lease import hold
from journey.settings import Settings
from journey.shift import open_shift

SIMULATORS = Path(__file__).resolve().parents[1] / "simulators"

CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
instance_name = tallymark-test
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
first_valid_uid = 1
mail_location = maildir:{root}/mail/%u:INDEX={root}/index/%u
mail_uid = mail
mail_gid = mail
passdb {{
  driver = static
  mechanisms = plain login
  args = password=secret
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/oauth2.conf.ext
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={root}/home/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""

OAUTH2 = """
introspection_mode = post
introspection_url = http://127.0.0.1:{port}/introspect
active_attribute = active
active_value = true
username_attribute = username
"""


class Introspection(BaseHTTPRequestHandler):
    """What tells Dovecot whether a token is good (RFC 7662): `token-of-USER` is."""

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        _, good, user = asked.get("token", [""])[0].partition("token-of-")
        told = json.dumps({"active": bool(good), "username": user}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """Where the server listens, and how to throw a user out."""

    port: int
    config: Path

    def kick(self, user: str) -> None:
        subprocess.run(["doveadm", "-c", str(self.config), "kick", user], check=True, capture_output=True)

    def start(self) -> None:
        subprocess.run(["dovecot", "-c", str(self.config)], check=True)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as hello:
                    if hello.recv(4).startswith(b"* OK"):
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("Dovecot did not start")

    def stop(self) -> None:
        subprocess.run(["doveadm", "-c", str(self.config), "stop"], check=False)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    if shutil.which("dovecot") is None and not Path("/usr/sbin/dovecot").exists():
        pytest.skip("needs Dovecot: apt-get install --no-install-recommends dovecot-imapd")
    if os.getuid() != 0:
        pytest.skip("needs root: Dovecot gives up its rights to a user of its own")
    root = Path(tempfile.mkdtemp(prefix="tallymark-dovecot-"))
    root.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    owner = pwd.getpwnam("mail")
    for name in ("mail", "index", "home"):
        (root / name).mkdir()
        os.chown(root / name, owner.pw_uid, owner.pw_gid)
    config = root / "dovecot.conf"
    config.write_text(CONFIG.format(root=root, port=port))
    tokens = ThreadingHTTPServer(("127.0.0.1", 0), Introspection)
    threading.Thread(target=tokens.serve_forever, daemon=True).start()
    (root / "oauth2.conf.ext").write_text(OAUTH2.format(port=tokens.server_address[1]))
    server = Dovecot(port, config)
    server.start()
    yield server
    server.stop()
    tokens.shutdown()
    tokens.server_close()
    shutil.rmtree(root, ignore_errors=True)


@dataclass
class Simulator:
    """A simulated server in a process of its own; what it holds outlives it."""

    kind: str
    folder: Path
    port: int = 0
    box: Any = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        note = self.folder / "port"
        note.unlink(missing_ok=True)
        script = SIMULATORS / f"{self.kind}.py"
        self.process = subprocess.Popen([sys.executable, str(script), str(self.folder / "state.sqlite"), str(note)])
        until = time.monotonic() + 30
        while not note.exists():
            if time.monotonic() > until:
                raise RuntimeError(f"the simulator {self.kind} did not start")
            time.sleep(0.05)
        self.port = int(note.read_text())
        self.box = self.box or postbox(self.folder / "state.sqlite")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def fault(self, kind: str, count: int = 1, after: int = 0) -> None:
        """The next `count` requests after `after` good ones go wrong."""
        said = json.dumps({"kind": kind, "count": count, "after": after}).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/control/fault", data=said) as answer:
            answer.read()


def postbox(file: Path) -> Any:
    """The simulators' mailbox, to deliver into and to look at."""
    spec = importlib.util.spec_from_file_location("tallymark_postbox", SIMULATORS / "postbox.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.Mailbox(file)


@pytest.fixture
def simulator(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Simulator]:
    """The simulator whose kind the test names as its parameter."""
    (tmp_path / "server").mkdir()
    found = Simulator(request.param, tmp_path / "server")
    found.start()
    yield found
    found.stop()
    found.box.close()


@dataclass
class Custody:
    """A workspace with the mailbox `ap`, which is polled by the plain steps."""

    home: Path

    def source(self, name: str = "ap") -> MailSource:
        return mailboxes.mailbox(self.home, name)

    def taken(self, source: MailSource | None = None) -> poll.Polled:
        """One poll in this process."""
        box = source or self.source()
        with closing(box), open_shift(Settings(home=self.home)) as shift, hold(shift, box.account) as lease:
            return list(poll.poll(shift, box, lease))[-1]

    def in_a_child(self, kill_at: str = "", after: float | None = None) -> int:
        """One poll in a process of its own, killed at a named moment or after some seconds; how it ended."""
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.environ |= {"TALLYMARK_CRASH_AT": kill_at} if kill_at else {}
                status = 1 if self.taken().failure else 0
            finally:
                os._exit(status)
        if after is not None:
            time.sleep(after)
            os.kill(child, 9)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def position(self) -> str | None:
        account = self.source().account
        with open_shift(Settings(home=self.home)) as shift, shift.workspace.look() as unit:
            return unit.cursors.position(account)

    def holds_exactly(self, letters: list[bytes]) -> None:
        """Each letter is in custody once, duplicates that were told apart from it, its bytes in the archive."""
        with open_shift(Settings(home=self.home)) as shift:
            with shift.workspace.look() as unit:
                held = [one.sha256 for one in unit.custody.messages() if one.duplicate_of is None]
                assert unit.audit.verify() == ()
            assert Counter(held) == Counter(sha256(letter).hexdigest() for letter in letters)
            assert all(shift.workspace.archive.get(one) for one in held)


@pytest.fixture
def custody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Custody:
    monkeypatch.setenv("MAIL_SECRET", "secret")
    monkeypatch.setattr(poll, "PAUSES", (0.05, 0.1))
    (tmp_path / "home").mkdir()
    return Custody(tmp_path / "home")
