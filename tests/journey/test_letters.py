"""A letter from its draft to the supplier: arithmetic, language, marked page, archive, release, mail."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from docx import Document
from PIL import Image

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Kind, Role
from documents.lifecycle import State
from documents.supplier import Supplier
from extractors.sandbox import ReaderPool
from journey.letters import draft, release, withdraw
from journey.letters.addressee import Addressee, addressee
from journey.letters.drafting import ACCOUNT
from journey.notices.sending import send_due
from journey.queue.duties import Actor
from journey.resolve import correct
from storage.errors import StaleError
from storage.records import LetterState, MessageFacts
from storage.search import SearchQuery
from storage.verification import verify_all
from tests.notices.conftest import certificate, serving  # noqa: F401 - fixtures

ANNA = Actor("anna", Role.CLERK)
BOOK = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "ap@kiesling-werkzeugbau.example"
"""


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    with ReaderPool(size=1) as pool:
        yield pool


@pytest.fixture
def shift(office: Any) -> Iterator[Any]:
    office.run()
    with office.open() as opened:
        yield opened


def number_of(shift: Any, number: str, state: State = State.HELD) -> int:
    with shift.workspace.look() as unit:
        return next(int(one.id) for one in unit.custody.in_state(state) if one.number == number)


def opened(shift: Any, letter: Any) -> Any:
    return Document(io.BytesIO(shift.workspace.archive.get(letter.sha256)))


