"""An OpenID Connect provider on loopback, in a thread: code flow with PKCE, one user, and lies on command.

with provider() as one:
    one.user = {"sub": "7", "preferred_username": "ida", "groups": ["ap"]}
    one.lie = "nonce"       # what the next answers get wrong: nonce, aud, iss, exp, key, none, issuer
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "tallymark", "a secret of the tests"


@dataclass
class Provider:
    """What the provider knows; tests read and change it."""

    issuer: str = ""
    user: dict[str, Any] = field(default_factory=dict)
    lie: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))

    def described(self) -> dict[str, Any]:
        issuer = "http://127.0.0.1:1/other" if self.lie == "issuer" else self.issuer
        return {
            "issuer": issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
        }  # fmt: skip

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes with its code; the user says yes at once."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """An id token for a code, once, to whoever proves to have asked for it."""
        began = self.codes.pop(asked.get("code", ""), None)
        challenge = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        proved = began is not None and authorization == f"Basic {basic}"
        if not proved or began is None or began["code_challenge"] != _unpadded(challenge):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(began["nonce"])}

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            **self.user,
        }
        lies: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "another"}, "aud": {"aud": "another"}, "iss": {"iss": "http://other.example"},
            "exp": {"exp": now - 3600, "iat": now - 7200},
        }  # fmt: skip
        claims |= lies.get(self.lie, {})
        if self.lie == "none":
            header = _unpadded(json.dumps({"alg": "none", "kid": "1"}).encode())
            return f"{header}.{_unpadded(json.dumps(claims).encode())}."
        key = self.other if self.lie == "key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that serves while the context lasts."""
    one = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(one))
    server.daemon_threads = True
    one.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield one
    server.shutdown()
    server.server_close()


def _handler(one: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            one.asked.append(parts.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self._answer(302, {}, Location=one.authorize(asked))
            elif parts.path == "/jwks":
                self._answer(200, {"keys": [one.key.as_dict(private=False)]})
            else:
                self._answer(200, one.described())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*one.token(asked, self.headers.get("Authorization", "")))

        def _answer(self, status: int, body: dict[str, Any], **headers: str) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            more = {"Content-Type": "application/json", "Content-Length": str(len(data))} | headers
            for name, value in more.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests read what the provider knows."""

    return Handler


def _unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


__all__ = ["CLIENT", "SECRET", "Provider", "provider"]
