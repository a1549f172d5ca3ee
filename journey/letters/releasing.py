"""Releasing: a person sends a letter, or puts it aside. What was matched again since it was drafted is not sent."""

from __future__ import annotations

from documents.errors import NotAllowedError, WrongUseError
from journey.letters.addressee import required
from journey.letters.drafting import require_writer
from journey.notices.book import book_of
from journey.queue.duties import Actor
from journey.shift import Shift
from storage import Unit
from storage.errors import StaleError
from storage.records import Channel, Letter, NewOutgoing, OutgoingKind


def release(shift: Shift, letter_id: int, who: Actor, to: str | None = None) -> Letter:
    """Send a drafted letter: it goes into the outbox with its DOCX, in the transaction that notes who sent it. `to` is
    needed where no address was certain. Raises StaleError for a letter that was released or withdrawn already, or
    whose document has another verdict now; WrongUseError without an address or a server for mail."""
    book = book_of(shift.settings.home)
    if book.mail is None:
        raise WrongUseError("notices.toml has no [mail]: write by which server mail leaves, then release the letter")
    return shift.workspace.run(lambda unit: _release(shift, unit, letter_id, who, to, book.domain))


def withdraw(shift: Shift, letter_id: int, who: Actor, reason: str) -> Letter:
    """Put a draft aside for good; it stays in the archive. Raises StaleError if it is no draft any more."""

    def act(unit: Unit) -> Letter:
        require_writer(unit, shift, who)
        return unit.letters.withdraw(letter_id, who.name, who.because(reason))

    return shift.workspace.run(act)


def _release(shift: Shift, unit: Unit, letter_id: int, who: Actor, to: str | None, domain: str) -> Letter:
    require_writer(unit, shift, who)
    letter = unit.letters.get(letter_id)
    newest = unit.verdicts.latest(letter.document)
    if newest is None or newest.id != letter.verdict:
        raise StaleError(f"document {letter.document} was matched again since letter {letter_id}: draft it anew")
    recipient = required(to) if to else letter.recipient
    if recipient is None:
        raise WrongUseError(f"it is not certain where letter {letter_id} goes: say the address, as you know it")
    if recipient.rpartition("@")[2].lower() in {one.lower() for one in shift.settings.buyer_domains}:
        raise NotAllowedError(f"{recipient} is an address of our own: a letter goes to the supplier")
    released = unit.letters.release(letter_id, who.name, recipient)
    answers = letter.answers if recipient == letter.recipient else None
    unit.outbox.add(
        NewOutgoing(
            f"letter/{letter_id}", OutgoingKind.LETTER, Channel.MAIL, recipient, letter.subject, letter.body, domain,
            letter.document, {letter.name: letter.sha256}, answers, urgent=True,
        )
    )  # fmt: skip
    return released


__all__ = ["release", "withdraw"]
