"""Tokens of Microsoft's identity platform for a program that acts by itself (client credentials, RFC 6749 4.4)."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from connectors.mail.source import MailboxError

AUTHORITY = "https://login.microsoftonline.com"


@dataclass(frozen=True, slots=True)
class AppLogin:
    """A registered application: tenant (id or domain), its id and its secret."""

    tenant: str
    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"AppLogin({self.client_id} of {self.tenant})"  # never the secret


def app_token(login: AppLogin, scope: str) -> str:
    """An access token, from memory while it is good. Raises MailboxError with the platform's own words."""
    try:
        answer: dict[str, Any] = _application(login).acquire_token_for_client(scopes=[scope])
    except (OSError, ValueError) as error:  # msal raises ValueError for an unknown tenant, OSError for no connection
        raise MailboxError(f"{AUTHORITY} gives no token for {login.client_id} of {login.tenant}: {error}") from error
    if "access_token" not in answer:
        said = str(answer.get("error_description") or answer.get("error")).splitlines()[0]
        raise MailboxError(f"{AUTHORITY} refuses {login.client_id} of {login.tenant}: {said}", retryable=False)
    return str(answer["access_token"])


@cache
def _application(login: AppLogin) -> Any:
    msal = importlib.import_module("msal")  # slow to import, and only these accounts need it
    return msal.ConfidentialClientApplication(
        login.client_id, authority=f"{AUTHORITY}/{login.tenant}", client_credential=login.client_secret
    )


__all__ = ["AUTHORITY", "AppLogin", "app_token"]
