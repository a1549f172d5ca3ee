"""What the desk costs: server time of its pages on a large workspace, and the way from one exception to the next.

    python -m benchmarks.desk                    100,000 documents, 10,000 open exceptions; some minutes
    python -m benchmarks.desk --small            a tenth of it, to try the benchmark itself
    python -m benchmarks.desk --all-open         100,000 open exceptions: pages cost what they cost with few

On SQLite in a scratch folder. Targets (p95 of server time): queue 60 ms, exception 80 ms, page picture 20 ms from
the cache; the next exception visible 150 ms after Ctrl+Enter (median of 50), and at most 3 times a bare FastAPI and
Jinja2 page of the same size. The workspace is filled with rows as a year's run leaves them; the exceptions that are
opened and settled are real ones: a busy morning's mails of the samples, read and matched.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from jinja2 import Environment
from playwright.sync_api import Page, sync_playwright
from starlette.responses import HTMLResponse

from desk.app import create
from tests.desk import busy
from tests.desk.conftest import CHROMIUM, FLAGS, PEOPLE, served, session_secret, settings_of, signed_in

ROUNDS = 100
SETTLED = 51


def main() -> None:
    """Fill, measure, print."""
    small = "--small" in sys.argv
    documents, opened = (10_000, 1_000) if small else (100_000, 100_000 if "--all-open" in sys.argv else 10_000)
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as folder:
        home = Path(folder) / "home"
        busy.fill(home, PEOPLE, SETTLED)
        fill(home / "tallymark.db", documents, opened)
        app = create(settings_of(home))
        print(f"{documents:,} documents, {opened:,} open exceptions, SQLite")
        print("| page | p50 ms | p95 ms | CPU p50 ms | CPU p95 ms |\n|---|---|---|---|---|")
        for name, ask in asked(signed_in(app, "clerk")).items():
            print(f"| {name} | {row(ask)} |", flush=True)
        plain = bare(app)
        ask = _asking(TestClient(plain), lambda _: "/")
        print(f"| bare FastAPI and Jinja2 page of the exception's size | {row(ask)} |", flush=True)
        with served(app) as address, served(plain) as beside:
            print(onward(app, address, beside), flush=True)
        app.state.office.workspace.close()


def asked(here: TestClient) -> dict[str, Callable[[int], object]]:
    """The pages, each asked for in turns."""
    held = [int(one["document"]) for one in here.get("/api/v1/queue?text=Kiesling").json()["lines"]]
    pictures = [f"/documents/{document}/pages/1/kept" for document in held]
    for path in pictures:
        assert here.get(path).status_code == 200, here.get(path).text
    after = here.get("/api/v1/queue?view=all").json()["next"]
    by_time = here.get("/api/v1/queue?view=all&order=time").json()["next"]
    paths = {
        "queue": lambda _: "/queue", "queue, all desks": lambda _: "/queue?view=all",
        "queue, page 2": lambda _: f"/queue?view=all&after={after}",
        "queue by reason": lambda _: "/queue?view=all&code=price-over",
        "queue by supplier": lambda n: f"/queue?view=all&supplier=S{n % 50}",
        "queue by text": lambda n: f"/queue?view=all&text=INV-{5000 + n}",
        "queue by a word that all have": lambda _: "/queue?view=all&text=invoice",
        "queue by deadline": lambda _: "/queue?view=all&order=time",
        "queue by deadline, page 2": lambda _: f"/queue?view=all&order=time&after={by_time}",
        "queue by deadline, of a reason": lambda _: "/queue?view=all&order=time&code=price-over",
        "queue by deadline, of a supplier": lambda n: f"/queue?view=all&order=time&supplier=S{n % 50}",
        "queue, what is late": lambda _: "/queue?view=all&settle=late",
        "root causes": lambda _: "/queue/causes?view=all",
        "exception": lambda n: f"/exceptions/{held[n % len(held)]}",
        "page picture from the cache": lambda n: pictures[n % len(pictures)],
    }  # fmt: skip
    return {name: _asking(here, path) for name, path in paths.items()}


def _asking(here: TestClient, path: Callable[[int], str]) -> Callable[[int], object]:
    def ask(number: int) -> None:
        answer = here.get(path(number))
        assert answer.status_code == 200, answer.text[:300]

    return ask


def row(ask: Callable[[int], object]) -> str:
    """Median and 95th percentile of the time of an answer, then of its CPU, in ms: beside other work only CPU tells."""
    for number in range(5):
        ask(number)
    taken, spent = [], []
    for number in range(ROUNDS):
        started, began = time.perf_counter(), time.process_time()
        ask(number)
        taken.append((time.perf_counter() - started) * 1000)
        spent.append((time.process_time() - began) * 1000)
    return " | ".join(f"{figure:.1f}" for of in (taken, spent) for figure in (statistics.median(of), _p95(of)))


def _p95(of: list[float]) -> float:
    return statistics.quantiles(of, n=20)[18]


def bare(app: FastAPI) -> FastAPI:
    """A page of the same size as an exception's, without a desk behind it."""
    text = signed_in(app, "clerk").get("/exceptions/3").text
    template = Environment(autoescape=True).from_string("{% for line in lines %}{{ line|safe }}\n{% endfor %}")
    plain = FastAPI()

    @plain.get("/")
    def page() -> Any:
        return HTMLResponse(template.render(lines=text.split("\n")))

    @plain.get("/empty")
    def empty() -> Any:
        return HTMLResponse("<title>bare</title><main id='exception'></main>")

    return plain


