"""A changed bank account: two of treasury confirm it, it is the supplier's from then on, and others are woken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import samples
from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Role
from journey.masterdata import masters
from journey.queue import groups
from journey.resolve import Actor, waive
from tests.journey.papers import bring, invoice

TOM, EVA, IDA = Actor("tom", Role.TREASURY), Actor("eva", Role.TREASURY), Actor("ida", Role.CLERK)
NEW, CODE = "DE35120300001057281946", "bank-account-changed"
HARZ = "rechnung@harz-federn.example"


@pytest.fixture
def held(office: Any) -> Any:
    """Two invoices that name an account which is not the supplier's, and one that is too dear as well."""
    with office.open() as shift:
        for number, price in (("H-1", "1.35"), ("H-2", "1.35"), ("H-3", "2.00")):
            draft = invoice(number, "45-7006", ("10", "20", price), rate="19", iban=NEW)
            assert bring(shift, draft, HARZ).state.value == "held"
    return office


def states(office: Any) -> dict[str, str]:
    return {name.split()[1]: document["state"] for name, document in office.documents().items()}


def accounts(shift: Any) -> tuple[str, ...]:
    with shift.workspace.look() as unit:
        return tuple(unit.masters.supplier("V600").bank_accounts)


def test_one_person_twice_is_not_two_and_a_reason_is_needed(held: Any) -> None:
    with held.open() as shift:
        with pytest.raises(NotAllowedError, match="treasury"):
            waive(shift, 1, IDA, "called back", CODE)
        with pytest.raises((NotAllowedError, WrongUseError)):
            waive(shift, 1, TOM, "  ", CODE)
        for _ in range(2):
            assert waive(shift, 1, TOM, "called +49 5321 0, spoke to Ms Harz", CODE).state.value == "held"
        assert NEW not in accounts(shift)


def test_what_two_confirm_becomes_the_suppliers_and_wakes_the_others(held: Any) -> None:
    with held.open() as shift:
        waive(shift, 1, TOM, "called +49 5321 0, spoke to Ms Harz", CODE)
        assert waive(shift, 1, EVA, "letter of 2 May seen", CODE).state.value == "filed"
        assert accounts(shift) == ("DE27370400440918273645", NEW)
        with shift.workspace.look() as unit:
            [entry] = unit.audit.entries(kind="supplier:account")
            codes = [finding.code for finding in unit.verdicts.latest(3).verdict.findings]
        assert (entry.details["document"], entry.because) == (
            1, "called +49 5321 0, spoke to Ms Harz; letter of 2 May seen",
        )  # fmt: skip
        assert "tom" in entry.actor
        assert "eva" in entry.actor
    assert states(held) == {"H-1": "filed", "H-2": "filed", "H-3": "held"}
    assert CODE not in codes


def test_an_import_that_states_other_accounts_has_the_last_word(held: Any, tmp_path: Path) -> None:
    with held.open() as shift:
        for who in (TOM, EVA):
            waive(shift, 1, who, "called back", CODE)
        masters.take(shift, "suppliers", samples.FOLDER / "suppliers.csv")
        assert NEW not in accounts(shift)
        draft = invoice("H-4", "45-7006", ("10", "20", "1.35"), rate="19", iban=NEW)
        assert bring(shift, draft, HARZ).state.value == "held"


def test_a_group_of_them_is_cleared_by_the_second_person(held: Any) -> None:
    with held.open() as shift:
        with shift.workspace.look() as unit:
            group = groups.group_of(unit, f"bank account {NEW}")
        assert [one.after and one.after.value for one in groups.waive_all(shift, group, TOM, "called", CODE)] == [
            "held", "held", "held",
        ]  # fmt: skip
        done = list(groups.waive_all(shift, group, EVA, "called", CODE))
        assert [(one.number, one.after and one.after.value) for one in done] == [
            ("H-1", "filed"), ("H-2", "filed"), ("H-3", "held"),
        ]  # fmt: skip
        assert not any(one.refused for one in done)
