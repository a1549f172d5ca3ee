"""Killed in the middle of everything, again and again: `python -m benchmarks.kills MAILS --masters FOLDER --kills 20`.

`tallymark run` works through a folder of mails (with `--imap` through a mailbox on Dovecot, with them in it) while its
whole process tree (engine, Prefect server, readers) is killed with SIGKILL at random moments. Then one run is left
alone, and everything is compared with an undisturbed workspace: the same line for every mail, nothing posted twice,
sums that balance, an archive and a log that verify.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.posted import SECRET, add_account, deliver
from tests.simulators.servers import Dovecot, running_dovecot

MASTERS = ("suppliers", "orders", "receipts")
TALLYMARK = str(Path(sys.executable).with_name("tallymark"))


class Workspace:
    """A workspace in a folder of its own, worked on by real processes."""

    def __init__(self, home: Path, given: argparse.Namespace, server: Dovecot | None = None) -> None:
        self.home, self.given = home, given
        self.environment = {**os.environ, **SECRET, "TALLYMARK_HOME": str(home)}
        self.source, self.names = str(given.mails), {}
        home.mkdir(parents=True)
        if server is not None:
            self.names = deliver(server, home.name, given.mails)
            self.source = add_account(home, server, home.name)
        for what in MASTERS:
            self.do("import", what, str(given.masters / f"{what}.csv"))

    def do(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run([TALLYMARK, *words], env=self.environment, capture_output=True, text=True, check=False)

    def run_words(self, out: Path) -> list[str]:
        """The run that is killed: one poll of the folder."""
        more = ["--as-of", self.given.as_of] if self.given.as_of else []
        more += ["--policy", str(self.given.policy)] if self.given.policy else []
        return ["run", "--source", self.source, "--once", "--json", str(out), *more]

    def killed_after(self, seconds: float) -> bool:
        """Start a run and kill its whole tree after a while; False if it had ended by itself before."""
        words = [TALLYMARK, *self.run_words(self.home.with_suffix(".killed"))]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(words, env=self.environment, start_new_session=True, **quiet)  # type: ignore[call-overload]
        time.sleep(seconds)
        alive = process.poll() is None
        for _ in range(3):  # a process may be forking just now
            for pid in self._tree():
                _kill(pid)
        process.wait()
        return alive

    def _tree(self) -> list[int]:
        """Every process that was started for this workspace, readers with their empty environment included."""
        mark, found = f"TALLYMARK_HOME={self.home}\0".encode(), set()
        parents = {int(entry.name): _parent(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
        for pid in parents:
            try:
                marked = mark in Path(f"/proc/{pid}/environ").read_bytes() + b"\0"
            except OSError:  # it ended meanwhile
                continue
            if marked and pid != os.getpid():
                found.add(pid)
        for _ in range(4):
            found |= {pid for pid, parent in parents.items() if parent in found}
        return sorted(found)

    def lines(self) -> tuple[int, dict[str, Any]]:
        """Exit status and lines of an undisturbed run, by mail."""
        out = self.home.with_suffix(".jsonl")
        ended = self.do(*self.run_words(out))
        told = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        return ended.returncode, {self._file(line): line | {"mail": self._file(line)} for line in told}

    def _file(self, line: dict[str, Any]) -> str:
        """The mail's file: in a mailbox it is named `uidvalidity/uid`."""
        mail = str(line["mail"])
        return self.names.get(mail.partition("/")[2], mail)

    def posted(self) -> list[str]:
        """What the ERP was given, by supplier and number, sorted; a second posting shows as a second entry."""
        papers = [json.loads(path.read_text("utf-8")) for path in (self.home / "outbox" / "erp").rglob("*.json")]
        return sorted(json.dumps({"number": p.get("number"), "supplier": p.get("supplier")}) for p in papers)


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it ended meanwhile
        return 0


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, finish, compare; the exit status is 0 only if nothing was lost and nothing done twice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("mails", type=Path)
    parser.add_argument("--masters", type=Path, required=True, help="a folder with suppliers, orders and receipts.csv")
    parser.add_argument("--policy", type=Path)
    parser.add_argument("--as-of")
    parser.add_argument("--imap", action="store_true", help="through a mailbox on Dovecot instead of the folder")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--longest", type=float, default=45.0, help="the latest moment of a kill, in seconds")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tallymark-kills-") as folder, ExitStack() as stack:
        server = stack.enter_context(running_dovecot()) if given.imap else None
        return _compare(Path(folder), given, server)


def _compare(folder: Path, given: argparse.Namespace, server: Dovecot | None) -> int:
    chance = random.Random(given.seed)
    calm = Workspace(folder / "calm", given, server)
    status, expected = calm.lines()
    print(f"undisturbed: exit {status}, {len(expected)} mails, {len(calm.posted())} posted", flush=True)
    hurt = Workspace(folder / "hurt", given, server)
    kills = sum(hurt.killed_after(chance.uniform(1.0, given.longest)) for _ in range(given.kills))
    status, found = hurt.lines()
    checks = {
        "exit status 0": status == 0,
        "the same line for every mail": found == expected,
        "nothing posted twice, nothing missing": hurt.posted() == calm.posted(),
        "doctor": hurt.do("doctor").returncode == 0,
        "verify --all": hurt.do("verify", "--all").returncode == 0,
        "a second run changes nothing": hurt.lines()[1] == found,
    }
    print(f"{kills} kills of the whole process tree while it ran, {given.kills - kills} after it had ended")
    for name, holds in checks.items():
        print(f"  {'holds ' if holds else 'FAILED'}  {name}")
    for mail in (mail for mail in expected if found.get(mail) != expected[mail]):
        print(f"    differs: {mail}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
