"""The facts of a mail's header, read tolerantly: real headers break every rule of RFC 5322."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message

import authres

from extractors.unwrap.names import as_text, decode_words
from extractors.unwrap.unwrapped import MessageFacts

_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
_DMARC_FAIL = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]*|\r|\n")


def facts_of(message: Message) -> MessageFacts:
    """What the header says; whatever cannot be read is empty or None."""
    sender = next(texts(message, "from"), "") or next(texts(message, "sender"), "")
    address = _ADDRESS.findall(sender)
    sent = _instant(next(texts(message, "date"), ""))
    results = list(texts(message, "authentication-results"))
    return MessageFacts(
        message_id=next(texts(message, "message-id"), "").strip(),
        sender=address[-1].lower().rstrip(".") if address else "",
        sender_name=_display_name(sender),
        subject=" ".join(next(texts(message, "subject"), "").split()),
        sent=sent,
        arrived=_arrived(message) or sent,
        dmarc_failed=any(_DMARC_FAIL.search(result) for result in results),
        authentication=_authentication(results[0]) if results else None,
    )


def texts(message: Message, name: str) -> Iterator[str]:
    """Every header of that name, unfolded and decoded, topmost first."""
    for key, value in message.raw_items():
        if key.lower() == name:
            yield decode_words(_FOLD.sub(" ", as_text(str(value))))


def _arrived(message: Message) -> datetime | None:
    """The newest Received header stands on top; its instant comes after the last semicolon (RFC 5321, 4.4)."""
    stamps = (_instant(trace.rpartition(";")[2]) for trace in texts(message, "received"))
    return next((stamp for stamp in stamps if stamp), None)


def _instant(text: str) -> datetime | None:
    """An instant in UTC; a date without a zone counts as UTC."""
    try:
        read = email.utils.parsedate_to_datetime(text.strip())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _display_name(sender: str) -> str:
    before = sender.partition("<")[0].strip().strip("\"'").strip()
    return "" if "@" in before and "<" not in sender else before


def _authentication(result: str) -> tuple[str, str] | None:
    """(authserv-id, dmarc result) of one header; a malformed one proves nothing (RFC 8601)."""
    try:
        parsed = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {result}")
    except (authres.AuthResError, ValueError, IndexError, TypeError, AttributeError):
        return None
    found = [one.result for one in parsed.results if one.method == "dmarc"]
    return str(parsed.authserv_id).lower(), str(found[0]).lower() if len(found) == 1 else "none"


__all__ = ["facts_of", "texts"]
