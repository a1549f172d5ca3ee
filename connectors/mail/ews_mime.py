"""The MIME of Exchange items, decoded as it arrives: an answer of a hundred megabytes never lies in memory as text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from exchangelib.errors import MalformedResponseError
from exchangelib.fields import FieldPath
from exchangelib.items import ID_ONLY, Message
from exchangelib.services import GetItem
from exchangelib.util import TNS

_START = re.compile(rb"<(?:\w+:)?MimeContent(?:\s[^>]*[^/>])?>")
_SPACE = b" \t\r\n"
_BLOCK = 1 << 18


class MimeStrainer:
    """Takes the MIME out of an XML stream into `contents` and lets the rest pass, with the content's place instead.

    >>> strainer = MimeStrainer()
    >>> b"".join(strainer([b"<a><t:MimeCon", b"tent>aGVs", b"bG8=</t:MimeContent></a>"]))
    b'<a><t:MimeContent>0</t:MimeContent></a>'
    >>> strainer.contents
    [b'hello']
    """

    def __init__(self) -> None:
        self.contents: list[bytes] = []
        self._decoded: bytearray | None = None
        self._odd = b""

    def __call__(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The stream without MIME. Raises ValueError where the content is not base64."""
        held = b""
        for block in blocks:
            held += block
            while True:
                passed, held, more = self._outside(held) if self._decoded is None else self._inside(held)
                yield passed
                if not more:
                    break
        yield held

    def _outside(self, held: bytes) -> tuple[bytes, bytes, bool]:
        found = _START.search(held)
        if found:
            self._decoded, self._odd = bytearray(), b""
            return held[: found.end()], held[found.end() :], True
        cut = held.rfind(b"<")  # a tag may go on in the next block
        return (held, b"", False) if cut < 0 else (held[:cut], held[cut:], False)

    def _inside(self, held: bytes) -> tuple[bytes, bytes, bool]:
        assert self._decoded is not None
        end = held.find(b"<")
        text = self._odd + (held if end < 0 else held[:end]).translate(None, _SPACE)
        whole = len(text) if end >= 0 else len(text) // 4 * 4
        self._odd = text[whole:]
        self._decoded += base64.b64decode(text[:whole], validate=True)
        if end < 0:
            return b"", b"", False
        self.contents.append(bytes(self._decoded))
        self._decoded = None
        return b"%d" % (len(self.contents) - 1), held[end:], True


class GetMime(GetItem):  # type: ignore[misc]
    """GetItem whose answer is strained: each item is the place of its MIME in `contents`."""

    def __init__(self, account: Any) -> None:
        super().__init__(account=account)
        self.streaming = True
        self._strainer: MimeStrainer = MimeStrainer()

    def fetch(self, ids: Sequence[tuple[str, str]]) -> list[bytes | Exception]:
        """The MIME of each item in order, or why there is none. Asked once; raises what exchangelib raises."""
        wanted = {FieldPath(field=Message.get_field_by_fieldname("mime_content"))}
        try:
            found = list(self.call(items=ids, additional_fields=wanted, shape=ID_ONLY))
        finally:
            self.stop_streaming()
        return [self._content(one) for one in found]

    def _elem_to_obj(self, elem: Any) -> str:
        return str(elem.findtext(f"{{{TNS}}}MimeContent") or "")

    def _content(self, place: str | Exception) -> bytes | Exception:
        if isinstance(place, Exception):
            return place
        nothing: Exception = MalformedResponseError("it came without content")
        return self._strainer.contents[int(place)] if place else nothing

    def _get_soap_parts(self, response: Any) -> Any:  # type: ignore[override, unused-ignore]
        return GetItem._get_soap_parts(_Strained(response, self._strainer))


class _Strained:
    """A response as exchangelib's parser reads it."""

    def __init__(self, response: Any, strainer: MimeStrainer) -> None:
        self._response, self._strainer = response, strainer

    def iter_content(self) -> Iterator[bytes]:
        try:
            yield from self._strainer(self._response.iter_content(_BLOCK))
        except binascii.Error as error:
            raise MalformedResponseError(f"an item's content is not base64 ({error})") from error


__all__ = ["GetMime", "MimeStrainer"]
