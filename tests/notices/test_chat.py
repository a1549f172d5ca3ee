"""Chats: a POST to the host that the operator named, and to no other whatever a name or an answer leads to."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.out.book import Chat, ChatKind
from connectors.out.chat import judged, payload, post
from connectors.out.failure import NotSentError
from journey.notices.sending import send_due
from storage.records import Channel, NewOutgoing, OutgoingKind, OutgoingState


def chat(kind: ChatKind = ChatKind.SLACK, *, private: bool = True) -> Chat:
    return Chat(kind=kind, url="env:HOOK", private=private, timeout=5)


@pytest.fixture
def at(hook: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("HOOK", hook.url)
    return hook


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """From now on every name has these addresses, one a look-up where there are several; the names asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if not str(host)[-1:].isalpha():
            return real(host, port, *more, **named)
        asked.append(str(host))
        return real(addresses[min(len(asked), len(addresses)) - 1], port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_slack_and_teams_get_plain_text(at: Any) -> None:
    for kind in ChatKind:
        post(chat(kind), "ap", "Bank account: invoice 7 of A & B", "<!channel> [x](http://evil.example)\nsecond line")
    slack, teams = at.told
    assert (
        slack["text"]
        == "*Bank account: invoice 7 of A &amp; B*\n&lt;!channel&gt; [x](http://evil.example)\nsecond line"
    )
    blocks = teams["attachments"][0]["content"]["body"]
    assert {block["type"] for block in blocks} == {"RichTextBlock"}
    assert [run["text"] for block in blocks for run in block["inlines"]][1:] == [
        "<!channel> [x](http://evil.example)", "second line",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "retryable"), [(429, True), (500, True), (503, True), (404, False), (403, False), (410, False)]
)
def test_which_answers_are_worth_another_try(code: int, retryable: bool, at: Any) -> None:
    at.answers = [code]
    with pytest.raises(NotSentError, match=f"said {code}") as refused:
        post(chat(), "ap", "a", "b")
    assert refused.value.retryable is retryable
    assert "secret-token" not in refused.value.sentence


def test_a_redirect_is_not_followed(at: Any) -> None:
    at.answers = [302]
    with pytest.raises(NotSentError, match="leads elsewhere") as refused:
        post(chat(), "ap", "a", "b")
    assert (refused.value.retryable, len(at.told)) == (False, 1)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "169.254.169.254", "10.1.2.3", "192.168.0.9", "172.16.0.1", "0.0.0.0", "100.64.0.1", "::1",
     "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "224.0.0.1", "255.255.255.255"],
)  # fmt: skip
def test_a_name_that_leads_into_a_private_network_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, address)
    with pytest.raises(NotSentError, match="private network") as refused:
        judged("https://hooks.chat.example/T1", private=False)
    assert refused.value.retryable is False


@pytest.mark.parametrize(
    "url",
    ["http://hooks.chat.example/T1", "file:///etc/passwd", "gopher://127.0.0.1/x", "hooks.chat.example", "https://",
     "https://hooks.chat.example:99999/"],
)  # fmt: skip
def test_what_is_no_https_address_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "93.184.216.34")
    with pytest.raises(NotSentError):
        judged(url, private=False)


def test_numbers_in_disguise_are_refused_as_what_they_are() -> None:
    for host in ("2130706433", "0x7f.1", "127.1", "[::ffff:7f00:1]"):
        with pytest.raises(NotSentError):
            judged(f"https://{host}/hook", private=False)


def test_the_address_that_was_judged_is_the_one_connected_to(at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    port = at.server.server_address[1]
    monkeypatch.setenv("HOOK", f"http://hooks.chat.example:{port}/hook")
    asked = resolving(monkeypatch, "127.0.0.1", "169.254.169.254")
    post(chat(), "ap", "a", "b")
    assert asked == ["hooks.chat.example"]
    assert at.hosts == [f"hooks.chat.example:{port}"]


def test_the_certificate_must_be_the_named_host_s(
    at: Any, certificate: tuple[Path, Path], trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    at.server.socket = context.wrap_socket(at.server.socket, server_side=True)
    port = at.server.server_address[1]
    monkeypatch.setenv("HOOK", f"https://localhost:{port}/hook")
    post(chat(), "ap", "a", "b", trust)
    assert len(at.told) == 1
    monkeypatch.setenv("HOOK", f"https://127.0.0.1:{port}/hook")
    with pytest.raises(NotSentError, match="cannot be reached"):
        post(chat(), "ap", "a", "b", trust)
    assert len(at.told) == 1


def test_no_proxy_of_the_environment_is_used(at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    post(chat(), "ap", "a", "b")
    assert len(at.told) == 1


def test_a_chat_that_is_busy_is_told_later(desk: Any, at: Any, serving: Callable[..., Any]) -> None:
    desk.says('[chat.money]\nkind = "slack"\nurl = "env:HOOK"\nprivate = true\n')
    new = NewOutgoing("a", OutgoingKind.NOTICE, Channel.CHAT, "money", "Open", "One.", "factory.example")
    gone = NewOutgoing("b", OutgoingKind.NOTICE, Channel.CHAT, "old", "Open", "One.", "factory.example")
    row, other = desk.shift.workspace.run(lambda unit: (unit.outbox.add(new), unit.outbox.add(gone)))
    at.answers = [503]
    done = send_due(desk.shift)
    assert (done.postponed, done.failed) == ([row.id], [other.id])
    desk.clock.on(minutes=1)
    assert send_due(desk.shift).sent == [row.id]
    with desk.shift.workspace.look() as unit:
        assert unit.outbox.get(row.id).state is OutgoingState.SENT
        assert "no chat old" in (unit.outbox.get(other.id).reason or "")


def test_long_texts_are_cut() -> None:
    assert len(payload(ChatKind.SLACK, "a", "b" * 10_000)["text"]) < 3100
