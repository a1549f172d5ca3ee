"""Rendering: a template becomes a page, or the part of it that htmx asks for."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from desk.office import office_of
from desk.security import cookies
from desk.spelling import FILTERS
from desk.static_files import StaticFiles
from desk.visit import Visit

TEMPLATES: Final = Path(__file__).parent / "templates"
_SAID: Final = "tallymark-said"
_TITLES: Final = {
    400: "This cannot be done", 403: "Not allowed", 404: "Not found", 409: "Changed meanwhile", 413: "Too large",
    422: "Not understood", 429: "Too many attempts", 500: "Something went wrong", 503: "Busy just now",
}  # fmt: skip
"""What a failure's page is headed with."""


def templates(static: StaticFiles) -> Environment:
    """The desk's templates: everything escaped, a name that is not given is a failure."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    environment.globals["static"] = static.address
    environment.filters.update(FILTERS)
    return environment


def page(
    request: Request, visit: Visit, template: str, *, fragment: str | None = None, status: int = 200,
    said: str | None = None, headers: dict[str, str] | None = None, **facts: Any,
) -> HTMLResponse:  # fmt: skip
    """A page of the desk. With `fragment`, htmx is given that block of the template only. `said` is told to the
    person as a passing note. Templates see `visit`, `person`, `csrf`, `here` (the path) and the facts."""
    known = _known(request, visit, said) | facts
    found = visit.office.templates.get_template(template)
    if fragment is not None and is_partial(request):
        text = "".join(found.blocks[fragment](found.new_context(known)))
    else:
        text = found.render(known)
    response = HTMLResponse(text, status, headers)
    if _SAID in request.cookies:
        response.delete_cookie(_SAID, path="/")
    return response


def public_page(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page for somebody who is not signed in; its forms are proved by a cookie that a guest is given."""
    office = office_of(request)
    secret = cookies.secret_of(request, office.settings)
    guest = secret or cookies.new_secret()
    known = {"csrf": cookies.csrf_of(guest), "here": request.url.path, "visit": None, "person": None, **facts}
    response = HTMLResponse(office.templates.get_template(template).render(known), status)
    if secret is None:
        cookies.keep(response, office.settings, guest)
    return response


def redirect(request: Request, path: str, said: str = "") -> Response:
    """Go on to another page of ours after an act, where `said` is told as a passing note."""
    response: Response
    if request.headers.get("hx-request"):
        response = Response(status_code=200, headers={"hx-redirect": path})
    else:
        response = RedirectResponse(path, 303)
    if said:
        https = cookies.is_https(office_of(request).settings)
        response.set_cookie(_SAID, quote(said[:400]), max_age=60, httponly=True, samesite="lax", secure=https)
    return response


def is_partial(request: Request) -> bool:
    """True if htmx asks for a part of a page; a restored or boosted one needs the whole."""
    asked = request.headers
    whole = asked.get("hx-history-restore-request") or asked.get("hx-boosted") or asked.get("hx-request-type") == "full"
    return bool(asked.get("hx-request")) and not whole


def failure(request: Request, status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    """A failure for a person: a page, or for htmx an alert in place."""
    template = "failure-part.html" if is_partial(request) else "failure.html"
    facts = {"title": _TITLES.get(status) or HTTPStatus(status).phrase, "sentence": sentence}
    response = public_page(request, template, status=status, **facts)
    response.headers.update(headers or {})
    if is_partial(request):
        response.headers.update({"hx-retarget": "#alerts", "hx-reswap": "innerHTML"})
    return response


def _known(request: Request, visit: Visit, said: str | None) -> dict[str, Any]:
    told = said or unquote(request.cookies.get(_SAID, ""))
    return {
        "visit": visit, "person": visit.person, "csrf": visit.csrf, "here": request.url.path, "said": told[:400],
        "request": request,
    }  # fmt: skip


__all__ = ["failure", "is_partial", "page", "public_page", "redirect", "templates"]
