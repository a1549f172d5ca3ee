"""The one cookie: a random secret. Of somebody signed in its hash is a session; of a guest it only proves that a
form came from our own page. At sign-in it is always made anew, so that no planted one becomes a session."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from fastapi import Request, Response

from journey.people.secrets import new_secret
from journey.settings import Settings

_NAME: Final = "tallymark"
_LONGEST: Final = 128
FIELD: Final = "csrf"
"""The hidden field of every form."""

HEADER: Final = "x-csrf-token"
"""The same for requests by script."""


def is_https(settings: Settings) -> bool:
    """True if browsers see the desk over TLS; then its cookie is bound to it."""
    return (settings.desk_url or "").startswith("https://")


def name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to TLS; over plain loopback browsers refuse that name."""
    return f"__Host-{_NAME}" if is_https(settings) else _NAME


def secret_of(request: Request, settings: Settings) -> str | None:
    """The secret that a request brings, or None."""
    found = request.cookies.get(name(settings))
    return found if found and len(found) <= _LONGEST else None


def keep(response: Response, settings: Settings, secret: str) -> None:
    """Give the browser a secret to keep until it is closed."""
    response.set_cookie(name(settings), secret, httponly=True, samesite="lax", path="/", secure=is_https(settings))


def forget(response: Response, settings: Settings) -> None:
    """Take it back."""
    response.delete_cookie(name(settings), httponly=True, samesite="lax", path="/", secure=is_https(settings))


def csrf_of(secret: str) -> str:
    """The token that a form must bring, derived from the cookie: whoever cannot read the page cannot know it."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def genuine(secret: str, given: str) -> bool:
    """True if a form brought the token of its cookie."""
    return hmac.compare_digest(csrf_of(secret).encode(), given.encode())


__all__ = ["FIELD", "HEADER", "csrf_of", "forget", "genuine", "is_https", "keep", "name", "new_secret", "secret_of"]
