"""A real IMAP server for the tests: Debian's Dovecot on loopback, with a mailbox of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
instance_name = tallymark-test
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:{root}/mail/%u:INDEX={root}/index/%u
mail_uid = mail
mail_gid = mail
passdb {{
  driver = static
  args = password=secret
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
    server = Dovecot(port, config)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(root, ignore_errors=True)
