"""Serve the desk on loopback: `python -m desk PORT [PARENT]`. With PARENT it ends when that process ends.

To reach it from elsewhere put a TLS proxy before it and say its address as `desk_url`.
"""

from __future__ import annotations

import sys

import uvicorn

from desk.app import create
from journey.settings import load
from journey.tether import end_with

HOST = "127.0.0.1"


def main(port: int, parent: int | None = None) -> None:
    """Serve until told to stop. Access lines leave out the query: it may hold what somebody searched for."""
    if parent is not None:
        end_with(parent)
    uvicorn.run(
        create(load()), host=HOST, port=port, log_level="warning", access_log=False, server_header=False,
        proxy_headers=True, forwarded_allow_ips=HOST,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
