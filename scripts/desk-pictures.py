"""Draws the README's pictures of the desk: `.venv/bin/python scripts/desk-pictures.py [FOLDER]` (default docs/desk).

The samples' journey is gone in a new workspace, the desk served over it, and every page photographed by Debian's
Chromium at 1440 and 375 pixels. Needs what `make setup-dev` installs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

import samples
from documents.kinds import Role
from flows.server import alive, free_port
from journey.masterdata import masters
from journey.people import first_admin
from journey.settings import Settings, load
from journey.shift import open_shift

PASSWORD = "for pictures on loopback only"  # noqa: S105 - of a workspace that ends with this program
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
WIDTHS = (1440, 375)
PAGES = {
    "queue": "/queue", "goods-in": "/goods-in", "archive": "/archive", "suppliers": "/suppliers", "mails": "/mails",
    "figures": "/figures", "policy": "/policy", "rules": "/rules", "set-up": "/start", "people": "/people",
}  # fmt: skip


def fill(home: Path) -> None:
    """A workspace after the samples' journey, whose admin may see every page."""
    shutil.copyfile(samples.SETTINGS, home / "settings.toml")
    os.environ["TALLYMARK_HOME"] = str(home)
    settings: Settings = load()
    with open_shift(settings) as shift:
        for what in ("suppliers", "orders", "receipts"):
            masters.take(shift, what, samples.FOLDER / f"{what}.csv")
        first_admin(shift, PASSWORD)
        with shift.workspace.begin() as unit:
            unit.people.give_roles("admin", list(Role), "admin")
    command = [sys.executable, "-m", "journey", str(samples.MAILBOX), samples.AS_OF, "2"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def served() -> Iterator[str]:
    """The desk's address, while it is served."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "desk", str(port), str(os.getpid())])
    address = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None and not alive(address):
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


def photograph(address: str, folder: Path) -> None:
    """Every page at every width, and the first exception with its page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900 if width > 500 else 812})
            page.goto(f"{address}/login")
            page.fill("[name=username]", "admin")
            page.fill("[name=password]", PASSWORD)
            page.click("button.primary")
            page.wait_for_load_state()
            for name, path in PAGES.items():
                _take(page, address + path, folder / f"{name}-{width}.png")
            page.goto(f"{address}/queue")
            first = page.locator("td a[href^='/exceptions/']").first.get_attribute("href")
            _take(page, f"{address}{first}", folder / f"exception-{width}.png", settle=6000)
        browser.close()


def _take(page: Any, address: str, file: Path, settle: int = 800) -> None:
    page.goto(address)
    page.wait_for_timeout(settle)
    page.screenshot(path=str(file))
    Image.open(file).convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(file, optimize=True)


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tallymark-pictures-") as home:
        fill(Path(home))
        with served() as address:
            photograph(address, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/desk"))
