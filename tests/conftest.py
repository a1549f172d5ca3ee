"""The network is off in tests: only loopback and Unix sockets connect."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None, print_blob=True)
settings.register_profile("soak", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("soak" if os.environ.get("TALLYMARK_SOAK") else "default")

# Programs of their own, started by tests.
collect_ignore_glob = ["simulators/*"]

_connect = socket.socket.connect


def _connect_locally(self: socket.socket, address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else ""
    if isinstance(address, tuple) and host not in ("127.0.0.1", "::1", "localhost"):
        raise OSError(f"tests have no network: refused to connect to {host}")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _network_off() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _connect_locally)
        yield
