"""Failures at the edge of the desk: one sentence for a person, problem+json (RFC 9457) for a program."""

from __future__ import annotations

import logging
import time
import traceback
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from documents.errors import TallymarkError

STATUS: Final = {
    "not-found": 404, "not-allowed": 403, "stale": 409, "wrong-use": 400, "illegal-transition": 409,
    "storage-busy": 503, "archive-full": 507, "too-many-attempts": 429, "over-allocated": 409, "policy": 400,
    "identity-provider": 502,
}  # fmt: skip
"""Statuses by the code of a failure; 500 for all others."""

_API: Final = "/api/"


class SignInNeededError(Exception):
    """Nobody is signed in: pages lead to the sign-in, programs are told 401."""


def add_to(app: FastAPI) -> None:
    """Register what answers to failures."""
    app.add_exception_handler(SignInNeededError, _sign_in)
    app.add_exception_handler(TallymarkError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


class LastNet:
    """ASGI middleware: whatever comes, an answer in our own shape, and the details in the workspace's logs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            request = Request(scope)
            answer = respond(request, 500, f"{type(error).__name__} was not foreseen: {_report(request)}", "unforeseen")
            await answer(scope, receive, send)


def respond(
    request: Request, status: int, sentence: str, code: str, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """A failure as its reader needs it: a page, a part of a page for htmx, or problem+json below /api/."""
    from desk.rendering import failure

    if request.url.path.startswith(_API):
        title = HTTPStatus(status).phrase
        body = {"type": "about:blank", "title": title, "status": status, "detail": sentence, "code": code, **more}
        return JSONResponse(body, status, headers, media_type="application/problem+json")
    return failure(request, status, sentence, headers)


async def _sign_in(request: Request, _: Exception) -> Response:
    if request.url.path.startswith(_API):
        sentence = "nobody is signed in here: sign in again; a program sends its token as `Authorization: Bearer …`"
        return respond(request, 401, sentence, "sign-in-needed", {"www-authenticate": "Bearer"})
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    to = f"/login?next={quote(wanted, safe='')}" if request.method == "GET" and wanted != "/" else "/login"
    if request.headers.get("hx-request"):
        page = urlsplit(request.headers.get("hx-current-url", ""))
        back = page.path + (f"?{page.query}" if page.query else "")
        return Response(
            status_code=401, headers={"hx-redirect": f"/login?next={quote(back, safe='')}" if back else "/login"}
        )
    return RedirectResponse(to, 303)


async def _told(request: Request, error: Exception) -> Response:
    failed = error if isinstance(error, TallymarkError) else TallymarkError(str(error))
    status = STATUS.get(failed.code, 500)
    if status == 500:
        logging.getLogger("desk").error("%s %s: %s", request.method, request.url.path, failed.sentence)
    headers = {"retry-after": "5"} if failed.retryable else None
    return respond(request, status, failed.sentence, failed.code, headers)


async def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    faults = [{"field": ".".join(map(str, one["loc"][1:])), "fault": str(one["msg"])} for one in found]
    sentence = "; ".join(f"{one['field']}: {one['fault']}" if one["field"] else one["fault"] for one in faults)
    return respond(request, 422, sentence or "the request is not understood", "invalid", faults=faults)


async def _http(request: Request, error: Exception) -> Response:
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    sentences = {404: "there is no such page", 405: "this page does not take that request", 413: "this is too large"}
    sentence = sentences.get(status) or str(getattr(error, "detail", ""))
    return respond(request, status, sentence, "http", dict(headers) if headers else None)


def _report(request: Request) -> str:
    """Where the traceback was written, as a sentence; the address's query is left out, it may hold a secret."""
    logs = request.app.state.office.settings.home / "logs"
    path = logs / f"failure-{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 1_000_000}.txt"
    path.write_text(f"{request.method} {request.url.path}\n{traceback.format_exc()}", encoding="utf-8")
    return f"the details are in logs/{path.name} of the workspace"


__all__ = ["STATUS", "LastNet", "SignInNeededError", "add_to", "respond"]
