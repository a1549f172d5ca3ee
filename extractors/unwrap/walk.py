"""The walk through a message: every file in it, nested as deeply as the limits allow, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from documents.errors import UnreadableError
from documents.kinds import Reason
from extractors.source import Media
from extractors.unwrap.archive import gunzip, unzip
from extractors.unwrap.budget import BombError, Budget
from extractors.unwrap.envelopes import MailInside, mailbox, outlook, signed_mail, winmail
from extractors.unwrap.leaf import Body, Leaf
from extractors.unwrap.mime import content_of, ids_shown, is_body, is_returned, media_of, part_name, utf8
from extractors.unwrap.names import file_name, safe, unique
from extractors.unwrap.parse import parse_mail

_LETTER = {Media.EML, Media.MSG, Media.MBOX}
_ARCHIVES = {Media.ZIP, Media.GZIP, Media.TNEF, Media.P7M}
_SUFFIX = re.compile(r"\.(gz|gzip)$", re.IGNORECASE)


class Walk:
    """Gathers `leaves` and `bodies` of one message."""

    def __init__(self, budget: Budget) -> None:
        self.leaves: list[Leaf] = []
        self.bodies: list[Body] = []
        self._budget = budget
        self._paths: set[str] = set()

    def message(self, message: Message, prefix: str = "", *, returned: bool = False) -> None:
        """All parts of a mail, the mails inside it included."""
        shown, subject = ids_shown(message), str(message.get("subject", ""))
        for part, back in self._parts(message, returned=returned):
            if isinstance(part.get_payload(), list):
                self._nested(part, prefix, returned=back)
            elif is_body(part):
                self.bodies.append(Body(f"{prefix}body", utf8(part), media_of(part, content_of(part)), subject))
            else:
                content = content_of(part)
                if not content.strip() and not file_name(part):
                    continue  # nothing, and not even called anything
                name = part_name(part, content)
                where = Leaf("", b"", Media.UNKNOWN, part.get_content_type(), _content_id(part) in shown, back)
                self.file(content, name, prefix, where)

    def file(self, data: bytes, name: str, prefix: str = "", where: Leaf | None = None) -> None:
        """One file: opened if it holds others, else a leaf."""
        where = where or Leaf("", b"", Media.UNKNOWN)
        path = unique(prefix + (safe(name, folders=bool(prefix)) or "unnamed"), self._paths)
        self._paths.add(path)
        media = media_of(None, data, name)
        begun = len(self.leaves), len(self.bodies)
        try:
            self._budget.take(len(data))
            if not self._opened(data, path, media, where):
                self._keep(path, data, media, where)
        except BombError as error:
            if not self._budget.outermost:
                raise
            del self.leaves[begun[0] :], self.bodies[begun[1] :]
            self._keep(path, data, media, where, failure=Reason.BOMB, note=error.sentence)
        except UnreadableError as error:
            self._keep(path, data, media, where, failure=Reason(error.code), note=error.sentence)

    def _opened(self, data: bytes, path: str, media: Media, where: Leaf) -> bool:
        if media in _LETTER:
            with self._budget.restored_on_bomb(), self._budget.deeper():
                for name, message in _letters(data, media):
                    self.message(message, f"{path}/{name}", returned=where.returned)
            return True
        if media not in _ARCHIVES:
            return False
        with self._budget.restored_on_bomb(), self._budget.deeper():
            return self._archive(data, path, media, where)

    def _archive(self, data: bytes, path: str, media: Media, where: Leaf) -> bool:
        if media is Media.P7M:
            inside = signed_mail(data)
            if inside is None:
                return False  # a signed document, not a signed mail: its format module opens it
            self.message(inside, f"{path}/", returned=where.returned)
            return True
        for name, content in self._members(data, path, media):
            if isinstance(content, MailInside):
                self.bodies.append(Body(f"{path}/body", content.data, content.media))
            else:
                self.file(content, name, f"{path}/", Leaf("", b"", Media.UNKNOWN, returned=where.returned))
        return True

    def _members(self, data: bytes, path: str, media: Media) -> Iterator[tuple[str, bytes | MailInside]]:
        if media is Media.ZIP:
            yield from unzip(data, self._budget)
        elif media is Media.GZIP:
            yield _SUFFIX.sub("", path.rpartition("/")[2]), gunzip(data, self._budget)
        else:
            yield from winmail(data)

    def _parts(self, message: Message, *, returned: bool) -> Iterator[tuple[Message, bool]]:
        """The leaves of a MIME tree, and whether a bounce brought them back; nested mails are leaves here."""
        payload = message.get_payload()
        if not isinstance(payload, list) or message.get_content_maintype() == "message":
            yield message, returned
            return
        back = returned or is_returned(message)
        for part in payload:
            if isinstance(part, Message):
                yield from self._parts(part, returned=back)

    def _nested(self, part: Message, prefix: str, *, returned: bool) -> None:
        """A mail inside a mail (message/rfc822); a delivery status holds header blocks, no mail."""
        inside = [one for one in part.get_payload() if isinstance(one, Message)]
        if part.get_content_type() not in ("message/rfc822", "message/global", "message/news") or not inside:
            return
        path = unique(prefix + safe(part_name(part, b"")), self._paths)
        self._paths.add(path)
        self._budget.take(0)
        with self._budget.deeper():
            self.message(inside[0], f"{path}/", returned=returned)

    def _keep(
        self, path: str, data: bytes, media: Media, where: Leaf, failure: Reason | None = None, note: str = ""
    ) -> None:
        kept = replace(where, path=path, data=data, media=media, failure=failure, note=note)
        self.leaves.append(kept)


def _letters(data: bytes, media: Media) -> Iterator[tuple[str, Message]]:
    if media is Media.MSG:
        yield "", outlook(data)
    elif media is Media.MBOX:
        for number, letter in enumerate(mailbox(data), start=1):
            yield f"{number}.eml/", parse_mail(letter)
    else:
        yield "", parse_mail(data)


def _content_id(part: Message) -> str:
    return str(part.get("content-id", "")).strip().strip("<>").lower() or "-"


__all__ = ["Walk"]