def test_a_short_delivery_is_disputed_with_its_arithmetic_and_the_marked_page(shift: Any, readers: ReaderPool) -> None:
    letter = draft(shift, number_of(shift, "PCT-70418"), ANNA, readers)
    assert (letter.language, letter.state) == ("en", LetterState.DRAFT)
    assert letter.recipient == "rechnung@pennine-tools.example"
    assert letter.subject == "Your invoice PCT-70418 of 12 May 2026: differences"
    paper = opened(shift, letter)
    [table] = paper.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["", "Ordered", "Received", "Billed before", "Billed", "Difference"],
        ["Quantity", "30 pieces", "24 pieces", "0 pieces", "30 pieces", "6 pieces"],
        ["Unit price", "6.20 GBP", "", "", "6.20 GBP", ""],
        ["Amount", "", "", "", "186.00 GBP", "37.20 GBP"],
    ]
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "Difference in all: 37.20 GBP" in text
    assert "Pennine Cutting Tools Ltd" in text
    [shape] = paper.inline_shapes
    picture = paper.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].image.blob
    red, green, blue = np.moveaxis(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")), -1, 0)
    assert ((red > 150) & (green < 60) & (blue < 60)).any(), "nothing is marked"
    assert shape._inline.docPr.get("descr") == "The place in your document: Page 1"


SAID = {
    "de": "Differenz insgesamt: 37,20 GBP", "fr": "Écart total : 37,20 GBP", "es": "Diferencia total: 37,20 GBP",
    "it": "Differenza complessiva: 37,20 GBP", "nl": "Verschil in totaal: 37,20 GBP",
    "pt": "Diferença total: 37,20 GBP",
}  # fmt: skip


def test_it_speaks_the_supplier_s_language_or_the_one_asked_for(shift: Any, readers: ReaderPool) -> None:
    own = draft(shift, number_of(shift, "260533"), ANNA, readers)
    assert (own.language, "Verschil in totaal: 22,50 EUR" in own.body) == ("nl", True)
    for language, said in SAID.items():
        letter = draft(shift, number_of(shift, "PCT-70418"), ANNA, readers, language=language)
        assert (letter.language, said in letter.body) == (language, True), letter.body
        assert opened(shift, letter).core_properties.language.startswith(language)


def test_a_copy_is_disputed_as_a_copy_and_nothing_else(shift: Any, readers: ReaderPool) -> None:
    letter = draft(shift, number_of(shift, "NS-26-0412", State.REJECTED), ANNA, readers)
    assert "Dieses Dokument haben Sie uns bereits gesandt: NS-26-0412, 5. Mai 2026." in letter.body
    assert opened(shift, letter).tables == []


def test_what_is_ours_to_settle_is_no_letter(shift: Any, readers: ReaderPool) -> None:
    with pytest.raises(WrongUseError, match=r"nothing to be disputed.*bank-account-changed"):
        draft(shift, number_of(shift, "R-50661"), ANNA, readers)
    with pytest.raises(WrongUseError, match="is filed: there is nothing to dispute"):
        draft(shift, number_of(shift, "NS-26-0455", State.FILED), ANNA, readers)
    with pytest.raises(NotAllowedError, match="compliance writes no letters"):
        draft(shift, number_of(shift, "PCT-70418"), Actor("eve", Role.COMPLIANCE), readers)
    with pytest.raises(WrongUseError, match="no letters in 'xx'"):
        draft(shift, number_of(shift, "PCT-70418"), ANNA, readers, language="xx")


def test_it_is_filed_as_a_document_of_our_own_once(shift: Any, readers: ReaderPool) -> None:
    document = number_of(shift, "PCT-70418")
    first = draft(shift, document, ANNA, readers)
    assert draft(shift, document, Actor("ben", Role.BUYER), readers) == first
    other = draft(shift, document, ANNA, readers, remark="As said on the phone.\n\x00Kind regards")
    assert other.id != first.id
    assert "As said on the phone.\nKind regards" in other.body
    with shift.workspace.look() as unit:
        filed = unit.custody.document(first.filed_as)
        assert (filed.state, filed.kind, filed.key[0][0]) == (State.FILED, Kind.OTHER, first.sha256)
        assert len(unit.custody.messages(ACCOUNT)) == 2
        assert unit.custody.balance().faults == ()
        hits = unit.search.search(SearchQuery(text='"Difference in all"')).hits
        assert {hit.document for hit in hits} == {first.filed_as, other.filed_as}
    assert verify_all(shift.workspace).faultless


def test_a_person_sends_it_and_the_supplier_gets_the_paper(
    shift: Any, readers: ReaderPool, serving: Callable[..., Any]  # noqa: F811
) -> None:  # fmt: skip
    letter = draft(shift, number_of(shift, "PCT-70418"), ANNA, readers)
    with pytest.raises(WrongUseError, match="no \\[mail\\]"):
        release(shift, letter.id, ANNA)
    office_ = serving()
    (shift.settings.home / "notices.toml").write_text(BOOK.format(port=office_.port), encoding="utf-8")
    assert send_due(shift).sent == []
    released = release(shift, letter.id, Actor("ben", Role.BUYER))
    assert (released.state, released.released_by) == (LetterState.RELEASED, "ben")
    with pytest.raises(StaleError, match="is released already"):
        release(shift, letter.id, ANNA)
    send_due(shift)
    [mail] = office_.mails()
    assert (mail["To"], mail["Auto-Submitted"]) == ("rechnung@pennine-tools.example", "auto-generated")
    assert re.fullmatch(r"<\d+@pennine-tools\.example>", mail["In-Reply-To"])
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == f"letter-{letter.id}.docx"
    assert attached.get_payload(decode=True) == shift.workspace.archive.get(letter.sha256)
    assert "Difference in all: 37.20 GBP" in mail.get_body().get_content()
    with shift.workspace.look() as unit:
        kinds = [entry.kind for entry in unit.audit.entries(subject=f"document:{letter.document}")]
    assert [kind for kind in kinds if kind.startswith("letter:")] == ["letter:drafted", "letter:released"]


def test_what_was_matched_again_since_is_not_sent(shift: Any, readers: ReaderPool) -> None:
    (shift.settings.home / "notices.toml").write_text(BOOK.format(port=1), encoding="utf-8")
    document = number_of(shift, "PCT-70418")
    letter = draft(shift, document, ANNA, readers)
    correct(shift, document, ANNA, "read from the paper", "2.quantity", "29")
    with pytest.raises(StaleError, match="matched again"):
        release(shift, letter.id, ANNA)
    withdraw(shift, letter.id, ANNA, "figures have changed")
    assert draft(shift, document, ANNA, readers).id != letter.id


def test_the_address_is_one_that_somebody_may_answer_for(shift: Any, readers: ReaderPool) -> None:
    (shift.settings.home / "notices.toml").write_text(BOOK.format(port=1), encoding="utf-8")
    letter = draft(shift, number_of(shift, "PCT-70418"), ANNA, readers)
    with pytest.raises(WrongUseError, match="is no address"):
        release(shift, letter.id, ANNA, "a@b.example\nBcc: c@d.example")
    with pytest.raises(NotAllowedError, match="our own"):
        release(shift, letter.id, ANNA, "boss@kiesling-werkzeugbau.example")
    sent = release(shift, letter.id, ANNA, "sales@pennine-tools.example")
    with shift.workspace.look() as unit:
        [row] = unit.outbox.list()
    assert (sent.recipient, row.recipient, row.answers) == ("sales@pennine-tools.example",) * 2 + (None,)


ACME = Supplier("S1", "Acme", email_domains=("acme.example",))


@pytest.mark.parametrize(
    ("facts", "address"),
    [
        ({}, "billing@acme.example"),
        ({"sender": "billing@post.acme.example"}, "billing@post.acme.example"),
        ({"sender": "billing@acne.example"}, None),
        ({"sender": "billing@notacme.example"}, None),
        ({"sender": None}, None),
        ({"automatic": True}, None),
        ({"automatic": None}, None),
        ({"dmarc": "fail"}, None),
        ({"dkim": "fail (acme.example)"}, None),
        ({"dkim": "pass (acme.example)"}, "billing@acme.example"),
    ],
)
def test_only_a_certain_address_is_proposed_and_a_machine_gets_no_answer(
    facts: dict[str, Any], address: str | None
) -> None:
    given = {"sender": "billing@acme.example", "message_id": "<1@acme.example>", "automatic": False, **facts}
    found = addressee(MessageFacts(**given), ACME, ())
    assert found == (Addressee(address, "<1@acme.example>") if address else Addressee())
    assert addressee(MessageFacts(**given), None, ()) == Addressee()


def test_the_operator_s_letterhead_is_used(shift: Any, readers: ReaderPool, tmp_path: Path) -> None:
    head = Document()
    head.sections[0].header.paragraphs[0].text = "Kiesling · Am Hammerwerk 7"
    head.save(str(shift.settings.home / "letterhead.docx"))
    letter = draft(shift, number_of(shift, "PCT-70418"), ANNA, readers)
    assert opened(shift, letter).sections[0].header.paragraphs[0].text == "Kiesling · Am Hammerwerk 7"
