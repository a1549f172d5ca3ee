"""The size of a request: more than its path may take is refused while it arrives, not after."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

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
        await (self._large if takes_files else self._ordinary)(scope, receive, send)


__all__ = ["LARGEST", "ORDINARY", "BodyLimit"]
