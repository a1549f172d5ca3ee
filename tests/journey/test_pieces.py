"""Pages that belong otherwise: joined and divided by a person, with no page lost and the ledger balanced."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from connectors.mail.folder import FolderSource
from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from documents.lifecycle import State
from documents.people import Person
from extractors.sandbox import ReaderPool
from journey.batch import process
from journey.clearing.pieces import ranges_of, repage
from journey.threads import Threads
from samples import draw, facts, make
from storage.verification import verify_all

CLERK = Person("ida", "Ida", frozenset({Role.CLERK}))


def merged(*files: bytes) -> bytes:
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    for data in files:
        writer.append(io.BytesIO(data))
    writer.write(out)
    return out.getvalue()


def test_pages_are_joined_and_divided_and_nothing_is_lost(office: Any, tmp_path: Path) -> None:
    mailbox = tmp_path / "mailbox"
    mailbox.mkdir()
    stack = merged(draw.pdf(facts.DEAR), draw.pdf(facts.SHORT))
    (mailbox / "1.eml").write_bytes(
        make.mail(facts.BRABANT, "Fri, 08 May 2026", "Two", "Two invoices\n", {"two.pdf": stack})
    )  # fmt: skip
    with office.open() as shift, ReaderPool(size=1) as readers:
        process(shift, readers, FolderSource(mailbox), Threads(1), lambda *_: None)
        first, second = 1, 2
        with pytest.raises(NotAllowedError):
            repage(shift, readers, Person("tess", "T", frozenset({Role.TREASURY})), [first], [(1, 1)], "why")
        for documents, ranges, said in (
            ([first], [(1, 2)], "pages 1"), ([first, second], [(1, 1)], "pages 1, 2"),
            ([first, second], [(1, 2), (2, 2)], "one only"), ([first], [(1, 1)], "say why"),
        ):  # fmt: skip
            with pytest.raises(WrongUseError, match=said):
                repage(shift, readers, CLERK, documents, ranges, "" if said == "say why" else "one paper")
        [joined] = repage(shift, readers, CLERK, [first, second], [(1, 2)], "one paper")
        again = repage(shift, readers, CLERK, [joined.id], [(1, 1), (2, 2)], "two papers after all")
        with shift.workspace.look() as unit:
            states = [unit.custody.document(number).state for number in (joined.id, *(one.id for one in again))]
            numbers = [one.number for one in again]
            trail = unit.audit.entries(f"document:{joined.id}", "document:divided")
        assert states[0] is State.IGNORED
        assert State.IGNORED not in states[1:]
        assert numbers == ["260533", "PCT-70418"]
        assert trail[0].because == "two papers after all"
        assert verify_all(shift.workspace).faultless


@pytest.mark.parametrize("text", ["", "x", "2-1", "0-1", "1-", "1-2-3", ","])
def test_ranges_are_written_as_people_write_them(text: str) -> None:
    with pytest.raises(WrongUseError):
        ranges_of(text)
    assert ranges_of("1 - 2; 3,4") == ((1, 2), (3, 3), (4, 4))
