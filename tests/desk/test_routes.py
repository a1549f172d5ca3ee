"""Every route of the desk, walked: nobody gets in, the wrong role is refused, forms are proved, headers are there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from desk.security import cookies
from desk.security.headers import ALWAYS, POLICY
from desk.visit import Allowed
from documents.kinds import Role

Client = Callable[[str], TestClient]
PUBLIC = {
    "/health", "/login", "/login/provider", "/login/provider/done", "/set-password/{secret}",
    "/static/{digest}/{name:path}",
}  # fmt: skip
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Way:
    """A route with a method; `path` is filled in."""

    method: str
    route: str
    path: str
    roles: tuple[Role, ...] | None

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


@pytest.fixture(scope="module")
def ways(shared_app: FastAPI) -> list[Way]:
    return list(ways_of(shared_app))


def ways_of(app: FastAPI) -> Iterator[Way]:
    for route in iter_route_contexts(app.routes):
        dependencies = route.dependant.dependencies if hasattr(route, "dependant") and route.dependant else []
        asked = [one.call.roles for one in dependencies if isinstance(one.call, Allowed)]
        roles = tuple(role for role in Role if all(role in one for one in asked)) if asked else None
        path = route.path
        assert path is not None, route
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Way(method, path, re.sub(r"\{[^}]*\}", "1", path), roles)


def test_only_the_sign_in_is_open_to_nobody(ways: list[Way], looking: Client) -> None:
    nobody = looking("")
    for way in ways:
        nobody.cookies.clear()
        answer = nobody.request(way.method, way.path)
        if way.route in PUBLIC:
            continue
        if way.path.startswith("/api/"):
            assert answer.status_code == 401, str(way)
            assert answer.headers["content-type"] == "application/problem+json", str(way)
        elif way.method == "GET":
            assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/login"), str(way)
        else:
            assert answer.status_code == 403, str(way)


def test_what_changes_something_needs_the_token_of_its_page(ways: list[Way], looking: Client) -> None:
    person = looking("admin")
    right = person.headers.pop(cookies.HEADER)
    for way in (way for way in ways if way.method in UNSAFE):
        for headers in (
            {}, {cookies.HEADER: "0" * 64}, {cookies.HEADER: right, "Origin": "https://evil.example"},
            {cookies.HEADER: right, "Origin": "null"}, {cookies.HEADER: right, "Sec-Fetch-Site": "cross-site"},
            {cookies.HEADER: right, "Sec-Fetch-Site": "same-site"},
        ):  # fmt: skip
            assert person.request(way.method, way.path, headers=headers).status_code == 403, f"{way} {headers}"


@pytest.mark.parametrize("role", Role)
def test_a_role_that_a_route_does_not_name_is_refused(ways: list[Way], looking: Client, role: Role) -> None:
    person = looking(role.value)
    for way in ways:
        if way.roles is not None and role not in way.roles:
            assert person.request(way.method, way.path).status_code == 403, str(way)


def test_every_answer_has_the_headers(ways: list[Way], looking: Client) -> None:
    for login in ("", "compliance"):
        visitor = looking(login)
        for way in ways:
            answer = visitor.request(way.method if way.method == "GET" else "OPTIONS", way.path)
            _proved(answer.headers, str(way))
    for path in ("/nowhere", "/api/v1/nowhere", "/static/1/nowhere"):
        _proved(looking("").get(path).headers, path)


def test_a_failure_that_nobody_foresaw_is_told_with_headers_and_without_details(app: FastAPI, client: Client) -> None:
    @app.get("/broken")
    @app.get("/api/v1/broken")
    def broken() -> None:
        raise RuntimeError("a secret of the inside")

    for path, kind in (("/broken", "text/html"), ("/api/v1/broken", "application/problem+json")):
        answer = client("clerk").get(path, params={"token": "in the address"})
        assert answer.status_code == 500
        assert answer.headers["content-type"].startswith(kind)
        assert "secret of the inside" not in answer.text
        _proved(answer.headers, path)
    (report, *_) = sorted((app.state.office.settings.home / "logs").glob("failure-*"))
    assert "a secret of the inside" in report.read_text()
    assert "in the address" not in report.read_text()


def _proved(headers: object, where: str) -> None:
    said = {str(name).lower(): str(value) for name, value in headers.items()}  # type: ignore[attr-defined]
    for name, value in ALWAYS.items():
        assert said.get(name) == value, f"{where}: {name}"
    policy = said["content-security-policy"]
    assert "unsafe" not in policy, where
    assert policy == POLICY or policy.startswith("sandbox"), where
    assert "server" not in said, where
