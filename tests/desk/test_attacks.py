"""What attackers try at a desk like this: each is refused, or comes to nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from desk.pages.login import own_path
from desk.security.body import ORDINARY
from desk.security.headers import SANDBOX
from storage.tables import DOCUMENT, MESSAGE, PART, SUPPLIER
from tests.desk.conftest import desk_over, served, session_secret, signed_in

Client = Callable[[str], TestClient]
SCRIPT = "<script>window.owned=1</script><img src=x onerror='window.owned=1'>\"'><svg/onload=window.owned=1>"


@pytest.mark.parametrize("path", [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "javascript:x", "http:evil.example", "/\t/evil.example", "/\n/evil.example", "https:///evil.example",
    "evil.example", "", "/%0d%0aSet-Cookie:x=1\r\nLocation: https://evil.example", "/@evil.example\\", "/a\x00b",
])  # fmt: skip
def test_a_sign_in_leads_nowhere_else(path: str) -> None:
    assert own_path(path) == "/"


def test_our_own_paths_stay(looking: Client) -> None:
    assert own_path("/queue?mine=1&q=a%2Fb") == "/queue?mine=1&q=a%2Fb"
    form = looking("").get("/login", params={"next": "//evil.example"})
    assert "evil.example" not in form.text


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "169.254.169.254", "", "localhost@evil.example"]
)
def test_another_host_name_reaches_nothing(looking: Client, host: str) -> None:
    answer = looking("clerk").get("/account", headers={"Host": host})
    assert answer.status_code == 421
    assert "evil" not in answer.text


def test_a_link_is_made_of_our_own_name(home: Any) -> None:
    with desk_over(home, desk_url="https://tally.example") as app:
        secret = session_secret(app, "admin")
        visitor = TestClient(app, base_url="https://tally.example", follow_redirects=False)
        visitor.cookies.set("__Host-tallymark", secret, domain="tally.example")
        from desk.security.cookies import csrf_of

        headers = {
            "x-csrf-token": csrf_of(secret),
            "X-Forwarded-Host": "evil.example",
            "Forwarded": "host=evil.example",
        }
        page = visitor.post("/people/clerk/link", headers=headers)
        assert "https://tally.example/set-password/" in page.text
        assert "evil.example" not in page.text


def test_a_body_that_is_too_large_is_refused_while_it_arrives(looking: Client) -> None:
    form, json = "application/x-www-form-urlencoded", "application/json"
    for path, kind in (("/login", form), ("/account/tokens", form), ("/api/v1/me/tokens", json)):
        said = {"Content-Type": kind}
        announced = looking("clerk").post(path, content=b"x" * (ORDINARY + 1), headers=said)
        streamed = looking("clerk").post(path, content=(b"x" * 65536 for _ in range(40)), headers=said)
        assert (announced.status_code, streamed.status_code) == (413, 413), path
        shape = "application/problem+json" if kind == json else "text/html; charset=utf-8"
        for answer in (announced, streamed):
            assert (answer.headers["content-type"], "this is too large" in answer.text) == (shape, True), path


def test_a_page_that_takes_files_takes_larger_bodies(looking: Client) -> None:
    file = {"file": ("large.bin", b"x" * (ORDINARY + 1))}
    assert looking("clerk").post("/mails/hand-in", files=file, headers={"x-csrf-token": ""}).status_code == 403


@pytest.fixture
def infested(app: FastAPI) -> FastAPI:
    """A desk in which every name that came from outside is a script."""
    with app.state.office.workspace.begin() as unit:
        run = unit.transaction.run
        run(update(SUPPLIER).values(name=SCRIPT))
        run(update(PART).where(PART.c.path != "body").values(path=PART.c.path + SCRIPT))
        run(update(MESSAGE).values(subject=SCRIPT, sender=f"{SCRIPT}@evil.example"))
        run(update(DOCUMENT).values(number=DOCUMENT.c.number + SCRIPT))
        unit.people.rename("clerk", SCRIPT[:90], "admin")
    return app


def test_a_script_in_a_name_is_text_on_every_page(infested: FastAPI, chromium: Any) -> None:
    """Each page of the menu, and what it links to, in a real browser: nothing of it runs, and the policy has nothing
    to refuse, for it never becomes an element."""
    with served(infested) as address:
        context = chromium.new_context(base_url=address)
        context.add_cookies([{"name": "tallymark", "value": session_secret(infested, "clerk"), "url": address}])
        page, refused = context.new_page(), []
        page.on("console", lambda one: refused.append(one.text) if "Content Security Policy" in one.text else None)
        for path in _paths(infested):
            page.goto(path)
            assert page.evaluate("window.owned") is None, path
            assert page.evaluate("document.querySelectorAll('main script, svg[onload], img[onerror]').length") == 0, (
                path
            )
        context.close()
        assert refused == []


def _paths(app: FastAPI) -> list[str]:
    """The pages of the clerk's menu and up to three links of each."""
    visitor, found = signed_in(app, "clerk"), ["/account"]
    for entry in app.state.office.menu:
        answer = visitor.get(entry.path)
        if answer.status_code == 200:
            links = re.findall(r'href="(/[a-z][^"#]*)"', answer.text)
            ours = [link.replace("&amp;", "&") for link in links if link.startswith(entry.path + "/")]
            pages = [link for link in ours if not re.search(r"\.(csv|xlsx|png)|/original", link)]
            found += [entry.path, *dict.fromkeys(pages[:3])]
    return list(dict.fromkeys(found))


