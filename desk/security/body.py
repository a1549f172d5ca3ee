"""The size of a request: what is too large is refused before it arrives, where it says so, or on its way."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.failures import respond

ORDINARY: Final = 1_000_000
LARGEST: Final = 64_000_000
"""Bytes of an ordinary form or resource, and of a request to a module that says `TAKES_FILES = True`."""


class BodyLimit:
    """ASGI middleware: the large limit for the paths that take files, the ordinary one for all others."""

    def __init__(self, app: ASGIApp, *, uploads: Collection[re.Pattern[str]]) -> None:
        self._ordinary = RequestBodyLimitMiddleware(app, ORDINARY)
        self._large = RequestBodyLimitMiddleware(app, LARGEST)
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        takes_files = scope["type"] == "http" and any(path.match(scope["path"]) for path in self._uploads)
        limited = self._large if takes_files else self._ordinary
        if scope["type"] == "http" and _announced(request := Request(scope)) > limited.max_body_size:
            sentence = f"this is too large: at most {limited.max_body_size // 1_000_000} MB are taken here"
            await respond(request, 413, sentence, "too-large")(scope, receive, send)
            return
        await limited(scope, receive, send)


def _announced(request: Request) -> int:
    """The bytes that a request says it has; 0 where it does not say."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isdecimal() else 0


__all__ = ["LARGEST", "ORDINARY", "BodyLimit"]
