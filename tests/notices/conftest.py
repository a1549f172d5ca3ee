"""What the notices' tests share: a mail server that refuses on command, a webhook, and a workspace on each database."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from journey.settings import Settings
from journey.shift import Shift
from storage import Workspace
from tests.storage.conftest import (  # noqa: F401 - fixtures
    Place,
    home,
    place,
    postgres_place,
    postgres_server,
    postgres_template,
    sqlite_place,
    sqlite_template,
)  # fmt: skip

MAIL = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "tallymark@factory.example"
"""
"""What the book of addresses says of a mail server on this machine; a test adds people and roles."""
DESK = "https://desk.factory.example/"
BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday


class Clock:
    """Stands still until it is set on."""

    def __init__(self) -> None:
        self.instant = BEGIN

    def __call__(self) -> datetime:
        return self.instant

    def on(self, **length: int) -> None:
        self.instant += timedelta(**length)


@dataclass
class PostOffice:
    """An SMTP server; `replies` are said to the next recipients or contents instead of taking them."""

    taken: list[bytes] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=lambda: {"RCPT": [], "DATA": []})
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.replies["RCPT"]:
            return self.replies["RCPT"].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        if self.replies["DATA"]:
            return self.replies["DATA"].pop(0)
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 taken"

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=policy.default) for one in self.taken]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A key and a certificate of its own for localhost."""
    folder = tmp_path_factory.mktemp("certificate")
    key, made = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(made), "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    return key, made


@pytest.fixture
def trust(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """What a client believes that believes this certificate."""
    return ssl.create_default_context(cafile=str(certificate[1]))


@pytest.fixture
def serving(certificate: tuple[Path, Path]) -> Iterator[Callable[..., PostOffice]]:
    """Starts post offices: plain, by STARTTLS, by TLS from the first byte, or with a login of tally and secret."""
    running: list[Controller] = []

    def start(*, starttls: bool = False, tls: bool = False, login: bool = False) -> PostOffice:
        office = PostOffice()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate[1], certificate[0])
        more: dict[str, Any] = {"ssl_context": context} if tls else {}
        if starttls:
            more |= {"tls_context": context, "require_starttls": True}
        if login:
            more |= {"authenticator": _authenticated, "auth_required": True, "auth_require_tls": starttls}
        office.port = _free_port()
        controller = Controller(office, hostname="127.0.0.1", port=office.port, **more)
        controller.start()
        running.append(controller)
        return office

    yield start
    for controller in running:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _authenticated(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"tally", b"secret"), handled=False)


@dataclass
class Hook:
    """A webhook on loopback that remembers what it was told; `answers` are the next status codes."""

    server: ThreadingHTTPServer
    told: list[dict[str, Any]] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook/secret-token"


@pytest.fixture
def hook() -> Iterator[Hook]:
    found: list[Hook] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            found[0].told.append(json.loads(data))
            found[0].hosts.append(self.headers["Host"])
            code = found[0].answers.pop(0) if found[0].answers else 200
            self.send_response(code)
            if 300 <= code < 400:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.append(Hook(server))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield found[0]
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Desk:
    """A workspace with a clock of its own, and what its notices.toml says."""

    shift: Shift
    clock: Clock

    def says(self, text: str) -> None:
        (self.shift.settings.home / "notices.toml").write_text(text, encoding="utf-8")

    def hours(self, text: str) -> None:
        (self.shift.settings.home / "hours.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:  # noqa: F811 - the fixture above
    clock = Clock()
    with Workspace.open(place.home, place.url, clock=clock) as workspace:
        shift = Shift(workspace, Settings(home=place.home, database_url=place.url, desk_url=DESK), BEGIN.date())
        yield Desk(shift, clock)
