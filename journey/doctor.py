"""Doctor: is the workspace sound, and does the machine give the readers their guards?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from documents.errors import UnreadableError, WrongUseError
from extractors.pages import second_reader, tessdata
from extractors.pages.ocr import TESSERACT_CODES
from extractors.sandbox import describe_guards
from journey.letters.wording import LANGUAGES
from journey.notices.book import book_of
from journey.queue.hours import timetable
from journey.shift import Shift

Grade: TypeAlias = Literal["good", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: a warning is the operator's to weigh, a fault is wrong."""

    name: str
    grade: Grade
    sentence: str


def examine(shift: Shift) -> list[Check]:
    """Look at everything; takes some seconds, as the readers are made to try what a hostile document would."""
    return [*_custody(shift), *_settings(shift), *_notices(shift), *_guards(shift), *_scans(shift), _python()]


def _custody(shift: Shift) -> Iterator[Check]:
    with shift.workspace.look() as unit:
        balance = unit.custody.balance()
        entries, ledger = unit.audit.verify(), unit.ledger.faults()
        head, _ = unit.audit.head()
        unposted = (*unit.postings.unfinished(), *unit.cancellations.unfinished())
    mails, documents = balance.messages["total"], balance.documents["total"]
    told = f"the sums balance: {mails} mails, {balance.parts['total']} parts, {documents} documents"
    yield _sound("custody", balance.faults, told)
    yield _sound("audit log", entries, f"{head} entries, an unbroken chain")
    yield _sound("ledger", ledger, "every receipt line's account is the sum of its entries")
    if balance.messages.get("open"):
        yield Check("mails", "warning", f"{balance.messages['open']} mails have no outcome yet: run again")
    if unposted:
        yield Check("postings", "warning", f"{len(unposted)} postings are not finished: run again")


def _sound(name: str, faults: tuple[str, ...], otherwise: str) -> Check:
    return Check(name, "fault", "; ".join(faults)) if faults else Check(name, "good", otherwise)


def _settings(shift: Shift) -> Iterator[Check]:
    said = shift.settings
    if not (said.buyer_names or said.buyer_vat_ids or said.buyer_domains):
        yield Check("buyer", "warning", f"{said.home / 'settings.toml'} does not say who the buyer is")
    with shift.workspace.look() as unit:
        counts = unit.masters.counts()
    empty = [name for name in ("supplier", "purchase_order", "receipt") if not counts.get(name)]
    if empty:
        yield Check("masters", "warning", f"there is no {' and no '.join(empty)} yet: see `tallymark import`")


def _notices(shift: Shift) -> Iterator[Check]:
    """Whether what is told to people can be told."""
    try:
        book_of(shift.settings.home)
        timetable(shift.settings.home)
    except WrongUseError as error:
        yield Check("notices", "fault", error.sentence)
    with shift.workspace.look() as unit:
        counts = unit.outbox.counts()
    if counts.get("failed"):
        yield Check("outbox", "warning", f"{counts['failed']} notices or letters were refused: `tallymark outbox list`")


def _guards(shift: Shift) -> Iterator[Check]:
    for guard in describe_guards(shift.workspace.home):
        yield Check(f"guard: {guard.name}", "good" if guard.holds else "warning", guard.sentence)


def _scans(shift: Shift) -> Iterator[Check]:
    """Whether scans in all our languages can be read, and by the second reader where it is switched on."""
    wanted = {*(TESSERACT_CODES[language] for language in LANGUAGES), "osd"}
    try:
        missing = sorted(wanted - tessdata.installed())
    except UnreadableError as error:
        yield Check("languages of OCR", "warning", error.sentence)
        return
    lacking = f"Tesseract lacks {', '.join(missing)}: `make setup` installs its languages"
    told = f"Tesseract reads {', '.join(LANGUAGES)}"
    yield Check("languages of OCR", "warning" if missing else "good", lacking if missing else told)
    if shift.settings.second_reader:
        there = second_reader.installed()
        word = "is installed" if there else "is switched on and not installed: see docs/operations.md"
        yield Check("second reader", "good" if there else "warning", f"RapidOCR {word}")


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", "good" if sys.version_info >= (3, 11) else "fault", f"Python {version}")


__all__ = ["Check", "Grade", "examine"]
