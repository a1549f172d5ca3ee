"""Zip and gzip, opened under limits; names never lead out of the archive, for nothing is written anywhere."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from documents.errors import UnreadableError
from extractors.faults import ARCHIVE_FAULTS
from extractors.unwrap.budget import BombError, Budget
from extractors.unwrap.names import safe

_ENCRYPTED = 0x1
_BLOCK = 1 << 16


def unzip(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """The members as (name, bytes), in the archive's order.

    Raises BombError, and UnreadableError: encrypted (after all passwords), corrupt.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check(members, budget)
            for member in members:
                yield safe(member.filename, folders=True) or "unnamed", _member(archive, member, budget)
    except ARCHIVE_FAULTS as error:
        raise UnreadableError("this archive is damaged; ask the sender for it again", code="corrupt") from error


def check_zip(data: bytes, budget: Budget) -> list[str]:
    """The member names of a zip (a .docx, a .xlsx) that is not unpacked here; raises as `unzip` does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except ARCHIVE_FAULTS as error:
        raise UnreadableError("this file is damaged; ask the sender for it again", code="corrupt") from error
    _check(members, budget)
    return [member.filename for member in members]


def gunzip(data: bytes, budget: Budget) -> bytes:
    """The first member of a gzip file. Raises BombError, UnreadableError (corrupt)."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        content = unpack.decompress(data, budget.left + 1)
    except zlib.error as error:
        raise UnreadableError("this archive is damaged; ask the sender for it again", code="corrupt") from error
    budget.check_ratio(len(data), len(content))
    if not unpack.eof:
        raise UnreadableError("this archive ends too early; ask the sender for it again", code="corrupt")
    return content


def _check(members: list[zipfile.ZipInfo], budget: Budget) -> None:
    if len(members) > budget.limits.parts:
        raise BombError(f"this archive holds {len(members)} files")
    budget.check_ratio(sum(member.compress_size for member in members), sum(member.file_size for member in members))
    for member in members:
        budget.check_ratio(member.compress_size, member.file_size)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> bytes:
    passwords = [None, *(word.encode() for word in budget.limits.passwords)]
    for password in passwords if member.flag_bits & _ENCRYPTED else [None]:
        try:
            return _bounded(archive, member, password)
        except RuntimeError as error:  # how zipfile says that a password is missing or wrong
            refused = error
    raise UnreadableError(
        "this archive needs a password; ask the sender for one without", code="encrypted"
    ) from refused


def _bounded(archive: zipfile.ZipFile, member: zipfile.ZipInfo, password: bytes | None) -> bytes:
    content = bytearray()
    with archive.open(member, pwd=password) as stream:
        while block := stream.read(_BLOCK):
            content += block
            if len(content) > member.file_size:  # it said less than it holds
                raise BombError("this archive lies about its sizes")
    return bytes(content)


__all__ = ["check_zip", "gunzip", "unzip"]
