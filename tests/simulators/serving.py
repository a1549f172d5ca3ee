"""What both simulators have in common: a loopback HTTP server that notes its port, and faults on command.

A simulator is a process of its own: `python -m tests.simulators.ews STATE.sqlite PORT_FILE PORT`. Tests command it by
POST /control/fault {"kind": …, "count": …, "after": …}: the next requests after some good ones are answered so.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.simulators.postbox import Mailbox


class Faults:
    """Which of the coming requests go wrong, and how: busy, drop, unauthorized, lost (done, but not answered) …"""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kind, self._count, self._after = "", 0, 0

    def set(self, kind: str, count: int, after: int) -> None:
        with self._lock:
            self._kind, self._count, self._after = kind, count, after

    def next(self) -> str:
        with self._lock:
            if self._after > 0:
                self._after -= 1
                return ""
            if self._count <= 0:
                return ""
            self._count -= 1
            return self._kind


class Handler(BaseHTTPRequestHandler):
    """One connection of a client; `respond` is the simulator's own."""

    protocol_version = "HTTP/1.1"
    mailbox: Mailbox
    faults: Faults

    def do_POST(self) -> None:
        self._take("POST")

    def do_GET(self) -> None:
        self._take("GET")

    def do_PATCH(self) -> None:
        self._take("PATCH")

    def respond(self, method: str, body: bytes, fault: str) -> None:
        raise NotImplementedError

    def answer(self, status: int, data: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(data))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tests read what the mailbox holds."""

    def _take(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the client was killed meanwhile
            self.close_connection = True
            return
        if self.path == "/control/fault":
            self.faults.set(**json.loads(body))
            self.answer(200, b"{}", "application/json")
            return
        fault = self.faults.next()
        if fault == "drop":
            self.close_connection = True
            return
        self.respond(method, body, fault)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is no error of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def serve(handler: type[Handler], state: Path, note: Path, port: int) -> None:
    """Serve until ended, on any port where it is 0; it is written to `note` once the server listens."""
    handler.mailbox, handler.faults = Mailbox(state), Faults()
    server = Server(("127.0.0.1", port), handler)
    partial = note.with_suffix(".partial")
    partial.write_text(str(server.server_address[1]))
    partial.rename(note)
    server.serve_forever()


__all__ = ["Faults", "Handler", "serve"]
