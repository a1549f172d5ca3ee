"""System calls that Python does not offer, by ctypes: prctl, unshare, capset."""

from __future__ import annotations

import ctypes
import os
import platform
from functools import cache

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
CLONE_NEWNET = 0x40000000
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION = 0x20080522


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def prctl(option: int, argument: int, pointer: object = 0) -> None:
    """prctl(2); raises OSError."""
    second = pointer if pointer else ctypes.c_ulong(0)
    if _libc().prctl(option, ctypes.c_ulong(argument), second, ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
        raise failure("prctl")


def unshare(flags: int) -> None:
    """unshare(2); raises OSError."""
    if _libc().unshare(flags) != 0:
        raise failure("unshare")


def syscall(number: int, *arguments: object) -> int:
    """syscall(2) with longs and pointers; raises OSError."""
    result = int(_libc().syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        raise failure(f"system call {number}")
    return result


def drop_capabilities() -> None:
    """Give up every capability: what is left of root is the ownership of its files (capset(2))."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    syscall(_CAPSET[platform.machine()], ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)()))


def failure(what: str) -> OSError:
    """The OSError of the last failed call."""
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


__all__ = [
    "CLONE_NEWNET", "PR_SET_DUMPABLE", "PR_SET_NO_NEW_PRIVS", "PR_SET_PDEATHSIG", "PR_SET_SECCOMP",
    "drop_capabilities", "failure", "prctl", "syscall", "unshare",
]  # fmt: skip
