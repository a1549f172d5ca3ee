"""Sign-in and sign-out, and the page behind a link that sets a password once."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from desk.office import office_of
from desk.rendering import public_page, redirect
from desk.security import cookies
from desk.visit import Visited, visitor_of
from documents.errors import NotAllowedError, TallymarkError, WrongUseError
from journey.people import invite, signing_in

PUBLIC = True
router = APIRouter()
Text = Annotated[str, Form()]


@router.get("/login")
def login_form(request: Request, next: str = "/") -> Response:
    """The sign-in."""
    return _form(request, next)


@router.post("/login")
def login(request: Request, username: Text, password: Text, next: Text = "/") -> Response:
    """Sign in, with a new session whatever cookie came; then to the page that was wanted."""
    office = office_of(request)
    try:
        _, secret = signing_in.sign_in(office.shift(), username, password, visitor_of(request))
    except (NotAllowedError, signing_in.TooManyAttemptsError) as error:
        status = 429 if error.retryable else 401
        return _form(request, next, status, error.sentence)
    response = redirect(request, own_path(next))
    cookies.keep(response, office.settings, secret)
    return response


@router.post("/logout")
def logout(request: Request, visit: Visited) -> Response:
    """Sign out: the session ends and the cookie goes."""
    if visit.session is not None:
        signing_in.sign_out(visit.shift, visit.session)
    response = redirect(request, "/login")
    cookies.forget(response, visit.office.settings)
    return response


@router.get(invite.PATH + "{secret}")
def set_password_form(request: Request, secret: str) -> Response:
    """The page behind a link that sets a password once."""
    with office_of(request).workspace.look() as unit:
        person = invite.invited(unit, secret)
    return public_page(request, "set_password.html", status=200 if person else 404, whose=person, wrong=None)


@router.post(invite.PATH + "{secret}")
def set_password(request: Request, secret: str, password: Text, again: Text) -> Response:
    """Set the password, then sign in with it."""
    office = office_of(request)
    try:
        if password != again:
            raise WrongUseError("the two passwords differ: type the same twice")
        person = invite.set_password(office.shift(), secret, password)
    except TallymarkError as error:
        with office.workspace.look() as unit:
            whose = invite.invited(unit, secret)
        return public_page(request, "set_password.html", status=400, whose=whose, wrong=error.sentence)
    response = redirect(request, "/")
    visitor = visitor_of(request)
    cookies.keep(response, office.settings, signing_in.open_session(office.shift(), person.login, visitor, "link"))
    return response


def _form(request: Request, wanted: str, status: int = 200, wrong: str | None = None) -> Response:
    provided = office_of(request).settings.oidc_issuer is not None
    facts = {"next": own_path(wanted), "wrong": wrong, "provided": provided}
    return public_page(request, "login.html", status=status, **facts)


def own_path(path: str) -> str:
    """A path of this desk; whatever else was asked for leads home, so that no link leads elsewhere through us.

    >>> own_path("/queue?mine=1"), own_path("//evil.example/"), own_path("https://evil.example"), own_path("/\\\\x")
    ('/queue?mine=1', '/', '/', '/')
    """
    parts = urlsplit(path) if path.isprintable() else None
    ours = parts is not None and not parts.scheme and not parts.netloc
    return path if ours and path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path else "/"


__all__ = ["PUBLIC", "login", "own_path", "router"]
