"""Servers for tests and benchmarks: Debian's Dovecot, and the simulators, each in processes of their own."""

from __future__ import annotations

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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from tests.simulators.postbox import Mailbox

ROOT = Path(__file__).resolve().parents[2]
NEEDS_DOVECOT = "needs Dovecot, and root to start it: apt-get install --no-install-recommends dovecot-imapd"

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

GRAPH = {"kind": "graph", "mailbox": "ap@factory.example", "token": "env:MAIL_SECRET"}
EXCHANGE = {
    "kind": "exchange", "host": "127.0.0.1", "mailbox": "ap@factory.example", "user": "FACTORY\\ap",
    "password": "env:MAIL_SECRET", "login": "basic",
}  # fmt: skip


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


def dovecot_can_run() -> bool:
    """Dovecot gives up its rights to a user of its own, so it is started as root."""
    return os.getuid() == 0 and (shutil.which("dovecot") is not None or Path("/usr/sbin/dovecot").exists())


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """A server of its own on loopback: every user exists, the password is `secret`, a token `token-of-USER`."""
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
    try:
        yield server
    finally:
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
    box: Mailbox | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def words(self) -> dict[str, str]:
        """An account on it, as an operator would write it; its secret is in the environment as MAIL_SECRET."""
        at = f"http://127.0.0.1:{self.port}"
        if self.kind == "graph":
            return GRAPH | {"endpoint": f"{at}/v1.0"}
        return EXCHANGE | {"endpoint": f"{at}/EWS/Exchange.asmx"}

    def start(self) -> None:
        note = self.folder / "port"
        note.unlink(missing_ok=True)
        words = [str(self.folder / "state.sqlite"), str(note), str(self.port)]
        self.process = subprocess.Popen([sys.executable, "-m", f"tests.simulators.{self.kind}", *words], cwd=ROOT)
        until = time.monotonic() + 30
        while not note.exists():
            if time.monotonic() > until:
                raise RuntimeError(f"the simulator {self.kind} did not start")
            time.sleep(0.05)
        self.port = int(note.read_text())
        self.box = self.box or Mailbox(self.folder / "state.sqlite")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def fault(self, kind: str, count: int = 1, after: int = 0) -> None:
        """The next `count` requests after `after` good ones go wrong."""
        said = json.dumps({"kind": kind, "count": count, "after": after}).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/control/fault", data=said) as answer:
            answer.read()


__all__ = ["NEEDS_DOVECOT", "Dovecot", "Simulator", "dovecot_can_run", "running_dovecot"]
