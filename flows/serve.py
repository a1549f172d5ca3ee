"""The embedded Prefect server's own process: `python -m flows.serve PORT PARENT`.

It listens on loopback only, and ends when the run that started it ends, even by SIGKILL.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def serve(port: int, parent: int) -> None:
    """Serve until told to stop, or until the parent is gone."""
    die_with(parent)
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(create_app(), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=3)


def die_with(parent: int) -> None:
    """Ask the kernel to end this process when its parent ends (prctl(2)); leaves at once if it has."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))

__all__ = ["die_with", "serve"]
