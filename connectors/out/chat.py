"""Notices into Slack and Teams by incoming webhooks: one POST, to the host that the operator named and no other.

A webhook's address is looked up once, every address found must be a public one (unless the operator allows
its own network), and the connection goes to the address that was judged, so that a second look-up cannot
lead elsewhere (DNS rebinding). No redirect is followed, no proxy of the environment is used.

Sources: Slack, "Sending messages using incoming webhooks"; Microsoft, "Create incoming webhooks with Workflows".
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import httpx

from connectors.mail.secrets import secret
from connectors.out.book import Chat, ChatKind
from connectors.out.failure import NotSentError

_PASSING: Final = (408, 425, 429)
_LONGEST: Final = 3000


def post(chat: Chat, name: str, subject: str, body: str, trust: ssl.SSLContext | None = None) -> None:
    """Tell a chat something. Raises NotSentError: `retryable` for 429, 5xx and a lost connection."""
    url = secret(chat.url, f"chat.{name}.url")
    host, address = judged(url, private=chat.private)
    parts = urlsplit(url)
    shown = f"[{address}]" if ":" in address else address
    place = urlunsplit((parts.scheme, f"{shown}:{_port(url)}", parts.path, parts.query, ""))
    try:
        with httpx.Client(
            timeout=chat.timeout, follow_redirects=False, trust_env=False, verify=trust or ssl.create_default_context()
        ) as client:  # fmt: skip
            answer = client.post(
                place, json=payload(chat.kind, subject, body), headers={"Host": parts.netloc.rpartition("@")[2]},
                extensions={"sni_hostname": host},
            )  # fmt: skip
    except httpx.HTTPError as error:
        # The address itself is a secret: the library's sentence may hold it.
        raise NotSentError(f"the chat {name} at {host} cannot be reached ({type(error).__name__})") from error
    _judge(answer, name, host)


def payload(kind: ChatKind, subject: str, body: str) -> dict[str, Any]:
    """What the webhook takes. Text of documents stays text: no mention, no link, no mark-up comes of it.

    >>> payload(ChatKind.SLACK, "A & B", "<!channel>")["text"]
    '*A &amp; B*\\n&lt;!channel&gt;'
    """
    cut = body[:_LONGEST]
    if kind is ChatKind.SLACK:
        return {"text": f"*{_slack(subject)}*\n{_slack(cut)}", "mrkdwn": True, "unfurl_links": False}
    runs = [{"type": "TextRun", "text": subject, "weight": "Bolder"}]
    blocks = [{"type": "RichTextBlock", "inlines": runs}]
    blocks += [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line}]} for line in cut.splitlines()]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
        "body": blocks,
    }  # fmt: skip
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def judged(url: str, *, private: bool) -> tuple[str, str]:
    """Host and address of a webhook. Raises NotSentError for anything but https to a public address; with
    `private`, any https, and http to this machine."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if not host or parts.scheme not in ("https", "http"):
        raise _refused("the webhook's address is no https address")
    found = _addresses(host, _port(url))
    if parts.scheme == "http" and not (private and all(one.is_loopback for one in found)):
        raise _refused(f"the webhook at {host} is not protected: use https")
    closed = [one for one in found if not one.is_global or one.is_multicast]
    if closed and not private:
        raise _refused(
            f"the webhook's host {host} leads into a private network ({closed[0]}): set private = true if it is yours"
        )
    return host, str(found[0])


def _addresses(host: str, port: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NotSentError(f"there is no host {host}: check the webhook's address") from error
    found = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in told]
    return [_inner(one) for one in found]


def _inner(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 one stands for, if it does: it is judged, and connected to, as such."""
    inner = getattr(found, "ipv4_mapped", None)
    return inner if isinstance(inner, ipaddress.IPv4Address) else found


def _port(url: str) -> int:
    parts = urlsplit(url)
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise _refused("the webhook's address has no proper port") from error


def _judge(answer: httpx.Response, name: str, host: str) -> None:
    code = answer.status_code
    if answer.is_success:
        return
    if answer.is_redirect:
        raise _refused(f"the chat {name} at {host} leads elsewhere ({code}): give the webhook's own address")
    passing = code in _PASSING or answer.is_server_error
    raise NotSentError(f"the chat {name} at {host} said {code}: is the webhook still there?", retryable=passing)


def _refused(sentence: str) -> NotSentError:
    return NotSentError(sentence, retryable=False)


def _slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


__all__ = ["judged", "payload", "post"]
