"""Supplier and mail pages: accounts over time, what was learnt, the custody ledger, and who may see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

Client = Callable[..., TestClient]


@pytest.mark.parametrize(
    ("path", "seers"),
    [
        ("/suppliers", {"clerk", "buyer", "quality", "treasury", "approver", "compliance", "admin"}),
        ("/suppliers/V100", {"clerk", "buyer", "quality", "treasury", "approver", "compliance", "admin"}),
        ("/mails", {"clerk", "treasury", "compliance", "admin"}),
        ("/mails/2", {"clerk", "treasury", "compliance", "admin"}),
    ],
)
def test_each_role_sees_what_is_its_own(looking: Client, path: str, seers: set[str]) -> None:
    roles = {"clerk", "buyer", "receiving", "quality", "treasury", "approver", "compliance", "admin"}
    assert {role for role in roles if looking(role).get(path).status_code == 200} == seers
    assert looking("").get(path).status_code == 303


def test_a_supplier_is_found_and_told(looking: Client) -> None:
    here = looking("treasury")
    assert "Nordhafen" in here.get("/suppliers?q=nordhafen").text
    assert "Nordhafen" in here.get("/suppliers?q=DE03200505501048215637").text
    assert "No supplier has" in here.get("/suppliers?q=zzz").text
    page = here.get("/suppliers/V100").text
    for told in ("DE274518313", "nordhafen-schrauben.example", "DE03200505501048215637", "First known, by import"):
        assert told in page
    held = here.get("/suppliers/V300").text
    assert "/exceptions/4" in held and "301.50" in held
    assert here.get("/suppliers/nobody").status_code == 404


def test_a_changed_account_is_in_the_history(client: Client, app: FastAPI) -> None:
    from dataclasses import replace

    with app.state.office.workspace.begin() as unit:
        supplier = unit.masters.supplier("V100")
        unit.masters.take_suppliers([replace(supplier, bank_accounts=("DE89370400440532013000",))], "tessa")
    page = client("treasury").get("/suppliers/V100").text
    assert "Changed by tessa" in page
    assert page.index("DE89370400440532013000</code></ins> added") < page.index("First known, by import")
    assert "DE03200505501048215637</code></del> removed" in page


def test_what_was_learnt_is_withdrawn_with_a_reason(client: Client) -> None:
    refused = client("clerk").post("/suppliers/V100/withdraw", data={"version": 1, "reason": "new form"})
    assert refused.status_code in (400, 404)
    assert client("buyer").post("/suppliers/V100/withdraw", data={"version": 1, "reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("asked", "mails"),
    [
        ("", 11), ("outcome=consumed", 9), ("outcome=ignored", 1), ("outcome=quarantined", 1), ("outcome=open", 0),
        ("reason=auto-reply", 1), ("q=nordhafen", 4), ("q=%25", 0), ("account=nowhere", 0),
    ],
)  # fmt: skip
def test_the_ledger_lists_every_mail_by_its_end(looking: Client, asked: str, mails: int) -> None:
    page = looking("compliance").get(f"/mails?{asked}").text
    assert page.count('<th scope="row"><a href="/mails/') == mails
    assert "The sums balance: 11 mails" in page


def test_a_mail_is_told_with_its_parts_and_documents(looking: Client) -> None:
    page = looking("clerk").get("/mails/7").text
    for told in ("rechnungen.zip/NS-26-0455.pdf", "/archive/7", "/archive/8", "message sealed"):
        assert told in page
    assert looking("clerk").get("/mails/999").status_code == 404


@pytest.mark.parametrize("width", [1440, 375])
def test_pages_have_no_violation(browser: Any, axe: Any, width: int) -> None:
    page = browser("admin", width=width)
    for path in ("/suppliers", "/suppliers/V300", "/suppliers/V600", "/mails", "/mails/7", "/mails/11", "/mails?q=zz"):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_documents_of_a_supplier_are_named_as_people_call_them(looking: Client) -> None:
    page = looking("treasury").get("/suppliers/V300").text
    assert '<a href="/exceptions/4">Invoice 260533</a>' in page and "Document 4<" not in page
    assert re.search(r"<dt>Language</dt><dd>(?:[A-Z][a-z]+|–)</dd>", page)


def test_sums_in_the_archive_have_their_places(looking: Client) -> None:
    here = looking("clerk")
    for document in (2, 4, 5):
        text = here.get(f"/archive/{document}").text
        sums = re.findall(r'<tr><th scope="row">(?:net|tax|gross) total</th><td>([^<]*)</td>', text)
        assert sums and all(re.fullmatch(r"-?\d+\.\d\d", one) for one in sums), sums
