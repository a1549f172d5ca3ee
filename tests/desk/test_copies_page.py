"""Rejected copies: how many there are, page by page, and what differs from the original at a glance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from journey.queue.exceptions import Rejection, rejections
from storage import Unit

Client = Callable[..., TestClient]


def test_all_of_them_are_reached_page_by_page(looking: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(unit: Unit) -> Iterator[Rejection]:
        [one] = rejections(unit)
        yield from (replace(one, document=replace(one.document, id=500 + place)) for place in range(5))

    monkeypatch.setattr("desk.pages.queue.rejections", many)
    monkeypatch.setattr("desk.pages.queue._COPIES", 2)
    here, seen, path = looking("clerk"), [], "/queue/copies"
    while path:
        text = here.get(path).text
        assert "5 rejected copies" in text
        seen += re.findall(r'href="/exceptions/(\d+)"', text)
        path = "".join(re.findall(r'rel="next" href="([^"]*)"', text))
    assert seen == ["504", "503", "502", "501", "500"]


def test_what_differs_from_the_original_stands_alone(looking: Client) -> None:
    here = looking("clerk")
    [copy] = set(re.findall(r'href="/exceptions/(\d+)', here.get("/queue/copies").text))
    rows = here.get(f"/api/v1/exceptions/{copy}").json()["beside"]["rows"]
    text = here.get(f"/exceptions/{copy}").text
    pair = text[text.index('class="card pair"') :]
    assert pair.count('<tr class="differs">') == sum(row["differs"] for row in rows) > 0
    equal = sum(not row["differs"] for row in rows)
    assert f"<summary>{equal} that are the same</summary>" in pair
    units = {row["this"] for row in rows if row["field"].endswith(".unit")}
    assert units and not any(f"<td>{unit}</td>" in pair for unit in units), "units are told in words"
    [gross] = [row["this"] for row in rows if row["field"] == "gross_total"]
    assert re.search(rf">{re.escape(gross.partition('.')[0])}\.\d\d</td>", pair), "sums have their places"
