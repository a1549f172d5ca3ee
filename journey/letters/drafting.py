"""Drafting: the letter is written, archived and entered as a document of our own, all at once; nobody gets it yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.case import Case
from documents.draft import Draft
from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Kind, Outcome, Role
from documents.lifecycle import State
from documents.measures import Box
from journey.amended import amended
from journey.archive.search import entry
from journey.letters.addressee import Addressee, addressee
from journey.letters.contents import Contents, contents, disputed
from journey.letters.marking import Marker, enclosures, places
from journey.letters.paper import LETTERHEAD, Enclosed, paper
from journey.letters.wording import LANGUAGES, OTHERWISE, Wording, clean, wording
from journey.queue.duties import Actor, registered
from journey.readers import open_readers
from journey.shift import Shift
from journey.verdicts.replay import case_of
from storage import Unit
from storage.encoding import canonical, digest
from storage.records import Document, Letter, MessageFacts, NewDocument, NewLetter, NewMessage, NewPart, StoredVerdict

ACCOUNT = "letters"
"""Under this account our own letters are in custody."""
WRITERS = (Role.CLERK, Role.BUYER, Role.RECEIVING, Role.QUALITY, Role.APPROVER)
"""The roles that write to suppliers."""
_OPEN = (State.HELD, State.WAITING, State.REJECTED)


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a letter is drafted from."""

    document: Document
    draft: Draft
    stored: StoredVerdict
    case: Case
    to: Addressee


def draft(
    shift: Shift, document_id: int, who: Actor, readers: Marker | None = None, *, language: str | None = None,
    remark: str = "",
) -> Letter:  # fmt: skip
    """A letter to the supplier about what a document's newest verdict disputes, in the document's language or another.
    The same again gives the letter that was drafted before. `readers` draw the pages; without them some are started.

    Raises WrongUseError where there is nothing to dispute, NotAllowedError for a role that writes no letters."""
    with shift.workspace.look() as unit:
        require_writer(unit, shift, who)
        matter = _matter(unit, document_id)
    words = wording(language or _language(matter))
    written = "\n".join(filter(None, (clean(line) for line in remark.splitlines())))
    sender = next(iter(shift.settings.buyer_names), "")
    said = contents(matter.case, matter.stored.verdict.findings, words, shift.as_of, sender, written)
    key = digest(canonical([document_id, matter.stored.id, words.language, said.plain(), matter.to.address]).encode())
    with shift.workspace.look() as unit:
        present = unit.letters.of_key(key)
    if present is not None:
        return present
    data = _made(shift, matter, said, words, readers)
    sha256 = shift.workspace.archive.put(data)
    return shift.workspace.run(lambda unit: _keep(unit, shift, matter, said, words, who, key, sha256, len(data)))


def require_writer(unit: Unit, shift: Shift, who: Actor) -> None:
    """Raise NotAllowedError unless somebody may write to suppliers."""
    actor = registered(unit, who, shift.as_of)
    if actor.role not in WRITERS:
        raise NotAllowedError(f"{actor.role.value} writes no letters to suppliers: ask a clerk or a buyer")


def _matter(unit: Unit, document_id: int) -> _Matter:
    document, stored = unit.custody.document(document_id), unit.verdicts.latest(document_id)
    if stored is None or document.state not in _OPEN:
        raise WrongUseError(f"document {document_id} is {document.state.value}: there is nothing to dispute")
    read = amended(document.draft, unit.resolutions.of(document_id))
    case = case_of(stored)
    facts = unit.custody.message(document.message).facts
    return _Matter(document, read, stored, case, addressee(facts, case.supplier, stored.verdict.findings))


def _language(matter: _Matter) -> str:
    """The document's language, else the one that the supplier is known to speak."""
    supplier = matter.case.supplier
    said = (matter.draft.language, supplier.language if supplier else None)
    return next((one for one in said if one in LANGUAGES), OTHERWISE)


def _made(shift: Shift, matter: _Matter, said: Contents, words: Wording, readers: Marker | None) -> bytes:
    marks = places(matter.draft, disputed(matter.stored.verdict.findings, words))
    enclosed = _enclosed(shift, matter, marks, readers) if marks else ()
    own = shift.settings.home / LETTERHEAD
    return paper(said, words, enclosed, shift.workspace.clock(), own if own.is_file() else None)


def _enclosed(
    shift: Shift, matter: _Matter, marks: Mapping[int, Sequence[Box]], readers: Marker | None
) -> tuple[Enclosed, ...]:  # fmt: skip
    if readers is not None:
        return enclosures(shift, readers, matter.document, marks)
    with open_readers(shift, 1) as pool:
        return enclosures(shift, pool, matter.document, marks)


def _keep(
    unit: Unit, shift: Shift, matter: _Matter, said: Contents, words: Wording, who: Actor, key: str, sha256: str,
    size: int,
) -> Letter:  # fmt: skip
    present = unit.letters.of_key(key)
    if present is not None:
        return present
    filed = _file(unit, shift, matter, said, words, sha256, size)
    new = NewLetter(
        document=matter.document.id, verdict=matter.stored.id, key=key, language=words.language,
        recipient=matter.to.address, subject=said.subject, body=said.plain(), sha256=sha256, filed_as=filed.id,
        drafted_by=who.name, answers=matter.to.answers,
    )  # fmt: skip
    return unit.letters.add(new)


def _file(
    unit: Unit, shift: Shift, matter: _Matter, said: Contents, words: Wording, sha256: str, size: int
) -> Document:  # fmt: skip
    """The letter in custody as a document of our own: found by its words, kept as long as any other."""
    name = f"letter-{matter.document.id}-{sha256[:12]}.docx"
    facts = MessageFacts(subject=said.subject, arrived=shift.as_of)
    message = unit.custody.seal(NewMessage(ACCOUNT, name, sha256, size, facts))
    unit.custody.add_parts(message.id, [NewPart(name, sha256, size, "docx", Outcome.CONSUMED)])
    text = f"{said.subject}\n\n{said.plain()}"
    written = Draft(Kind.OTHER, {}, part=name, language=words.language, medium="docx", text=text)
    document = unit.custody.add_document(
        message.id, NewDocument(((sha256, ""),), written, (name,), matter.document.supplier)
    )
    unit.search.index(entry(document.id, written, matter.document.supplier))
    unit.custody.conclude(message.id, Outcome.CONSUMED)
    return unit.custody.move(document.id, State.FILED, because=f"letter about document {matter.document.id}")


__all__ = ["ACCOUNT", "WRITERS", "draft", "require_writer"]
