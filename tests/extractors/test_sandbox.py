"""Readers are confined: whatever a document tries, it ends with a code and the next one is read."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from documents.errors import UnreadableError
from documents.kinds import Outcome
from extractors.sandbox import ChildLimits, ReaderPool, describe_guards
from extractors.sandbox.limits import MIB

LIMITS = ChildLimits(memory=256 * MIB, cpu=1, wall=2, answer=4 * MIB)


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    with ReaderPool(size=3, limits=LIMITS) as pool:
        yield pool


def still_reads(readers: ReaderPool) -> bool:
    unwrapped = readers.unwrap(b"From: a@b.example\nSubject: hello\n\nno document", "1.eml")
    return unwrapped.outcome is Outcome.IGNORED


@pytest.mark.parametrize(
    ("probe", "argument", "code"),
    [
        ("sleep", "60", "time-limit"),
        ("spin", "", "time-limit"),
        ("allocate", "1024", "memory-limit"),
        ("abort", "", "memory-limit"),
        ("end", str(int(signal.SIGKILL)), "memory-limit"),
        ("fault", "", "crashed"),
        ("end", str(int(signal.SIGBUS)), "crashed"),
        ("leave", "0", "crashed"),
        ("leave", "7", "crashed"),
        ("fail", "", "crashed"),
        ("flood", "8", "bomb"),
    ],
)
def test_a_reader_that_goes_wrong_ends_with_a_code(readers: ReaderPool, probe: str, argument: str, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        readers.probe(probe, argument)
    assert caught.value.code == code
    assert not caught.value.retryable
    assert still_reads(readers)


@pytest.mark.parametrize(
    ("probe", "argument"),
    [
        ("read", "/etc/passwd"),
        ("read", __file__),
        ("list", "/"),
        ("list", "/proc"),
        ("write", "/tmp/written-by-a-document"),
        ("fork", ""),
        ("execute", "/bin/true"),
        ("signal", "1"),
        pytest.param("signal", str(os.getpid()), id="signal-the-engine"),
        ("signal", "0"),
        ("signal", "-1"),
        ("connect", "192.0.2.1:80"),
    ],
)
def test_what_a_document_may_not_do_is_refused(readers: ReaderPool, probe: str, argument: str) -> None:
    assert readers.probe(probe, argument) == "refused"
    assert still_reads(readers)


def test_no_connection_to_this_machine_either(readers: ReaderPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert readers.probe("connect", f"127.0.0.1:{listener.getsockname()[1]}") == "refused"


def test_a_reader_holds_nothing_of_the_engine(readers: ReaderPool, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of the workspace")
    with secret.open():
        assert readers.probe("descriptors") == "0,1,2,3"
    assert readers.probe("environment") == ""
    assert readers.probe("read", str(secret)) == "refused"
    assert readers.probe("write", str(secret)) == "refused"
    assert secret.read_text() == "of the workspace"


def test_what_reading_needs_is_allowed(readers: ReaderPool) -> None:
    import lxml.etree

    assert readers.probe("read", lxml.etree.__file__).startswith("read")
    assert readers.missing() == ()


def test_remarks_of_libraries_go_nowhere(readers: ReaderPool) -> None:
    assert readers.probe("write", "/dev/null") == "wrote 1 bytes"  # Tesseract crashes where it cannot


def test_several_at_once_and_one_bad_one_harms_no_other(readers: ReaderPool) -> None:
    told: dict[int, str] = {}

    def ask(number: int) -> None:
        try:
            told[number] = readers.probe("abort" if number % 3 == 0 else "privileges")
        except UnreadableError as error:
            told[number] = error.code

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [told[number] == "memory-limit" for number in range(12)] == [number % 3 == 0 for number in range(12)]


def test_peak_memory_of_an_ordinary_mail_is_small() -> None:
    with ReaderPool(size=1) as pool:
        assert still_reads(pool)
        assert 0 < pool.peak < 400 * MIB


def test_a_server_that_died_is_started_again() -> None:
    others = children_of(os.getpid())
    with ReaderPool(size=1, limits=LIMITS) as pool:
        assert still_reads(pool)
        (server,) = children_of(os.getpid()) - others
        os.kill(server, signal.SIGKILL)
        wait_for(lambda: gone(server))
        assert still_reads(pool)


def test_nothing_is_left_when_the_pool_closes() -> None:
    others = children_of(os.getpid())
    with ReaderPool(size=1, limits=LIMITS) as pool:
        pool.confinement()
        sleeper = threading.Thread(target=sleep_in, args=(pool,))
        sleeper.start()
        (server,) = children_of(os.getpid()) - others
        wait_for(lambda: bool(children_of(server)))
        (reader,) = children_of(server)
    sleeper.join()
    wait_for(lambda: gone(server) and gone(reader))


ENGINE = """
import sys
from extractors.sandbox import ReaderPool
pool = ReaderPool(size=1)
pool.confinement()
print("ready", flush=True)
pool.probe("sleep", "60")
"""


def test_nothing_is_left_when_the_engine_is_killed() -> None:
    root = str(Path(__file__).resolve().parents[2])
    engine = subprocess.Popen(
        [sys.executable, "-c", ENGINE], stdout=subprocess.PIPE, env={"PYTHONPATH": root}, stderr=subprocess.DEVNULL
    )
    with engine:
        assert engine.stdout is not None
        assert engine.stdout.readline() == b"ready\n"
        (server,) = children_of(engine.pid)
        wait_for(lambda: bool(children_of(server)))
        (reader,) = children_of(server)
        engine.kill()
    wait_for(lambda: gone(server) and gone(reader))


def test_every_guard_holds_or_says_why_not(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("the books")
    guards = describe_guards(tmp_path)
    assert [guard.sentence for guard in guards if not guard.holds] == []
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]


ASK = """
import pathlib
from extractors.sandbox import ReaderPool, describe_guards
with ReaderPool(size=1) as pool:
    print(pool.confinement().user)
print([guard.sentence for guard in describe_guards(pathlib.Path("/var/tmp")) if not guard.holds])
"""


@pytest.mark.skipif(os.getuid() != 0, reason="changes the user, which only root may")
@pytest.mark.parametrize(
    ("become", "user"),
    [([], "own"), (["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"], "ordinary")],
)
def test_guards_hold_for_root_and_for_an_ordinary_user(become: list[str], user: str) -> None:
    python = system_python()
    path = os.pathsep.join([str(Path(__file__).resolve().parents[2]), *(p for p in sys.path if "site-packages" in p)])
    done = subprocess.run(
        [*become, python, "-c", ASK], env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    assert done.stdout.splitlines() == [user, "[]"], done.stderr


def system_python() -> str:
    python = "/usr/bin/python3"
    ask = [python, "-c", "import sys; print(*sys.version_info[:2])"]
    told = (
        subprocess.run(ask, capture_output=True, text=True, check=False).stdout.split() if Path(python).exists() else []
    )
    if told != [str(number) for number in sys.version_info[:2]]:
        pytest.skip("needs a Python of this version that every user can run (apt-get install python3)")
    return python


def sleep_in(pool: ReaderPool) -> None:
    with pytest.raises(UnreadableError):
        pool.probe("sleep", "60")


def children_of(pid: int) -> set[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split() if not gone(int(child))}


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "gone"


def gone(pid: int) -> bool:
    return state_of(pid) in ("gone", "Z")


def wait_for(condition: object, seconds: float = 10) -> None:
    assert callable(condition)
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
