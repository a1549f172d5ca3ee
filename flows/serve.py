"""The embedded Prefect server's own process: `python -m flows.serve PORT PARENT`.

It listens on loopback only, and ends when the run that started it ends, even by SIGKILL.
"""

from __future__ import annotations

import sys

from journey.tether import end_with


def serve(port: int, parent: int) -> None:
    """Serve until told to stop, or until the parent is gone."""
    end_with(parent)
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(create_app(), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=3)


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))

__all__ = ["serve"]
