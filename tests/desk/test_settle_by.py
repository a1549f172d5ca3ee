"""The queue by deadline, on the page and in the interface: order, filters, pages, and on to the next one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

Client = Callable[..., TestClient]
API = "/api/v1/queue?view=all"
HOURS = 'monday = ["00:00-24:00"]\n[[term]]\nreason = "date-stale"\nhours = 1\n'


@pytest.fixture
def home(busy_home: Path, tmp_path: Path) -> Path:
    """A busy morning's workspace, for one test."""
    return Path(shutil.copytree(busy_home, tmp_path / "home"))


def test_whose_time_runs_out_first_comes_first(client: Client, home: Path) -> None:
    here = client("clerk")
    (home / "hours.toml").write_text(HOURS, encoding="utf-8")
    told = here.get(f"{API}&order=time").json()
    times = [line["settle_by"] for line in told["lines"]]
    assert None not in times and times == sorted(times) and len(set(times)) > 1
    assert "date-stale" in told["lines"][0]["codes"] and told["wrong"] == ""
    first = told["lines"][0]
    assert here.get(f"{API}&order=time&after={first['place']}").json()["lines"] == told["lines"][1:]
    page = here.get("/queue?view=all&order=time").text
    shown = [int(found) for found in re.findall(r'data-address="/exceptions/(\d+)\?', page)]
    assert shown == [line["document"] for line in told["lines"]]
    assert "Soonest to settle first." in page and "Settle by" in page
    onward = here.get(f"/queue/next?view=all&order=time&after={first['place']}", follow_redirects=False)
    assert onward.headers["location"].startswith(f"/exceptions/{told['lines'][1]['document']}?")
    assert "order=time" in onward.headers["location"]


def test_deadlines_narrow_it_and_are_refused_where_they_are_none(client: Client) -> None:
    here = client("clerk")
    everything = here.get(API).json()["items"]
    found = {settle: here.get(f"{API}&settle={settle}").json() for settle in ("late", "today", "week")}
    assert found["week"]["items"] == everything
    late = [line for line in here.get(API).json()["lines"] if line["late"]]
    assert found["late"]["items"] == len(late) <= found["today"]["items"] <= everything
    for asked in ("settle=never", "order=size", "order=time&after=1.2", f"after={'2026-03-09T12:00:00.000000Z.1'}"):
        assert here.get(f"/queue?{asked}").status_code == 400


def test_faulty_hours_are_told_where_the_queue_is_read(client: Client, home: Path) -> None:
    (home / "hours.toml").write_text("default = -1\n", encoding="utf-8")
    here = client("clerk")
    assert "hours.toml" in here.get(API).json()["wrong"]
    page = here.get("/queue?view=all")
    assert page.status_code == 200 and "Deadlines could not be calculated again" in page.text
