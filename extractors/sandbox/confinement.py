"""Taking rights away: once in the server before it sees a document, then in each reader for good."""

from __future__ import annotations

import contextlib
import os
import signal
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from extractors.sandbox import landlock, seccomp
from extractors.sandbox.kernel import (
    CLONE_NEWNET,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    drop_capabilities,
    prctl,
    unshare,
)  # fmt: skip
from extractors.sandbox.limits import ChildLimits, apply, mapped

_NOBODY = 65534
_OWN_USERS = 1_900_000_000
_SYSTEM = (
    "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/dev/urandom", "/dev/zero",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Confinement:
    """What the server found on this machine. `user` is how readers are told apart from us when we are
    root: own (a user of their own), root (root without any capability) or ordinary (we are not root);
    `mapped` is the address space of the preloaded libraries in bytes."""

    landlock: int
    seccomp: bool
    network_namespace: bool
    user: str
    mapped: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def confine_server(readable: Iterable[Path]) -> Confinement:
    """Confine this process and all its later children to reading Python, fonts and language data."""
    user = "ordinary" if os.getuid() else "own" if _others_can_read() or not landlock.version() else "root"
    own_network, preloaded = False, mapped()
    with contextlib.suppress(OSError):  # not root, or inside a container: seccomp refuses sockets all the same
        unshare(CLONE_NEWNET)
        own_network = True
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    kernel = landlock.restrict([*environment(), *readable]) if landlock.version() else 0
    return Confinement(kernel, seccomp.supported(), own_network, user, preloaded)


def confine_child(found: Confinement, limits: ChildLimits, server: int) -> None:
    """Confine this process for good; raises OSError where what the server promised cannot be had."""
    apply(limits, found.mapped)
    if found.user == "own":
        _become_own_user()
    elif found.user == "root":
        drop_capabilities()
    prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:  # it died before the line above
        os._exit(1)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if found.seccomp:
        seccomp.install(os.getpid())


def environment() -> Iterator[Path]:
    """The trees that Python, our extractors, fonts and OCR language data are read from."""
    packages = (path for path in sys.path if path.endswith("-packages"))
    roots = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), *site.getsitepackages(), *packages}
    yield from (Path(root) for root in sorted(roots))
    package = Path(__file__).resolve().parents[1]
    yield from (package, package.parent / "documents")
    yield from (Path(path) for path in _SYSTEM)


def _become_own_user() -> None:
    # A user for each reader: two readers cannot signal or trace each other, nor own a file of anybody.
    os.setgroups([])
    for user in (_OWN_USERS + os.getpid(), _NOBODY):
        try:
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        except OSError:
            continue
        return
    raise OSError("this system lets root become no other user")


def _others_can_read() -> bool:
    """Whether another user than root can import from this Python (it may stand under /root)."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
            for path in (os.__file__, __file__, *site.getsitepackages()):
                with contextlib.suppress(FileNotFoundError):
                    Path(path).stat()
            code = 0
        os._exit(code)
    return os.waitpid(child, 0)[1] == 0


__all__ = ["Confinement", "confine_child", "confine_server", "environment"]
