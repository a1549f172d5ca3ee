"""Which guards hold on this machine, found by trying to break each of them (`tallymark doctor`)."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from documents.errors import UnreadableError
from extractors.sandbox.limits import MIB, ChildLimits
from extractors.sandbox.pool import ReaderPool

_TRIAL = ChildLimits(memory=256 * MIB, cpu=2, wall=3, answer=MIB)


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: whether it holds here, and a sentence for the operator."""

    name: str
    holds: bool
    sentence: str


def describe_guards(workspace: Path) -> list[Guard]:
    """Start a pool and let its readers try what a hostile document would; takes about five seconds.

    `workspace` is the folder that readers must neither read nor write. Nothing in it is changed.
    """
    with ReaderPool(size=1, limits=_TRIAL) as readers:
        found = readers.confinement()
        kernel = f"Landlock version {found.landlock}" if found.landlock else "no Landlock in this kernel"
        return [
            _guard("own pipe only", _try(readers, "descriptors") == "0,1,2,3", "a reader inherits an open file"),
            _guard("empty environment", _try(readers, "environment") == "", "a reader sees environment variables"),
            _guard("no new privileges", "no_new_privs 1" in _try(readers, "privileges"), "set-user-id works"),
            _guard("workspace closed", _closed(readers, workspace), f"a reader can reach {workspace} ({kernel})"),
            _guard("no network", _no_network(readers), "a reader can open connections"),
            _guard("no other process", _alone(readers), "a reader can start or signal processes"),
            _guard("memory limit", _try(readers, "allocate", "600") == "memory-limit", "a reader can take all memory"),
            _guard("time limit", _try(readers, "sleep", "30") == "time-limit", "a reader can run for ever"),
            _guard("answer limit", _try(readers, "flood", "8") == "bomb", "a reader can flood the engine"),
            _guard("libraries loaded", not readers.missing(), "; ".join(readers.missing())),
        ]


def _guard(name: str, holds: bool, otherwise: str) -> Guard:
    return Guard(name, holds, f"{name}: holds" if holds else f"{name}: does not hold: {otherwise}")


def _try(readers: ReaderPool, probe: str, argument: str = "") -> str:
    try:
        return readers.probe(probe, argument)
    except UnreadableError as error:
        return error.code


def _closed(readers: ReaderPool, workspace: Path) -> bool:
    inside = workspace / f"probe-{os.getpid()}"
    tries = (("list", workspace), ("write", inside), *(("read", path) for path in _some_files(workspace)))
    closed = all(_try(readers, probe, str(path)) == "refused" for probe, path in tries)
    inside.unlink(missing_ok=True)
    return closed


def _some_files(workspace: Path) -> Iterator[Path]:
    for path in sorted(workspace.iterdir())[:20] if workspace.is_dir() else ():
        if path.is_file():
            yield path


def _no_network(readers: ReaderPool) -> bool:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        return _try(readers, "connect", f"127.0.0.1:{port}") == "refused"


def _alone(readers: ReaderPool) -> bool:
    tries = (("fork", ""), ("execute", "/bin/true"), ("signal", str(os.getpid())))
    return all(_try(readers, probe, argument) == "refused" for probe, argument in tries)


__all__ = ["Guard", "describe_guards"]
