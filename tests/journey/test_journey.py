"""The journey of the samples: what is decided, what wakes, what a person's act leads to; nothing moves by itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import samples
from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from journey.masterdata import masters
from journey.policy import in_force
from journey.resolve import Actor, correct, not_a_duplicate, reject, repoint, waive
from journey.wake import until

ANNA, TOM = Actor("anna", Role.BUYER), Actor("tom", Role.TREASURY)
CLERK = Actor("ida", Role.CLERK)

DECISIONS = {
    "01-slip.eml LS-88120": ("approve", "filed"), "02-clean.eml NS-26-0412": ("approve", "filed"),
    "03-hybrid.eml F-2026-1187": ("approve", "filed"), "04-price.eml 260533": ("hold", "held"),
    "05-short.eml PCT-70418": ("hold", "held"), "06-bank.eml R-50661": ("hold", "held"),
    "07-zip.eml NS-26-0455": ("approve", "filed"), "07-zip.eml NS-26-0456": ("approve", "filed"),
    "08-early.eml 2026-218": ("wait", "waiting"), "09-again.eml NS-26-0412": ("reject", "rejected"),
}  # fmt: skip
FINDINGS = {
    "04-price.eml 260533": {"price-over"}, "05-short.eml PCT-70418": {"quantity-over"},
    "06-bank.eml R-50661": {"bank-account-changed"}, "08-early.eml 2026-218": {"receipt-missing"},
    "09-again.eml NS-26-0412": {"duplicate-exact", "quantity-over"},
}  # fmt: skip


def number_of(office: Any, name: str) -> int:
    return int(office.documents()[name]["id"])


def state(office: Any, name: str) -> str:
    return str(office.documents()[name]["state"])


@pytest.fixture
def ran(office: Any) -> Any:
    office.run()
    return office


def test_the_samples_are_decided_as_they_were_made(ran: Any) -> None:
    documents = ran.documents()
    assert {name: (one["decision"], one["state"]) for name, one in documents.items()} == DECISIONS
    found = {
        name: {finding["code"] for finding in one["findings"] if finding["severity"] != "info"}
        for name, one in documents.items()
    }
    assert {name: codes for name, codes in found.items() if codes} == FINDINGS


def test_four_readers_decide_as_one(ran: Any, undisturbed: tuple[str, dict[str, bytes]]) -> None:
    import json

    assert json.dumps(ran.run(jobs=4)) == undisturbed[0]


def test_a_second_run_writes_nothing(ran: Any) -> None:
    def written() -> tuple[int, str]:
        with ran.open() as shift, shift.workspace.look() as unit:
            head: tuple[int, str] = unit.audit.head()
            return head

    before = written()
    ran.run()
    assert written() == before


def test_a_receipt_wakes_only_the_document_that_waits_for_it(ran: Any) -> None:
    with ran.open() as shift:
        taken = masters.take(shift, "receipts", samples.FOLDER / "late-receipt.csv")
        again = masters.take(shift, "receipts", samples.FOLDER / "late-receipt.csv")
    assert [document.number for document in taken.woken] == ["2026-218"]
    assert (state(ran, "08-early.eml 2026-218"), again.changed, again.woken) == ("filed", 0, ())


def test_a_supplier_whose_account_is_confirmed_wakes_the_held_document(ran: Any, tmp_path: Path) -> None:
    text = (samples.FOLDER / "suppliers.csv").read_text(encoding="utf-8")
    table = tmp_path / "suppliers.csv"
    table.write_text(text.replace("DE27370400440918273645", "DE35120300001057281946"), encoding="utf-8")
    with ran.open() as shift:
        taken = masters.take(shift, "suppliers", table)
    assert [(document.number, document.state.value) for document in taken.woken] == [("R-50661", "filed")]


def test_the_days_of_waiting_over_the_document_is_held(ran: Any) -> None:
    from journey.batch import advance, pending
    from journey.settings import load
    from journey.shift import Shift
    from journey.verdicts.replay import case_of
    from journey.wake import wake

    number = number_of(ran, "08-early.eml 2026-218")
    with ran.open() as shift:
        with shift.workspace.look() as unit:
            last = until(case_of(unit.verdicts.latest(number)))
        assert last == date(2026, 6, 3)
        for day, expected in ((last, "waiting"), (date(2026, 6, 4), "held")):
            later = Shift(shift.workspace, load(home=shift.settings.home), day)
            wake(later)
            for document in pending(later):
                advance(later, document.id)
            assert state(ran, "08-early.eml 2026-218") == expected


def test_a_waiver_is_its_owners_and_leads_to_the_outbox(ran: Any) -> None:
    number = number_of(ran, "04-price.eml 260533")
    with ran.open() as shift:
        with pytest.raises(NotAllowedError, match="buyer"):
            waive(shift, number, CLERK, "no", "price-over")
        with pytest.raises(WrongUseError, match="no finding"):
            waive(shift, number, ANNA, "no", "quantity-over")
        assert waive(shift, number, ANNA, "agreed", "price-over").state.value == "filed"
        with pytest.raises(WrongUseError, match="nothing to settle"):
            waive(shift, number, ANNA, "again", "price-over")


def test_a_waiver_falls_when_its_figures_change(ran: Any) -> None:
    number = number_of(ran, "06-bank.eml R-50661")
    with ran.open() as shift:
        waive(shift, number, TOM, "called back", "bank-account-changed")
        correct(shift, number, CLERK, "another account on the second page", "iban", "DE12500105170648392017")
        held = waive(shift, number, Actor("eva", Role.TREASURY), "called back", "bank-account-changed")
        assert held.state.value == "held", "the first waiver was of another account"


def test_a_rejected_original_wakes_its_duplicate(ran: Any) -> None:
    dearer = number_of(ran, "04-price.eml 260533")
    with ran.open() as shift:
        assert reject(shift, dearer, ANNA, "sent back").state.value == "rejected"
        with pytest.raises(WrongUseError, match="needs a reason"):
            reject(shift, dearer, ANNA, " ")
        with shift.workspace.look() as unit:
            assert unit.ledger.of(dearer) == ()


def test_a_duplicate_is_marked_never_waived(ran: Any) -> None:
    number = number_of(ran, "09-again.eml NS-26-0412")
    with ran.open() as shift:
        with pytest.raises(NotAllowedError, match="not waived"):
            waive(shift, number, CLERK, "no", "duplicate-exact")
        assert not_a_duplicate(shift, number, CLERK, "a second delivery").state.value == "held"


def test_repointing_needs_an_order_that_is_there(ran: Any) -> None:
    number = number_of(ran, "05-short.eml PCT-70418")
    with ran.open() as shift:
        with pytest.raises(WrongUseError, match="no order"):
            repoint(shift, number, ANNA, "a slip of the pen", "45-9999")
        after = repoint(shift, number, ANNA, "a slip of the pen", "45-7001")
        with shift.workspace.look() as unit:
            codes = {finding.code for finding in unit.verdicts.latest(after.id).verdict.findings}
    assert "supplier-mismatch" in codes


def test_corrections_name_real_fields_and_suppliers(ran: Any) -> None:
    number = number_of(ran, "05-short.eml PCT-70418")
    with ran.open() as shift:
        for field, value, sentence in (
            ("colour", "red", "no field"), ("9.quantity", "1", "has 2 lines"), ("supplier", "V999", "no supplier"),
        ):  # fmt: skip
            with pytest.raises(WrongUseError, match=sentence):
                correct(shift, number, CLERK, "a test", field, value)
        assert correct(shift, number, CLERK, "the paper says so", "supplier", "V400").state.value == "held"


def test_what_a_later_document_took_of_a_receipt_is_seen_as_billed(ran: Any) -> None:
    from journey.facts.compete import ahead

    dear, short = number_of(ran, "04-price.eml 260533"), number_of(ran, "05-short.eml PCT-70418")
    with ran.open() as shift, shift.workspace.look() as unit:
        receipts = unit.masters.receipts_of(["45-7003"])
        [taken] = ahead(unit, unit.custody.document(short), receipts, ())
        assert [(line.order, line.order_line, str(line.quantity)) for line in taken.lines] == [
            ("45-7003", 10, "200"), ("45-7003", 20, "50"),
        ]  # fmt: skip
        assert ahead(unit, unit.custody.document(dear), receipts, ()) == ()


def test_a_failure_on_the_way_leaves_the_rest_in_custody_order(ran: Any) -> None:
    from documents.errors import TallymarkError
    from documents.lifecycle import State
    from journey.batch import Batch, settle_all
    from journey.wake import take_up

    def busy(*_: Any) -> Any:
        raise TallymarkError("the ERP's folder is full", retryable=True)

    with ran.open() as shift:
        with shift.workspace.begin() as unit:
            held = [document.id for document in unit.custody.in_state(State.HELD)]
            take_up(unit, held, "a test")
        batch = Batch()
        settle_all(shift, busy, batch, lambda *_: None)
    assert (batch.left, batch.documents, batch.because) == (3, [], "the ERP's folder is full")


def test_a_policy_that_is_faulty_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("[price]\nuper_percent = 3\n", encoding="utf-8")
    with pytest.raises(WrongUseError, match="upper_percent"):
        in_force(tmp_path)
    assert in_force(tmp_path / "elsewhere") == {}