def test_an_original_is_never_shown_only_handed_out(looking: Client, shared_app: FastAPI) -> None:
    with shared_app.state.office.workspace.look() as unit:
        numbers = range(1, unit.transaction.count(DOCUMENT) + 1)
    for number in numbers:
        answer = looking("compliance").get(f"/archive/{number}/original")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"] == SANDBOX


def test_what_is_not_there_and_what_is_no_number_is_not_found(looking: Client) -> None:
    clerk = looking("clerk")
    for path in ("/archive/{}", "/archive/{}/original", "/exceptions/{}", "/documents/{}/pages/1.png", "/mails/{}",
                 "/api/v1/exceptions/{}"):  # fmt: skip
        for number in ("999999", str(2**63), "9" * 40, "-1", "0"):
            assert clerk.get(path.format(number)).status_code in (404, 400, 422), f"{path} {number}"
        for number in ("..%2f..%2fetc%2fpasswd", "1%00", "1'--", "%F0%9F%92%A9"):
            assert clerk.get(path.format(number)).status_code in (404, 400, 422), f"{path} {number}"


@pytest.mark.parametrize("path", [
    "/static/x/../desk.css", "/static/x/..%2f..%2fapp.py", "/static/x//etc/passwd", "/static/x/vendor/../../app.py",
    "/static/x/vendor/README.md", "/static/x/", "/static/x/%2e%2e/app.py",
])  # fmt: skip
def test_static_files_are_a_list_not_a_folder(looking: Client, path: str) -> None:
    assert looking("").get(path).status_code == 404


def test_somebody_elses_things_are_not_there(app: FastAPI, client: Client) -> None:
    office = app.state.office
    from datetime import timedelta

    from documents.kinds import Role
    from journey.people import deputies

    today = office.shift().as_of
    with office.workspace.look() as unit:
        buyer = unit.people.person("buyer")
    days = (today, today + timedelta(3))
    held = deputies.delegate(office.shift(), buyer, "buyer", "clerk", Role.BUYER, days, "holidays")
    assert client("treasury").post(f"/account/deputies/{held.id}/revoke").status_code == 403
    assert client("treasury").delete(f"/api/v1/me/deputies/{held.id}").status_code == 403
    assert client("treasury").get("/api/v1/me/deputies").json() == []
    assert client("treasury").get("/people/buyer").status_code == 403
    assert client("clerk").post(f"/account/deputies/{held.id}/revoke").status_code == 303


def test_a_form_with_nul_or_without_end_is_refused_in_a_sentence(client: Client) -> None:
    admin = client("admin")
    assert admin.post("/people", data={"login": "a\0b", "name": "x"}).status_code == 400
    assert admin.post("/people", data={"login": "x" * 900, "name": "x"}).status_code == 400
    assert admin.post("/people", data={"login": "ok", "name": "y" * 900}).status_code == 400
    assert admin.post("/api/v1/people", json={"login": "a\0b", "name": "x"}).status_code == 422
    assert admin.post("/api/v1/people", content=b'{"login": "ab", "name": "\\ud800"}').status_code == 422
    assert admin.get("/people/a%00b").status_code == 400
