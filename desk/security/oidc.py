"""Sign-in by an OpenID Connect provider: authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0,
RFC 7636). Authlib speaks the protocol, joserfc proves the signature.

Only the issuer of the settings is ever asked, and what its own description names; no redirect is followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from connectors.mail.secrets import secret
from documents.errors import NotAllowedError, TallymarkError, WrongUseError
from journey.people.provider import Claims
from journey.settings import Settings

SIGNATURES: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
"""Never `none`, never one with a shared secret."""

_SECONDS: Final = 10
_LEEWAY: Final = 60
_DESCRIPTION: Final = "/.well-known/openid-configuration"
_NEEDED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class ProviderError(TallymarkError):
    """The identity provider does not answer, or not as it should."""

    code = "identity-provider"
    retryable = True


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider of the settings, as its own description has it."""

    settings: Settings
    redirect_uri: str
    described: Mapping[str, Any]

    @classmethod
    def of(cls, settings: Settings, redirect_uri: str) -> Provider:
        """Ask the issuer for its description. Raises ProviderError, WrongUseError for settings that cannot be."""
        issuer = _secure(settings.oidc_issuer or "", "oidc_issuer")
        described = _fetched(issuer.rstrip("/") + _DESCRIPTION)
        if described.get("issuer") != issuer or not all(isinstance(described.get(name), str) for name in _NEEDED):
            raise ProviderError("the identity provider describes itself as another one: check oidc_issuer")
        for name in _NEEDED:
            _secure(described[name], name)
        return cls(settings, redirect_uri, described)

    def asks(self, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent to."""
        endpoint = self.described["authorization_endpoint"]
        url, _ = self._session().create_authorization_url(endpoint, state=state, nonce=nonce, code_verifier=verifier)
        return str(url)

    def answers(self, code: str, nonce: str, verifier: str) -> Claims:
        """The claims for which a code stands, proved. Raises NotAllowedError where they are not, ProviderError."""
        try:
            told = self._session().fetch_token(
                self.described["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier,
                timeout=_SECONDS, allow_redirects=False,
            )  # fmt: skip
            keys = KeySet.import_key_set(_fetched(self.described["jwks_uri"]))  # type: ignore[arg-type]
            token = jwt.decode(told["id_token"], keys, algorithms=list(SIGNATURES))
            self._rules(nonce).validate(token.claims)
        except (RequestException, ValueError, KeyError) as error:
            raise ProviderError("the identity provider did not answer as it should: try again") from error
        except (AuthlibBaseError, JoseError) as error:
            raise NotAllowedError(
                "the identity provider's answer is not proved: start again from the sign-in"
            ) from error
        return self._claims(token.claims)

    def _rules(self, nonce: str) -> jwt.JWTClaimsRegistry:
        said = self.settings
        return jwt.JWTClaimsRegistry(
            leeway=_LEEWAY, iss={"essential": True, "value": self.described["issuer"]},
            aud={"essential": True, "value": said.oidc_client_id}, sub={"essential": True},
            exp={"essential": True}, iat={"essential": True}, nonce={"essential": True, "value": nonce},
        )  # fmt: skip

    def _claims(self, claims: Mapping[str, Any]) -> Claims:
        groups = claims.get(self.settings.oidc_groups_claim) or []
        named = [groups] if isinstance(groups, str) else [one for one in groups if isinstance(one, str)]
        login = str(claims.get(self.settings.oidc_login_claim) or "")
        name = str(claims.get("name") or login)[:100]
        if claims.get("azp", self.settings.oidc_client_id) != self.settings.oidc_client_id:
            raise NotAllowedError("the identity provider's answer is for another program")
        return Claims(str(claims["iss"]), str(claims["sub"]), login, name, tuple(named))

    def _session(self) -> OAuth2Session:
        said = self.settings
        hidden = secret(said.oidc_client_secret, "oidc_client_secret") if said.oidc_client_secret else None
        method = "client_secret_basic" if hidden else "none"
        return OAuth2Session(
            said.oidc_client_id, hidden, scope="openid profile", redirect_uri=self.redirect_uri,
            token_endpoint_auth_method=method, code_challenge_method="S256",
        )  # fmt: skip


def _fetched(url: str) -> dict[str, Any]:
    """A JSON object at an address of the provider."""
    try:
        answer = OAuth2Session().get(url, timeout=_SECONDS, allow_redirects=False, withhold_token=True)
        found = answer.json() if answer.status_code == 200 else None
    except (RequestException, ValueError) as error:
        raise ProviderError("the identity provider does not answer: try again, or sign in with a password") from error
    if not isinstance(found, dict):
        raise ProviderError("the identity provider did not answer as it should: try again")
    return found


def _secure(url: str, what: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return url
    raise WrongUseError(f"{what} must be an https address")


__all__ = ["SIGNATURES", "Provider", "ProviderError"]
