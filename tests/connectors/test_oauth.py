"""Tokens of an application: given, or refused with the platform's own words, and the secret is never shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.mail import oauth
from connectors.mail.oauth import AppLogin, app_token
from connectors.mail.source import MailboxError

LOGIN = AppLogin("factory.example", "app-1", "hunter2")


class Platform:
    """What msal answers."""

    def __init__(self, answer: Callable[[], dict[str, str]]) -> None:
        self._answer = answer

    def acquire_token_for_client(self, scopes: list[str]) -> dict[str, str]:
        assert scopes == ["scope"]
        return self._answer()


def answering(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], Any]) -> None:
    monkeypatch.setattr(oauth, "_application", lambda login: Platform(answer))


def unreachable() -> dict[str, str]:
    raise ConnectionError("no route")


def test_a_token_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, lambda: {"access_token": "t"})
    assert app_token(LOGIN, "scope") == "t"


@pytest.mark.parametrize(
    ("answer", "sentence", "retryable"),
    [
        (lambda: {"error": "invalid_client", "error_description": "AADSTS7000215\nTrace"}, "AADSTS7000215$", False),
        (lambda: {"error": "invalid_client"}, "refuses app-1 of factory.example: invalid_client", False),
        (unreachable, "gives no token for app-1", True),
    ],
)
def test_a_refusal_is_told(
    monkeypatch: pytest.MonkeyPatch, answer: Callable[[], Any], sentence: str, retryable: bool
) -> None:
    answering(monkeypatch, answer)
    with pytest.raises(MailboxError, match=sentence) as caught:
        app_token(LOGIN, "scope")
    assert caught.value.retryable is retryable
    assert "hunter2" not in caught.value.sentence + repr(LOGIN)
