"""A filter of system calls: no sockets, no new process, no program, no signal to anybody else (seccomp(2)).

It works for root and for ordinary users, with or without Landlock and namespaces. What a reader
needs (memory, reading files, threads, ending itself) stays allowed; the calls below answer EPERM.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from collections.abc import Mapping

from extractors.sandbox.kernel import PR_SET_SECCOMP, prctl

# Linux system call numbers: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
_X86_64 = {
    "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "accept4": 288,
    "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "ptrace": 101, "process_vm_readv": 310,
    "process_vm_writev": 311, "pidfd_send_signal": 424, "pidfd_getfd": 438, "rt_sigqueueinfo": 129,
    "rt_tgsigqueueinfo": 297, "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155,
    "chroot": 161, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425,
    "keyctl": 250, "add_key": 248, "request_key": 249, "open_by_handle_at": 304, "shmget": 29, "msgget": 68,
    "memfd_create": 319, "kcmp": 312,
}  # fmt: skip
_AARCH64 = {
    "socket": 198, "connect": 203, "accept": 202, "bind": 200, "listen": 201, "accept4": 242,
    "execve": 221, "execveat": 281, "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271,
    "pidfd_send_signal": 424, "pidfd_getfd": 438, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
    "unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "bpf": 280,
    "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425, "keyctl": 219, "add_key": 217,
    "request_key": 218, "open_by_handle_at": 265, "shmget": 194, "msgget": 186, "memfd_create": 279,
    "kcmp": 272,
}  # fmt: skip
_SIGNALS = {"x86_64": {"kill": 62, "tkill": 200, "tgkill": 234}, "aarch64": {"kill": 129, "tkill": 130, "tgkill": 131}}
_LIMITS = {"x86_64": 302, "aarch64": 261}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3, _CLONE_THREAD = 435, 0x00010000
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_DENIED: Mapping[str, Mapping[str, int]] = {"x86_64": _X86_64, "aarch64": _AARCH64}

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_X32 = 0x40000000
_MODE_FILTER = 2
_INSTRUCTION = struct.Struct("HBBI")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def supported() -> bool:
    """True on the architectures whose numbers are known here."""
    return platform.machine() in _DENIED


def install(own_pid: int) -> None:
    """Put the filter on this process for good; needs no_new_privs, raises OSError."""
    code = program(platform.machine(), own_pid)
    buffer = ctypes.create_string_buffer(code, len(code))
    head = _Program(len(code) // _INSTRUCTION.size, ctypes.addressof(buffer))
    prctl(PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(head))


def program(machine: str, own_pid: int) -> bytes:
    """The filter as classic BPF: one comparison after the other, each with its own answer."""
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT), (_EQUAL, 1, 0, _ARCHITECTURE[machine]), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT), (_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _EPERM),
        (_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ENOSYS),  # the C library then uses clone, whose flags can be seen
    ]  # fmt: skip
    for number in _DENIED[machine].values():
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _EPERM)]
    steps += _if_argument(_CLONE[machine], (_ANY_BIT, 1, 0, _CLONE_THREAD))
    for number in _SIGNALS[machine].values():
        steps += _if_argument(number, (_EQUAL, 1, 0, own_pid))
    steps += _if_argument(_LIMITS[machine], (_EQUAL, 1, 0, 0))  # prlimit of oneself only
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(_INSTRUCTION.pack(*step) for step in steps)


def _if_argument(number: int, condition: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    allowed_or_not = [condition, (_RETURN, 0, 0, _EPERM), (_RETURN, 0, 0, _ALLOW)]
    return [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, _FIRST_ARGUMENT_AT), *allowed_or_not]


__all__ = ["install", "program", "supported"]
