"""A new fact takes up exactly the documents that it can change, at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import samples
from documents.kinds import Kind, Role
from journey.masterdata import masters
from journey.resolve import Actor, correct, reject, repoint
from tests.journey.papers import bring, invoice

LAGO, BRABANT = "fatture@lago-utensili.example", "billing@brabant-afdichtingen.example"
HARZ = "rechnung@harz-federn.example"
ANNA, TOM, IDA = Actor("anna", Role.BUYER), Actor("tom", Role.TREASURY), Actor("ida", Role.CLERK)


def verdicts(shift: Any) -> dict[int, int]:
    """How many verdicts each document has had."""
    with shift.workspace.look() as unit:
        every = [document for message in unit.custody.messages() for document in unit.custody.documents(message.id)]
        return {document.id: len(unit.verdicts.of(document.id)) for document in every}


def state(shift: Any, number: int) -> str:
    with shift.workspace.look() as unit:
        return str(unit.custody.document(number).state.value)


def changed(tmp_path: Path, what: str, *swaps: tuple[str, str]) -> Path:
    """The samples' table with some cells changed."""
    text = (samples.FOLDER / f"{what}.csv").read_text(encoding="utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / f"{what}.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_receipt_wakes_those_of_its_order_and_no_others(office: Any) -> None:
    with office.open() as shift:
        bring(shift, invoice("L-1", "45-7005", ("10", "12", "14.75")), LAGO)
        bring(shift, invoice("B-1", "45-7003", ("10", "20", "0.80")), BRABANT)
        bring(shift, invoice("L-2", "45-7005", ("10", "12", "14.75"), gross_total="177.00"), LAGO)
        assert [state(shift, number) for number in (1, 2, 3)] == ["waiting", "held", "held"]
        before = verdicts(shift)
        woken = masters.take(shift, "receipts", samples.FOLDER / "late-receipt.csv").woken
        assert [document.id for document in woken] == [1, 3]
        assert state(shift, 1) == "filed"
        assert verdicts(shift)[2] == before[2]
        assert masters.take(shift, "receipts", samples.FOLDER / "late-receipt.csv").woken == ()


def test_a_changed_order_wakes_those_that_are_held_on_it(office: Any, tmp_path: Path) -> None:
    with office.open() as shift:
        bring(shift, invoice("B-1", "45-7003", ("10", "20", "0.80")), BRABANT)
        bring(shift, invoice("H-1", "45-7006", ("10", "20", "1.60"), rate="19"), HARZ)
        woken = masters.take(shift, "orders", changed(tmp_path, "orders", (",0.62,", ",0.80,"))).woken
        assert [(document.id, document.state.value) for document in woken] == [(1, "filed")]
        assert state(shift, 2) == "held"


def test_an_order_that_was_not_known_wakes_those_that_name_it(office: Any, tmp_path: Path) -> None:
    with office.open() as shift:
        bring(shift, invoice("B-1", "45-9003", ("10", "20", "0.62")), BRABANT)
        assert state(shift, 1) == "held"
        orders, receipts = (changed(tmp_path, what, ("45-7003", "45-9003")) for what in ("orders", "receipts"))
        text = receipts.read_text(encoding="utf-8").replace("GR-", "GX-")
        receipts.write_text(text, encoding="utf-8")
        assert [document.id for document in masters.take(shift, "orders", orders).woken] == [1]
        masters.take(shift, "receipts", receipts)
        assert state(shift, 1) == "filed"


def test_a_supplier_that_was_not_known_wakes_what_nobody_could_be_found_for(office: Any, tmp_path: Path) -> None:
    with office.open() as shift:
        bring(shift, invoice("X-1", "45-7003", ("10", "20", "0.62")), "billing@brabant-seals.example")
        assert state(shift, 1) == "held"
        file = changed(tmp_path, "suppliers", ("brabant-afdichtingen.example", "brabant-seals.example"))
        assert [document.id for document in masters.take(shift, "suppliers", file).woken] == [1]
        assert state(shift, 1) == "filed"


def test_a_forged_invoice_that_is_rejected_does_not_block_the_real_one(office: Any) -> None:
    lines = ("10", "20", "1.35")
    with office.open() as shift:
        forged = bring(shift, invoice("H-1", "45-7006", lines, rate="19", iban="DE35120300001057281946"), HARZ)
        real = bring(shift, invoice("H-1", "45-7006", lines, rate="19"), HARZ)
        assert [state(shift, one.id) for one in (forged, real)] == ["held", "rejected"]
        reject(shift, forged.id, TOM, "called back: not their account")
        assert [state(shift, one.id) for one in (forged, real)] == ["rejected", "filed"]


def test_a_number_put_right_wakes_what_was_stopped_as_its_copy(office: Any) -> None:
    lines = ("10", "20", "1.35")
    with office.open() as shift:
        first = bring(shift, invoice("H-1", "45-7006", lines, rate="19", iban="DE35120300001057281946"), HARZ)
        second = bring(shift, invoice("H-1", "45-7006", lines, rate="19"), HARZ)
        correct(shift, first.id, IDA, "a 7, not a 1", "invoice_number", "H-7")
        assert [state(shift, one.id) for one in (first, second)] == ["held", "filed"]


def test_an_invoice_pointed_to_its_order_wakes_the_credit_note_behind_it(office: Any) -> None:
    with office.open() as shift:
        bill = bring(shift, invoice("B-1", "45-9003", ("10", "20", "0.62")), BRABANT)
        note = invoice("BC-1", "45-7003", ("10", "5", "0.62"))
        credit = bring(shift, type(note)(Kind.CREDIT_NOTE, note.fields, note.lines, medium="xml"), BRABANT)
        assert [state(shift, one.id) for one in (bill, credit)] == ["held", "held"]
        repoint(shift, bill.id, ANNA, "a slip of the pen", "45-7003")
        repoint(shift, bill.id, ANNA, "its line too", "45-7003/10", 1)
        assert [state(shift, one.id) for one in (bill, credit)] == ["filed", "filed"]
