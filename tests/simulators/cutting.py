"""A wire that is cut: a relay on loopback that lets so many bytes of the server pass and then ends the connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_BLOCK = 4096


@dataclass
class Wire:
    """A relay to a port; `cuts` are the numbers of bytes after which its next connections are cut, then none is."""

    to: int
    cuts: list[int]
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def port(self) -> int:
        return int(self.listening.getsockname()[1])

    def serve(self) -> None:
        with contextlib.suppress(OSError):  # it was closed
            while True:
                client = self.listening.accept()[0]
                server = socket.create_connection(("127.0.0.1", self.to))
                left = self.cuts.pop(0) if self.cuts else None
                threading.Thread(target=_relay, args=(client, server, None), daemon=True).start()
                threading.Thread(target=_relay, args=(server, client, left), daemon=True).start()


def _relay(source: socket.socket, target: socket.socket, left: int | None) -> None:
    with contextlib.suppress(OSError), source, target:
        while data := source.recv(_BLOCK):
            target.sendall(data if left is None else data[:left])
            left = None if left is None else left - len(data)
            if left is not None and left <= 0:
                break
        for one in (source, target):
            one.shutdown(socket.SHUT_RDWR)


@contextmanager
def cut_wire(to: int, cuts: list[int]) -> Iterator[Wire]:
    """A relay that runs until the block ends."""
    wire = Wire(to, cuts)
    threading.Thread(target=wire.serve, daemon=True).start()
    try:
        yield wire
    finally:
        wire.listening.close()


__all__ = ["Wire", "cut_wire"]
