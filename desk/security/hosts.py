"""Known hosts: a request for another name than ours is refused, so that no forged Host comes into a link, and no
name that was rebound to loopback (DNS rebinding) reaches the desk."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.failures import respond

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


class KnownHosts:
    """ASGI middleware: the host of `desk_url`, or loopback's names."""

    def __init__(self, app: ASGIApp, *, desk_url: str | None) -> None:
        self._app = app
        named = urlsplit(desk_url).hostname if desk_url else None
        self._known = (*LOOPBACK, named) if named else LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            if _name(request.headers.get("host", "")) not in self._known:
                answer = respond(request, 421, "this host name is not the desk's: see desk_url", "unknown-host")
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _name(host: str) -> str:
    """The host without its port."""
    name, _, port = host.casefold().rpartition(":")
    return name if name and port.isdecimal() and (name.startswith("[") or ":" not in name) else host.casefold()


__all__ = ["LOOPBACK", "KnownHosts"]
