"""The dashboard: each figure is the number of documents its link lists; downloads hold no formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from desk.sheets import Sheet, as_csv, as_xlsx, safe_text
from documents.order import Promise
from journey.figures import figures
from storage.search import Period

Client = Callable[..., TestClient]
ROW = re.compile(r'<th scope="row"><a href="(/(?:archive|queue)\?[^"]*)">[^<]*</a></th><td class="number">(\d+)<')
LINK = re.compile(r'<a[^>]*href="(/(?:archive|queue)\?[^"]*)"[^>]*>([^<]+)</a>')


@pytest.fixture
def promised(app: FastAPI) -> FastAPI:
    """The desk, whose orders carry promised days."""
    office = app.state.office
    day = office.shift().as_of
    promises = [Promise("45-7001", 10, day - timedelta(days=20)), Promise("45-7004", 20, day - timedelta(days=9))]
    office.workspace.run(lambda unit: unit.receiving.promise(promises, "test"))
    return app


def counted(page: str) -> int:
    """How many documents a list says that it has."""
    found = re.search(r"(\d+)(?: or more)? documents?(?:, further|, newest)", page)
    if found is not None:
        return int(found.group(1))
    listed = re.search(r"(\d+) exceptions?", page)
    return int(listed.group(1)) if listed else 0


def test_every_counted_figure_leads_to_as_many(client: Client, promised: FastAPI) -> None:
    here = client("admin")
    page = here.get("/figures").text
    followed = 0
    for link, text in LINK.findall(page):
        number = re.match(r"\s*(\d+)\s*(?:invoices?|documents?|$)", text)
        if number is None:
            continue
        followed += 1
        assert counted(here.get(unescape(link)).text) == int(number.group(1)), link
    assert followed >= 4
    rows = ROW.findall(page)
    assert len(rows) >= 11
    for link, number in rows:
        assert counted(here.get(unescape(link)).text) == int(number), link


def test_money_is_of_the_documents_behind_it(looking: Client) -> None:
    here = looking("approver")
    page = here.get("/figures").text
    links = re.findall(r'<a class="figure" href="(/archive\?state=held[^"]*)">([^<]+)</a>', page)
    assert len(links) == 2
    for link, text in links:
        listed = here.get(unescape(link)).text
        amounts = re.findall(r'<td data-label="Gross" class="number">([\d\u202f.]+)\u202f([A-Z]{3})</td>', listed)
        total = sum(float(amount.replace("\u202f", "")) for amount, _ in amounts)
        assert text == f"{total:.2f}\u202f{amounts[0][1]}"


@pytest.mark.parametrize("login", ["clerk", "buyer", "receiving", "quality", "treasury", "approver", "compliance"])
def test_every_role_sees_the_figures(looking: Client, login: str) -> None:
    for path in ("/figures", "/figures?span=all", "/figures/uninvoiced", "/figures/promised"):
        assert looking(login).get(path).status_code == 200
    assert looking("").get("/figures").status_code == 303


@pytest.mark.parametrize("asked", ["span=9", "since=x", "since=2026-05-02&until=2026-05-01"])
def test_a_period_that_is_none_is_told(looking: Client, asked: str) -> None:
    assert looking("clerk").get(f"/figures?{asked}").status_code == 400


def test_a_period_bounds_the_figures(looking: Client) -> None:
    page = looking("clerk").get("/figures?since=2001-01-01&until=2001-12-31").text
    assert "2001-01-01 to 2001-12-31" in page
    assert re.search(r">0</a> of <a[^>]+>0</a> posted", page)


def test_promised_lines_are_listed_by_their_fate(client: Client, promised: FastAPI) -> None:
    here = client("buyer")
    page = here.get("/figures/promised").text
    assert "45-7001/10" in page and "on time" in page and "45-7004/20" in page and "short" in page
    late = here.get("/figures/promised?fate=short").text
    assert "45-7004/20" in late and "45-7001/10" not in late
    with promised.state.office.workspace.look():
        told = figures(promised.state.office.shift(), Period())
    assert (told.punctuality.on_time, told.punctuality.lines) == (1, 2)


def test_downloads_hold_the_same_figures_and_are_logged(client: Client, app: FastAPI) -> None:
    here = client("buyer")
    answer = here.get("/figures/download.csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="tallymark-figures-')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told = {row[0]: row[1:] for row in rows if row}
    assert told["touchless: part"][0] == told["touchless: whole (posted)"][0] == "4"
    book = openpyxl.load_workbook(io.BytesIO(here.get("/figures/download.xlsx").content))
    found = {row[0]: row[1] for row in book["Figures"].iter_rows(values_only=True)}
    assert found["touchless: whole (posted)"] == 4
    for path in ("uninvoiced.csv", "uninvoiced.xlsx", "promised.csv", "promised.xlsx"):
        assert here.get(f"/figures/{path}").status_code == 200
    assert here.get("/figures/download.exe").status_code == 400
    with app.state.office.workspace.look() as unit:
        logged = unit.audit.entries("figures:figures")
    assert [entry.actor for entry in logged] == ["buyer", "buyer"]


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "|x", "%0A", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text: str) -> None:
    sheet = Sheet("=name", ("=title", "b"), [(text, 1)])
    rows = list(csv.reader(io.StringIO(as_csv([sheet]).decode("utf-8-sig"))))
    assert rows[2][0].startswith("'")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet])))
    cell = book.worksheets[0]["A2"]
    assert cell.data_type == "s" and str(cell.value).startswith("'")


@given(st.text(max_size=40))
def test_a_safe_text_never_begins_like_a_formula(text: str) -> None:
    told = safe_text(text)
    assert not told.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))


def test_a_supplier_called_like_a_formula_does_no_harm(client: Client, app: FastAPI) -> None:
    from dataclasses import replace

    with app.state.office.workspace.begin() as unit:
        supplier = unit.masters.supplier("V300")
        unit.masters.take_suppliers([replace(supplier, name='=HYPERLINK("http://evil.example")')], "test")
    text = client("clerk").get("/figures/download.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "=HYPERLINK" not in text.replace("'=HYPERLINK", "")


@pytest.mark.parametrize("width", [1440, 375])
def test_pages_have_no_violation(browser: Any, axe: Any, promised: FastAPI, width: int) -> None:
    page = browser("admin", width=width)
    for path in ("/figures", "/figures?span=all", "/figures/uninvoiced", "/figures/promised"):
        page.goto(path)
        for fold in page.query_selector_all("details.unfold > summary"):
            fold.click()
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
