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
    """Serve until told to stop. No access log: an address may hold a secret or what somebody searched for. Only
    where a proxy is said to be there is it believed from where a request comes."""
    if parent is not None:
        end_with(parent)
    settings = load()
    uvicorn.run(
        create(settings), host=HOST, port=port, log_level="warning", access_log=False, server_header=False,
        proxy_headers=settings.desk_url is not None, forwarded_allow_ips=HOST,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
