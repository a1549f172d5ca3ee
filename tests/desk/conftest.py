"""The desk over a workspace that the samples' journey filled; people of each role; a browser.

The journey is gone once for the session; every test that changes something gets a copy of its own.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

import samples
from desk.app import create
from desk.office import Office
from desk.security import cookies
from documents.kinds import Role
from journey.masterdata import masters
from journey.people.signing_in import Visitor, open_session
from journey.settings import Settings
from journey.shift import open_shift

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PEOPLE = {
    "clerk": "Clara Kern", "buyer": "Boris Engel", "receiving": "Rita Lager", "quality": "Quirin Maas",
    "treasury": "Tessa Bank", "approver": "Anton Frei", "compliance": "Cora Recht", "admin": "Ada Haupt",
    "treasury2": "Theo Kasse", "approver2": "Alma Groß", "clerk2": "Carl Zweig",
}  # fmt: skip
"""Logins are the roles; a second one of a role ends with 2."""


def in_memory() -> tempfile.TemporaryDirectory[str]:
    """A folder in memory where there is one: a workspace has 256 folders and syncs all that it writes."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix="tally-desk-", dir=memory if os.access(memory, os.W_OK) else None)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Pytest's own, in memory."""
    with in_memory() as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder in memory for the session."""
    with in_memory() as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after the samples' journey, with people of every role: to be copied, not changed."""
    return once(tmp_path_factory, "filled", fill)


@pytest.fixture(scope="session")
def busy_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after a busy morning: to be copied, not changed."""
    from tests.desk import busy

    return once(tmp_path_factory, "busy", lambda home: busy.fill(home, PEOPLE))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A workspace that is made once for all processes of a run: the first makes it, the others wait for it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with in_memory() as folder:
                make(Path(folder) / "home")
                shutil.copytree(Path(folder) / "home", shared / f"{name}.part")
            (shared / f"{name}.part").rename(made)
    return made


def fill(home: Path) -> None:
    """Masters, people, and the samples' journey."""
    home.mkdir()
    shutil.copyfile(samples.SETTINGS, home / "settings.toml")
    with open_shift(settings_of(home)) as shift:
        for what in ("suppliers", "orders", "receipts"):
            masters.take(shift, what, samples.FOLDER / f"{what}.csv")
        with shift.workspace.begin() as unit:
            for login, name in PEOPLE.items():
                unit.people.add(login, name, [Role(login.rstrip("2"))])
    command = [sys.executable, "-m", "journey", str(samples.MAILBOX), samples.AS_OF, "2"]
    environment = os.environ | {"TALLYMARK_HOME": str(home)}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """A copy of the filled workspace, for one test."""
    folder = tmp_path / "home"
    shutil.copytree(filled, folder)
    return folder


@pytest.fixture
def app(home: Path) -> Iterator[FastAPI]:
    """The desk over a copy of its own."""
    with desk_over(home) as made:
        yield made


@pytest.fixture(scope="session")
def shared_app(filled: Path, memory: Path) -> Iterator[FastAPI]:
    """The desk over one copy for the whole session: for tests that only look."""
    folder = memory / "shared"
    shutil.copytree(filled, folder)
    with desk_over(folder) as made:
        yield made


@pytest.fixture
def client(app: FastAPI) -> Callable[[str], TestClient]:
    """`client("buyer")` is signed in as the buyer, and sends the CSRF token by itself; `client("")` is nobody."""
    return partial(signed_in, app)


@pytest.fixture
def looking(shared_app: FastAPI) -> Callable[[str], TestClient]:
    """The same on the shared desk, for tests that change nothing."""
    return partial(signed_in, shared_app)


@pytest.fixture
def serve(app: FastAPI) -> Iterator[str]:
    """The address of the desk over a copy of its own, served on loopback."""
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for the session."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium: Any, app: FastAPI, serve: str) -> Iterator[Callable[..., Any]]:
    """`browser("buyer")` is a page of a browser signed in as the buyer, at the desk's address (`page.goto("/queue")`);
    `width=375` for a phone. Requests that leave loopback fail the test."""
    contexts, left = [], []

    def opened(login: str = "", width: int = 1440, height: int = 900, **more: Any) -> Any:
        context = chromium.new_context(base_url=serve, viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        if login:
            cookie = {"name": "tallymark", "value": session_secret(app, login), "url": serve}
            context.add_cookies([cookie])
        page = context.new_page()
        page.on("request", lambda request: left.append(request.url) if not request.url.startswith(serve) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [url for url in left if not url.startswith(("data:", "blob:"))], left


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """`axe(page)`: what axe-core finds wrong on a page (WCAG 2.2 AA and best practice), one line each."""
    return violations


def violations(page: Any) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    tags = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']"
    found = page.evaluate(f"() => axe.run(document, {{runOnly: {tags}}})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


def settings_of(home: Path, **more: Any) -> Settings:
    return Settings(home=home, **(tomllib.loads((home / "settings.toml").read_text(encoding="utf-8")) | more))


@contextmanager
def desk_over(home: Path, **more: Any) -> Iterator[FastAPI]:
    made = create(settings_of(home, **more))
    yield made
    office: Office = made.state.office
    office.workspace.close()


def session_secret(app: FastAPI, login: str) -> str:
    """A session of somebody, opened without the slow hash of a password."""
    office: Office = app.state.office
    return open_session(office.shift(), login, Visitor("127.0.0.1", "tests"), "tests")


def signed_in(app: FastAPI, login: str = "") -> TestClient:
    made = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    if login:
        secret = session_secret(app, login)
        made.cookies.set("tallymark", secret, domain="127.0.0.1")
        made.headers[cookies.HEADER] = cookies.csrf_of(secret)
    return made


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The app on a free port of loopback, in a thread."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the desk did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
