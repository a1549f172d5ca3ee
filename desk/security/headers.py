"""Security headers on every answer, those of failures too.

The policy allows nothing inline: a script that finds its way into a page does not run.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SANDBOX: Final = "sandbox; default-src 'none'"
"""The policy of an original that leaves as a download."""

ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # not no-referrer: browsers then call the origin of our own forms `null`
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
UNLESS_SAID: Final = {"content-security-policy": POLICY, "cache-control": "no-store"}
"""A download says a stricter policy, a static file may be kept."""

_HTTPS_ONLY: Final = "max-age=31536000"


class SecurityHeaders:
    """ASGI middleware, outermost: nothing answers without these headers."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders) -> None:
        for name, value in ALWAYS.items():
            headers[name] = value
        for name, value in UNLESS_SAID.items():
            headers.setdefault(name, value)
        if self._https:
            headers["strict-transport-security"] = _HTTPS_ONLY


__all__ = ["ALWAYS", "POLICY", "SANDBOX", "SecurityHeaders"]
