"""What mail costs: fetched and sealed from IMAP and Exchange, beside bare imaplib with fsync; memory at large letters.

    python -m benchmarks.mailboxes             1,000 letters of 120 KB, then one with an attachment of 50 MB

Targets: IMAP at least 60 % as fast as bare imaplib that writes and syncs each letter, in the same run; the Exchange
simulator 10 MiB a second; peak memory at most 200 MiB above that of a mailbox of small letters.
"""

from __future__ import annotations

import base64
import imaplib
import importlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from imapclient import IMAPClient

from connectors.mail.exchange import ExchangeAccount, Login
from connectors.mail.imap import ImapAccount, ImapSource, Security
from connectors.mail.source import MailSource
from connectors.mail.synced import SyncedSource
from journey.mailroom.lease import hold
from journey.mailroom.poll import poll
from journey.settings import Settings
from journey.shift import open_shift
from tests.simulators.servers import NEEDS_DOVECOT, Dovecot, Simulator, dovecot_can_run, running_dovecot

LETTERS, BYTES, LARGE = 1000, 120_000, 50 << 20
TOGETHER = 50


class Cost(NamedTuple):
    """What so many bytes took: seconds, and seconds of the processor in this process."""

    seconds: float
    cpu: float
    size: int

    @classmethod
    def since(cls, began: tuple[float, float], size: int) -> Cost:
        """The cost until now of what began then."""
        now = clocks()
        return cls(now[0] - began[0], now[1] - began[1], size)


def clocks() -> tuple[float, float]:
    """The time, and this process's."""
    return time.monotonic(), time.process_time()


def letter(number: int, attached: int) -> bytes:
    """A mail with so many random bytes attached, as they are sent: in base64."""
    head = f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\n".encode()
    return head + base64.encodebytes(os.urandom(attached)).replace(b"\n", b"\r\n")


def deliver(server: Dovecot, user: str, count: int, attached: int) -> None:
    """Fill a user's mailbox."""
    with IMAPClient("127.0.0.1", port=server.port, ssl=False) as client:
        client.login(user, "secret")
        for number in range(count):
            client.append("INBOX", letter(number, attached))


def bare(server: Dovecot, user: str) -> Cost:
    """imaplib, fifty letters at a time, each written to a file of its own and synced."""
    taken = 0
    began = clocks()
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as folder:
        client = imaplib.IMAP4("127.0.0.1", server.port)
        client.login(user, "secret")
        client.select("INBOX")
        for first in range(1, LETTERS + 1, TOGETHER):
            _, told = client.uid("FETCH", f"{first}:{first + TOGETHER - 1}", "(BODY.PEEK[])")
            for number, part in enumerate(one for one in told if isinstance(one, tuple)):
                with (Path(folder) / f"{first}-{number}").open("wb") as file:
                    taken += file.write(part[1])
                    file.flush()
                    os.fsync(file.fileno())
        client.logout()
        return Cost.since(began, taken)


def sealed(source: MailSource) -> Cost:
    """Fetched, sealed, committed, acknowledged, the cursor advanced."""
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as name, closing(source):
        return _sealed(source, Path(name))


def _sealed(source: MailSource, home: Path) -> Cost:
    with open_shift(Settings(home=home)) as shift:
        began = clocks()
        with hold(shift, source.account) as lease:
            polled = list(poll(shift, source, lease))[-1]
        cost = Cost.since(began, 0)
        assert polled.failure is None, polled.failure
        with shift.workspace.look() as unit:
            return cost._replace(size=sum(message.bytes for message in unit.custody.messages()))


def peak(act: Callable[[], object]) -> float:
    """The peak memory of an act in a process of its own, in MiB."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    _, status, used = os.wait4(child, 0)
    assert status == 0
    return used.ru_maxrss / 1024


def imap(server: Dovecot, user: str) -> ImapSource:
    """A user's mailbox on Dovecot."""
    return ImapSource(ImapAccount("127.0.0.1", user, "secret", port=server.port, security=Security.NONE))


def exchange(server: Simulator) -> SyncedSource:
    """The mailbox of the Exchange simulator."""
    endpoint = f"http://127.0.0.1:{server.port}/EWS/Exchange.asmx"
    login = {"user": "FACTORY\\ap", "password": "secret", "login": Login.BASIC}
    account = ExchangeAccount("127.0.0.1", "ap@factory.example", **login, endpoint=endpoint, move_to="Done")  # type: ignore[arg-type]
    return SyncedSource(account)


def measure_imap(server: Dovecot) -> None:
    """IMAP beside bare imaplib: one warm-up, then each in turn, the medians of three."""
    users = [f"bench{number}" for number in range(3)]
    for user in users:
        deliver(server, user, LETTERS, BYTES * 3 // 4)
    bare(server, users[0])
    bares, ours = [], []
    for user in users:
        bares.append(bare(server, user))
        ours.append(sealed(imap(server, user)))
        assert bares[-1].size == ours[-1].size
    before, after = sorted(bares)[1], sorted(ours)[1]
    print(f"IMAP: {LETTERS} letters; bare imaplib with fsync {_said(before)}; sealed {_said(after)}")
    print(
        f"      {before.seconds / after.seconds:.0%} of the bare speed, by the processor {before.cpu / after.cpu:.0%}"
    )
    print(f"      runs {_row(bares)} and {_row(ours)}")


def measure_exchange(folder: Path) -> None:
    """The Exchange simulator, letters of the same size."""
    server = Simulator("ews", folder)
    server.start()
    assert server.box is not None
    for number in range(LETTERS):
        server.box.deliver(letter(number, BYTES * 3 // 4))
    importlib.import_module("exchangelib")  # a second, once in the life of a process
    cost = sealed(exchange(server))
    server.stop()
    print(f"Exchange simulator: {LETTERS} letters, {_said(cost)}")


def measure_memory(server: Dovecot, folder: Path) -> None:
    """Peak memory with one letter of 50 MB attached, above that with a small one."""
    peaks = {}
    for name, attached in (("small", 1000), ("large", LARGE)):
        peaks[f"IMAP {name}"] = _imap_peak(server, name, attached)
        (folder / name).mkdir()
        peaks[f"Exchange {name}"] = _exchange_peak(Simulator("ews", folder / name), attached)
    for kind in ("IMAP", "Exchange"):
        above = peaks[f"{kind} large"] - peaks[f"{kind} small"]
        print(f"memory, {kind}: {above:.0f} MiB above {peaks[f'{kind} small']:.0f} MiB at an attachment of 50 MB")


def _imap_peak(server: Dovecot, user: str, attached: int) -> float:
    peak(lambda: deliver(server, user, 1, attached))
    return peak(lambda: sealed(imap(server, user)))


def _exchange_peak(server: Simulator, attached: int) -> float:
    server.start()
    peak(lambda: server.box and server.box.deliver(letter(1, attached)))
    above = peak(lambda: sealed(exchange(server)))
    server.stop()
    return above


def _row(costs: list[Cost]) -> str:
    return " ".join(f"{one.seconds:.2f}" for one in costs)


def _said(cost: Cost) -> str:
    mib = cost.size / (1 << 20)
    return f"{mib:.0f} MiB in {cost.seconds:.2f} s ({mib / cost.seconds:.1f} MiB/s, {cost.cpu:.2f} s of the processor)"


def main() -> int:
    """Run all; the figures are printed."""
    if not dovecot_can_run():
        print(NEEDS_DOVECOT)
        return 0
    with running_dovecot() as server, tempfile.TemporaryDirectory() as folder:
        measure_memory(server, Path(folder))
        measure_imap(server)
        measure_exchange(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