def onward(app: FastAPI, address: str, beside: str) -> str:
    """From Ctrl+Enter to the next exception in a browser, and in the same browser from a key to a bare page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "tallymark", "value": session_secret(app, "clerk"), "url": address}])
        page = context.new_page()
        page.goto(f"{address}/queue/next?text=Kiesling")
        ms = statistics.median(_settled(page) for _ in range(SETTLED - 1))
        page.goto(f"{beside}/empty")
        plain = statistics.median(_shown(page) for _ in range(SETTLED - 1))
        browser.close()
    said = f"next exception visible after Ctrl+Enter: {ms:.0f} ms, a bare page of its size visible {plain:.0f} ms"
    return f"{said} after a key (medians of {SETTLED - 1}): ratio {ms / plain:.1f}"


def _settled(page: Page) -> float:
    """Milliseconds from Ctrl+Enter until the next exception is painted; a clerk looks at each for a second."""
    page.wait_for_selector("#exception[data-ready]")
    page.wait_for_timeout(1000)
    page.keyboard.press("r")
    page.keyboard.type("agreed")
    return float(page.evaluate(_WATCH % _CTRL_ENTER))


def _shown(page: Page) -> float:
    """Milliseconds until a bare page is asked for, put in the place of what is shown, and painted."""
    page.wait_for_timeout(1000)
    return float(page.evaluate(_WATCH % _ASK))


_CTRL_ENTER = """() => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true}))"""
_ASK = """async () => {
  const there = document.createElement("template");
  there.innerHTML = await (await fetch("/")).text();
  document.getElementById("exception").replaceWith(there.content.querySelector("#exception"));
}"""
_WATCH = """() => new Promise((done) => {
  const old = document.getElementById("exception"), begin = performance.now();
  const look = () => {
    const now = document.getElementById("exception");
    if (now && now !== old) requestAnimationFrame(() => done(performance.now() - begin));
    else requestAnimationFrame(look);
  };
  (%s)();
  look();
})"""


def fill(file: Path, documents: int, opened: int) -> None:
    """A year's rows: filed documents, and open exceptions of fifty suppliers with signs and entries to search."""
    with sqlite3.connect(file) as connection:
        first = connection.execute("SELECT max(id) FROM document").fetchone()[0] + 1
        mail = connection.execute("SELECT max(id) FROM message").fetchone()[0] + 1 - first
        numbers = range(first, first + documents)
        _insert(connection, "message", "id, account, name, sha256, bytes, sealed_at, outcome",
                (_message(n + mail) for n in numbers))  # fmt: skip
        _insert(connection, "document", "id, message_id, rank, key, kind, number, supplier_id, state, version, draft,"
                " created_at", (_document(n, n + mail, n - first < opened) for n in numbers))  # fmt: skip
        _insert(connection, "search_entry", "document_id, kind, supplier_id, title, dated_on",
                ((n, "invoice", f"S{n % 50}", f"invoice INV-{n}", "2026-03-01") for n in numbers))  # fmt: skip
        _insert(connection, "search_words", "rowid, words", ((n, f"invoice inv {n} bolt {n % 997}") for n in numbers))
        _insert(connection, "search_numbers", "rowid, numbers", ((n, f"inv{n}") for n in numbers))
        _insert(connection, "queue_item", "id, document_id, owner, findings, state, opened_at, due_on, stake, currency,"
                " settled, desk, home, supplier_id, cost, urgency", map(_item, numbers[:opened]))  # fmt: skip
        _insert(
            connection, "queue_sign", "item_id, sign, desk, urgency", (s for n in numbers[:opened] for s in _signs(n))
        )
        connection.execute("ANALYZE")


_ROLES = ("clerk", "buyer", "receiving", "treasury")


def _message(number: int) -> tuple[Any, ...]:
    return number, "bench", f"{number}.eml", f"{number:064x}", 30_000, "2026-03-01T08:00:00.000000Z", "consumed"


def _document(number: int, mail: int, held: bool) -> tuple[Any, ...]:
    key = json.dumps([[f"{number:064x}", "1"]])
    state = "held" if held else "filed"
    return number, mail, number * 4096, key, "invoice", f"INV-{number}", f"S{number % 50}", state, 3, "{}", "2026-03-01"


def _item(number: int) -> tuple[Any, ...]:
    role, cost = _ROLES[number % 4], number * 7919 % 90_000
    due = f"2026-{6 + number % 6:02d}-{1 + number % 28:02d}"
    finding = {
        "code": _code(number), "severity": "block", "line": 1, "expected": "2.00", "actual": "2.50", "owner": role,
        "message": "2.50 EUR billed, 2.00 EUR ordered.", "money_at_stake": f"{cost / 100:.2f}", "evidence": {},
    }  # fmt: skip
    stake, opened_at = f"{cost / 100:.2f}", "2026-05-20T08:00:00.000000Z"
    return (
        number, number, role, json.dumps([finding]), "open", opened_at, due, stake, "EUR", 0, role, role,
        f"S{number % 50}", cost, _urgency(number),
    )  # fmt: skip


def _urgency(number: int) -> str:
    cost, due = number * 7919 % 90_000, f"2026{6 + number % 6:02d}{1 + number % 28:02d}"
    return f"1{10**15 - 1 - cost:015d}{due}"


def _code(number: int) -> str:
    return ("price-over", "quantity-over", "field-uncertain", "bank-account-changed", "order-missing")[number % 5]


def _signs(number: int) -> Iterator[tuple[Any, ...]]:
    for sign in (f"code:{_code(number)}", f"cause:price of order line 45-{number % 2000}/10"):
        yield number, sign, _ROLES[number % 4], _urgency(number)


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: Any) -> None:
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


if __name__ == "__main__":
    main()
