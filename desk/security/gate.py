"""The gate: what changes something must come from our own pages, whoever sends it.

Two locks: the browser's own word where a request comes from (Sec-Fetch-Site, Origin), and a token that only
our pages know. A program with a bearer token has no cookie that another site could abuse and needs neither.
"""

from __future__ import annotations

from typing import Final

from fastapi import Request

from desk.failures import SignInNeededError
from desk.office import office_of
from desk.security import cookies
from documents.errors import NotAllowedError, WrongUseError
from storage.errors import NotFoundError

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
API: Final = "/api/"
_SIGN_IN: Final = "/login"
_LONGEST_NUMBER: Final = 18
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


async def gate(request: Request) -> None:
    """Refuse an unsafe request that does not come from our own pages; a dependency of the whole desk."""
    _sound(request)
    if request.method in SAFE or bearer_of(request) is not None:
        return
    _same_site(request)
    secret = cookies.secret_of(request, office_of(request).settings)
    if secret is None and _signs_in_without_browser(request):
        return
    if secret is None and request.url.path.startswith(API):
        raise SignInNeededError
    if secret is None or not cookies.genuine(secret, await _given(request)):
        raise NotAllowedError("this form is too old or not ours: load the page again, then send it again")


def bearer_of(request: Request) -> str | None:
    """The bearer token of a request to the programming interface; pages know none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" and request.url.path.startswith(API) else None


def _sound(request: Request) -> None:
    """Refuse what no page and no program of ours sends and no database takes: NUL, numbers beyond 64 bits."""
    for value in request.path_params.values():
        if len(str(value)) > _LONGEST_NUMBER and str(value).lstrip("+-").isdigit():
            raise NotFoundError("there is no such record")
    if any("\0" in value for value in (*map(str, request.path_params.values()), *request.query_params.values())):
        raise WrongUseError("an address holds no NUL character")


def _same_site(request: Request) -> None:
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    if site not in ("same-origin", "none") or (origin is not None and origin not in _origins(request)):
        raise NotAllowedError("this request comes from another site: open the desk and do it there")


def _signs_in_without_browser(request: Request) -> bool:
    """True for a script that signs in: no browser sends a form to another site without saying from where, and there
    is no session yet that could be abused."""
    said = ("origin", "sec-fetch-site", "referer", "cookie")
    return request.url.path == _SIGN_IN and not any(name in request.headers for name in said)


def _origins(request: Request) -> tuple[str, ...]:
    said = office_of(request).settings.desk_url
    return (said.rstrip("/"),) if said else (f"{request.url.scheme}://{request.headers.get('host', '')}",)


async def _given(request: Request) -> str:
    header = request.headers.get(cookies.HEADER)
    if header is not None:
        return header
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() not in _FORMS:
        return ""
    form = await request.form()
    if any("\0" in value for value in form.values() if isinstance(value, str)):
        raise WrongUseError("a form holds no NUL character")
    field = form.get(cookies.FIELD)
    return field if isinstance(field, str) else ""


__all__ = ["API", "SAFE", "bearer_of", "gate"]
