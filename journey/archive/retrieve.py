"""Retrieve: an archived original for a person, the access logged before the bytes leave."""

from __future__ import annotations

from journey.shift import Shift
from storage.errors import NotFoundError


def original(shift: Shift, document_id: int, actor: str, because: str, file: int = 1) -> tuple[str, bytes]:
    """The file that a document was read from: a safe name, and its bytes as received. Of a document over several
    files, `file` is which one, counted from 1.

    Raises NotFoundError if there is no such document or file, DamagedError if its bytes are not those received.
    """
    with shift.workspace.look() as unit:
        document, seen = unit.custody.document(document_id), unit.custody.sightings(document_id)
    if not 1 <= file <= len(document.key):
        raise NotFoundError(f"document {document_id} is made of {len(document.key)} files: there is no file {file}")
    path, sha256 = document.draft.pieces[file - 1][0] or seen[0].path, document.key[file - 1][0]
    return safe(path, document_id), shift.workspace.fetch(sha256, actor, f"document {document_id}: {because}")


def safe(path: str, document_id: int) -> str:
    """The last name of a path inside a mail, without anything that a file system or a shell could take amiss.

    >>> safe("a.zip/../R 17;.pdf", 4), safe("x/..", 4)
    ('R_17_.pdf', 'document-4')
    """
    name = path.rsplit("/", 1)[-1]
    kept = "".join(sign if sign.isalnum() or sign in ".-_" else "_" for sign in name).lstrip(".")
    return kept if kept.strip("._-") else f"document-{document_id}"


__all__ = ["original", "safe"]
