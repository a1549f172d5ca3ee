"""Tether: a part of a service that ends with the process that started it, even where that one was killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Ask the kernel to end this process when its parent ends (prctl(2)); leaves at once if it has.

    To be called in the first thread of a process, by one that the parent's first thread started.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)


__all__ = ["end_with"]
