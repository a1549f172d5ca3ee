"""What a mail is when it brings no document: an automatic answer, a bounce, a newsletter."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from email.message import Message
from functools import cache
from importlib import resources

from documents.kinds import Reason
from documents.own_mail import OWN_NOTICE
from extractors.unwrap.header import texts
from extractors.unwrap.mime import is_returned
from extractors.unwrap.unwrapped import MessageFacts

_BULK = ("bulk", "list", "junk")


@cache
def words(group: str) -> tuple[str, ...]:
    """The word list of that name in words.toml."""
    table = tomllib.loads(resources.files("extractors.unwrap").joinpath("words.toml").read_text(encoding="utf-8"))
    return tuple(table[group])


def reason_of(message: Message, facts: MessageFacts) -> Reason:
    """Why a mail without a document is ignored."""
    if is_bounce(message, facts):
        return Reason.BOUNCE
    if _is_auto_reply(message, facts):
        return Reason.AUTO_REPLY
    return Reason.NEWSLETTER if _is_newsletter(message) else Reason.NO_DOCUMENT


def is_bounce(message: Message, facts: MessageFacts) -> bool:
    """A report that a mail of ours was not delivered (RFC 3464), or one that says so in older words."""
    if is_returned(message):
        return "disposition" not in str(message.get_param("report-type", "")).lower()
    if next(texts(message, "x-failed-recipients"), "") or _message_class(message).startswith("report."):
        return True
    nobody = next(texts(message, "return-path"), "").strip() == "<>"
    daemon = facts.sender.partition("@")[0] in words("bounce_sender")
    return (nobody or daemon) and _starts(facts.subject, words("bounce_subject"))


def is_own(message: Message) -> bool:
    """A notice or letter of our own that came back: answering it, or reading it, would go round in a circle."""
    return any(True for _ in texts(message, OWN_NOTICE.lower()))


def is_automatic(message: Message, facts: MessageFacts) -> bool:
    """Whether no person wrote a mail, so that nobody reads an answer (RFC 3834, 2): answered by a machine, made by
    one, sent to a list or in bulk, or from an address that takes no mail."""
    submitted = next(texts(message, "auto-submitted"), "no").partition(";")[0].strip().lower()
    nobody = next(texts(message, "return-path"), "").strip() == "<>"
    deaf = facts.sender.partition("@")[0].replace("-", "").replace("_", "") in (
        "noreply",
        "donotreply",
        "nepasrepondre",
    )
    return (
        submitted != "no" or nobody or deaf or _is_newsletter(message) or is_bounce(message, facts)
        or _is_auto_reply(message, facts)
    )  # fmt: skip


def _is_auto_reply(message: Message, facts: MessageFacts) -> bool:
    """RFC 3834's header, what older mailers write instead, and subjects."""
    submitted = next(texts(message, "auto-submitted"), "").strip().lower()
    older = any(next(texts(message, name), "") for name in ("x-autoreply", "x-autorespond", "x-autoresponder"))
    return (
        submitted.startswith("auto-replied") or older or is_own(message) or is_returned(message)
        or _precedence(message) == "auto_reply" or "oof" in _message_class(message)
        or _starts(facts.subject, words("auto_reply"))
    )  # fmt: skip


def _is_newsletter(message: Message) -> bool:
    lists = any(next(texts(message, name), "") for name in ("list-unsubscribe", "list-id", "list-post"))
    return lists or _precedence(message) in _BULK


def _precedence(message: Message) -> str:
    return next(texts(message, "precedence"), "").strip().lower()


def _message_class(message: Message) -> str:
    return next(texts(message, "x-message-class"), "").strip().lower()


def _starts(subject: str, beginnings: Sequence[str]) -> bool:
    return subject.lower().startswith(tuple(beginnings))


__all__ = ["is_automatic", "is_bounce", "is_own", "reason_of", "words"]
