"""The order that custody promises, seen from outside: bytes and names on the disk, the commit, then the mailbox."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from journey.mailroom import mailboxes

LETTERS = 5
POLL = """
import sys
from contextlib import closing
from pathlib import Path
from journey.mailroom import mailboxes
from journey.mailroom.lease import hold
from journey.mailroom.poll import poll
from journey.settings import Settings
from journey.shift import open_shift
home = Path(sys.argv[1])
with closing(mailboxes.mailbox(home, "ap")) as box, open_shift(Settings(home=home)) as shift:
    with hold(shift, box.account) as lease:
        assert list(poll(shift, box, lease))[-1].failure is None
"""
STEPS = (
    ("bytes", re.compile(r"fsync\(\d+<[^>]*/archive/tmp/")),
    ("name", re.compile(r"link(at)?\(.*/archive/tmp/.*/archive/objects/")),
    ("folder", re.compile(r"fsync\(\d+<[^>]*/archive/objects/[0-9a-f]{2}>")),
    ("commit", re.compile(r"f(data)?sync\(\d+<[^>]*tallymark\.db-wal")),
    ("mailbox", re.compile(r"send(to|msg)\(.*UID (STORE|MOVE|COPY)")),
)  # fmt: skip


def traced(trace: Path, home: Path) -> list[str]:
    """The steps of a poll in a process of its own, in the order of its system calls."""
    calls = "trace=fsync,fdatasync,link,linkat,sendto,sendmsg"
    command = ["strace", "-f", "-y", "-s", "200", "-e", calls, "-o", str(trace), sys.executable, "-c", POLL, str(home)]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("strace is not installed: apt-get install strace")
    if done.returncode != 0 and "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    return [name for line in lines for name, step in STEPS if step.search(line)]


def test_synced_then_committed_then_acknowledged(dovecot: Any, custody: Any, tmp_path: Path) -> None:
    words = {"kind": "imap", "host": "127.0.0.1", "user": "order", "password": "env:MAIL_SECRET", "security": "none"}
    mailboxes.add(custody.home, "ap", words | {"port": str(dovecot.port)})
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as direct:
        direct.login("order", "secret")
        for number in range(LETTERS):
            direct.append("INBOX", b"Subject: %d\r\n\r\nwords\r\n" % number)
    steps = traced(tmp_path / "trace", custody.home)
    first = steps.index("bytes")
    of_letters = [step for step in steps[first : steps.index("mailbox") + 1] if step != "folder"]
    assert of_letters[: 2 * LETTERS] == ["bytes"] * LETTERS + ["name"] * LETTERS
    assert set(of_letters[2 * LETTERS : -1]) == {"commit"}
    folders = [place for place, step in enumerate(steps) if step == "folder"]
    assert folders[0] > max(place for place, step in enumerate(steps) if step == "name")
    assert folders[-1] < steps.index("commit", first)
