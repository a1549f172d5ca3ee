"""The programming interface, tried with made-up requests of every shape that its description allows and forbids, by
every role: no server error, no gap in authorisation, and answers as described. `make soak` tries many more."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.errors import SchemathesisError
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from documents.kinds import Role
from documents.people import Scope
from journey.people.tokens import give_token
from tests.desk.conftest import desk_over, signed_in
from tests.desk.test_routes import ways_of

EXAMPLES = 60 if os.environ.get("TALLYMARK_SOAK") else 1
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
KNOWN = {"login": "clerk2", "prefix": "tm_0123456789ab", "supplier": "V300", "supplier_id": "V300", "form": "csv"}
"""Path parameters that exist; numbers are those of the samples' documents."""


@pytest.fixture(scope="module")
def fuzzed(filled: Path, memory: Path) -> Iterator[FastAPI]:
    home = memory / "fuzzed"
    shutil.copytree(filled, home)
    with desk_over(home) as app:
        with app.state.office.workspace.begin() as unit:
            unit.people.add(EVERY, "Eve Ry", Role)
        yield app


def token(app: FastAPI, login: str) -> str:
    office = app.state.office
    with office.workspace.look() as unit:
        person = unit.people.person(login)
    scopes = [scope for scope in Scope if scope is not Scope.ADMIN or Role.ADMIN in person.roles]
    return give_token(office.shift(), person, "tests", scopes, 1, "tests")[1]


EVERY = "every"
"""Somebody who holds all roles: what they do reaches all of the desk."""


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("role", ["", EVERY, *(pytest.param(role.value, marks=pytest.mark.soak) for role in Role)])
def test_no_request_breaks_the_desk_or_passes_its_role(
    fuzzed: FastAPI, role: str, record_property: Callable[[str, object], None]
) -> None:
    schema = schemathesis.openapi.from_dict(fuzzed.openapi())
    allowed = {(way.method, way.route): way.roles for way in ways_of(fuzzed)}
    visitor, faults, statuses = signed_in(fuzzed), list[str](), Counter[int]()
    visitor.event_hooks = {"response": [lambda answer: statuses.update([answer.status_code])]}
    if role:
        visitor.headers["Authorization"] = f"Bearer {token(fuzzed, role)}"
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        roles = allowed[operation.method.upper(), operation.path]
        open_to = role == EVERY or (bool(role) and (roles is None or Role(role) in roles))
        for mode in GenerationMode if open_to else [GenerationMode.POSITIVE]:
            faults += _tried(operation, mode, _asked(visitor, role, open_to=open_to))
    record_property("calls", f"{role or 'nobody'}: {statuses.total()}, {dict(sorted(statuses.items()))}")
    assert not faults, "\n\n".join(faults)


def _tried(operation: Any, mode: GenerationMode, ask: Callable[[Any], None]) -> Iterator[str]:
    """What made-up requests for an operation found, half of them about what exists."""
    names = [one.name for one in operation.path_parameters]
    existing = {name: KNOWN.get(name, 4) for name in names}
    for given_path in [None, existing] if names else [None]:
        try:
            strategy = operation.as_strategy(generation_mode=mode, path_parameters=given_path)
        except schemathesis.errors.IncorrectUsage:
            return

        @settings(
            max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=strategy)
        def tried(case: Any) -> None:
            ask(case)

        try:
            tried()
        except Unsatisfiable:
            return  # nothing could be made so, as a wrong request where nothing is asked for
        except (AssertionError, FailureGroup, SchemathesisError) as failure:
            parts = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
            yield f"{operation.method} {operation.path}: " + "\n".join(str(one) for one in parts)


def _asked(visitor: TestClient, role: str, *, open_to: bool) -> Callable[[Any], None]:
    def ask(case: Any) -> None:
        made = requests.Request(**case.as_transport_kwargs(base_url="http://127.0.0.1")).prepare()
        kind = {name: value for name, value in made.headers.items() if name.lower() == "content-type"}
        answer = visitor.request(made.method or "", made.url or "", content=made.body, headers=kind)
        where = f"{role or 'nobody'}: {made.method} {made.url} {made.body!r}: {answer.text[:300]}"
        assert answer.status_code < 500, where
        unsound = (400,) if "%00" in (made.url or "") else ()  # refused before it is asked who sends it
        if not role:
            assert answer.status_code in (401, 404, 405, 422, *unsound), where
        elif not open_to:
            assert answer.status_code in (403, 404, 405, 422, *unsound), where
        if answer.status_code >= 400 and answer.status_code != 405:
            assert answer.headers["content-type"] == "application/problem+json", where
        case.validate_response(answer, checks=CHECKS)

    return ask


@pytest.mark.parametrize(
    ("login", "path", "sent", "status"),
    [
        ("clerk", "/api/v1/exceptions/5693922/take-over", {"words": "0"}, 404),
        ("clerk", "/exceptions/5693922/stay", None, 404),
    ],
)
def test_what_made_up_requests_found_stays_mended(
    client: Callable[[str], TestClient], login: str, path: str, sent: object, status: int
) -> None:
    answer = client(login).post(path, json=sent)
    assert answer.status_code == status, answer.text
