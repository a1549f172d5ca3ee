"""What becomes of each file of a mail: a candidate to be read, ignored, or quarantined, always with why."""

from __future__ import annotations

from collections.abc import Sequence

from documents.kinds import Outcome, Reason
from extractors.source import Media
from extractors.unwrap.budget import BombError, Budget
from extractors.unwrap.covering import document_in, looks_like_document
from extractors.unwrap.leaf import Body, Leaf
from extractors.unwrap.soundness import fault_of, picture_size
from extractors.unwrap.unwrapped import Part

_SIGNATURES = ("pkcs7-signature", "pgp-signature", "pgp-keys", "pgp-encrypted", "pkix-cert")
_CARDS = ("vcf", "vcard", "p7s", "asc", "sig", "cer", "crt", "ics", "vcs")
_OFFICE = ("doc", "xls", "rtf", "odt", "ods", "xlsb")
_FOREIGN_ARCHIVES = {b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!\x1a\x07": "rar", b"\xfd7zXZ\0": "xz", b"BZh": "bzip2"}
_ALWAYS = frozenset(
    {
        Media.PDF,
        Media.TIFF,
        Media.XML,
        Media.DOCX,
        Media.XLSX,
        Media.DOC,
        Media.CSV,
        Media.EDIFACT,
        Media.X12,
        Media.P7M,
    }
)
_TINY_SIDE, _TINY_AREA = 200, 90_000
_PAGE_SIDE = 800


def judge(leaves: Sequence[Leaf], bodies: Sequence[Body], budget: Budget) -> tuple[Part, ...]:
    """The parts in the order of the mail; the mail's own text is one only if nothing else is a document."""
    parts = [_part(leaf, budget) for leaf in leaves]
    if not any(part.fate is Outcome.CONSUMED for part in parts):
        parts = [_pasted(part, leaf, budget) for part, leaf in zip(parts, leaves, strict=True)]
    if not any(part.fate is Outcome.CONSUMED for part in parts) and (body := document_in(bodies)):
        parts.append(Part(body.path, body.data, body.media))
    return tuple(parts)


def _part(leaf: Leaf, budget: Budget) -> Part:
    if leaf.failure is not None:
        return Part(leaf.path, leaf.data, leaf.media, leaf.failure.outcome, leaf.failure, leaf.note)
    if leaf.returned:
        return _ignored(leaf, "returned mail", Reason.BOUNCE)
    if fault := fault_of(leaf.data, leaf.media, leaf.path, budget):
        picture = leaf.media.image and leaf.shown and fault[0] is Reason.CORRUPT
        if not picture:
            return Part(leaf.path, leaf.data, leaf.media, fault[0].outcome, *fault)
    if not leaf.alone and (why := _why_not(leaf)):
        return _ignored(leaf, why)
    if fault := _not_what_it_says(leaf):
        return Part(leaf.path, leaf.data, leaf.media, fault[0].outcome, *fault)
    return Part(leaf.path, leaf.data, leaf.media)


def _why_not(leaf: Leaf) -> str:
    """Why a file is no document, in a word or two; "" if it may be one."""
    suffix = leaf.path.rpartition(".")[2].lower()
    if any(kind in leaf.declared for kind in _SIGNATURES):
        return "signature"
    if leaf.media is Media.ICS or suffix in _CARDS:
        return "card or calendar"
    if leaf.media.image:
        return _why_no_scan(leaf)
    if leaf.media in (Media.HTML, Media.TEXT):
        return "" if looks_like_document(leaf.data, leaf.media) else "no document"
    if leaf.media in _ALWAYS:
        return ""
    return "" if _said_to_be_document(leaf) else "unknown format"


def _why_no_scan(leaf: Leaf) -> str:
    size = picture_size(leaf.data)
    if leaf.shown or size is None:
        return "logo"
    tiny = min(size) < _TINY_SIDE or size[0] * size[1] < _TINY_AREA
    return "logo" if tiny and leaf.media is not Media.TIFF else ""


def _said_to_be_document(leaf: Leaf) -> bool:
    suffix = leaf.path.rpartition(".")[2].lower()
    foreign = leaf.data.startswith(tuple(_FOREIGN_ARCHIVES))
    return suffix in ("pdf", *_OFFICE) or leaf.declared == "application/pdf" or foreign


def _not_what_it_says(leaf: Leaf) -> tuple[Reason, str] | None:
    """A file that calls itself a PDF and is none, or an archive that we do not open: a person must look."""
    for magic, name in _FOREIGN_ARCHIVES.items():
        if leaf.data.startswith(magic):
            return Reason.CORRUPT, f"this is a {name} archive, which is not opened here; ask the sender for a zip"
    if leaf.media in (Media.UNKNOWN, Media.TEXT) and (leaf.path.lower().endswith(".pdf") or "pdf" in leaf.declared):
        return Reason.CORRUPT, "this file is called a PDF and is none; ask the sender for it again"
    return None


def _pasted(part: Part, leaf: Leaf, budget: Budget) -> Part:
    """A page-sized picture pasted into the text counts where the mail brings nothing else."""
    if part.note != "logo" or not leaf.shown:
        return part
    try:
        size = picture_size(leaf.data)
    except BombError:
        return part
    if size is None or min(size) < _PAGE_SIDE or fault_of(leaf.data, leaf.media, leaf.path, budget):
        return part
    return Part(leaf.path, leaf.data, leaf.media, note="pasted into the text")


def _ignored(leaf: Leaf, note: str, reason: Reason = Reason.NO_DOCUMENT) -> Part:
    return Part(leaf.path, leaf.data, leaf.media, Outcome.IGNORED, reason, note)


__all__ = ["judge"]
