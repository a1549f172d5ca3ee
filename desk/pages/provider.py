"""Sign-in by an identity provider: there, and back again."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from desk.office import Office, office_of
from desk.pages.login import own_path
from desk.rendering import redirect
from desk.security import cookies
from desk.security.oidc import Provider
from desk.visit import visitor_of
from documents.errors import NotAllowedError
from journey.people.provider import sign_in_by_provider
from journey.people.secrets import hash_of, new_secret
from storage.records.people import Once, Purpose

PUBLIC = True
router = APIRouter(prefix="/login/provider")

_LASTS: Final = timedelta(minutes=10)
_BACK: Final = "/login/provider/done"


@router.get("")
def leave(request: Request, next: str = "/") -> Response:
    """To the provider, with a secret that only this browser can bring back."""
    office = _office(request)
    guest = cookies.secret_of(request, office.settings) or cookies.new_secret()
    state, nonce, verifier = new_secret(), new_secret(), new_secret()
    url = Provider.of(office.settings, _address(request, office)).asks(state, nonce, verifier)
    facts = {"nonce": nonce, "verifier": verifier, "next": own_path(next), "browser": hash_of(guest)}
    office.workspace.run(lambda unit: unit.people.promise(hash_of(state), Purpose.OIDC, _LASTS, facts=facts))
    response = RedirectResponse(url, 303)
    cookies.keep(response, office.settings, guest)
    return response


@router.get("/done")
def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """From the provider: the state is redeemed once, by the browser that left with it."""
    office = _office(request)
    promise = office.workspace.run(lambda unit: unit.people.redeem(hash_of(state), Purpose.OIDC))
    if promise is None or not _same_browser(request, office, promise):
        raise NotAllowedError("this sign-in was not started here, or took too long: start again from the sign-in")
    if error or not code:
        raise NotAllowedError("the identity provider refused the sign-in")
    provider = Provider.of(office.settings, _address(request, office))
    claims = provider.answers(code, str(promise.facts["nonce"]), str(promise.facts["verifier"]))
    secret = sign_in_by_provider(office.shift(), claims, visitor_of(request))
    response = redirect(request, own_path(str(promise.facts["next"])))
    cookies.keep(response, office.settings, secret)
    return response


def _office(request: Request) -> Office:
    office = office_of(request)
    if office.settings.oidc_issuer is None:
        raise HTTPException(404)
    return office


def _same_browser(request: Request, office: Office, promise: Once) -> bool:
    guest = cookies.secret_of(request, office.settings)
    return guest is not None and hash_of(guest) == promise.facts["browser"]


def _address(request: Request, office: Office) -> str:
    """Where the provider sends the browser back to: the desk's own address, the host being proved by then."""
    own = office.settings.desk_url or f"{request.url.scheme}://{request.headers['host']}"
    return own.rstrip("/") + _BACK


__all__ = ["PUBLIC", "router"]
