"""Two workers at once, out of custody order: the ledger has the last word, and nobody is left behind."""

from __future__ import annotations

from typing import Any

import samples
from journey.decide import decide
from journey.masterdata import masters
from journey.match import match
from journey.verdicts.replay import replay_all
from tests.journey.papers import enter, invoice

LAGO = "fatture@lago-utensili.example"


def test_who_comes_too_late_is_judged_anew_on_what_is_left(office: Any) -> None:
    with office.open() as shift:
        masters.take(shift, "receipts", samples.FOLDER / "late-receipt.csv")
        first, second = (
            enter(shift, invoice(number, "45-7005", ("10", quantity, "14.75")), LAGO).id
            for number, quantity in (("L-1", "20"), ("L-2", "18"))
        )  # fmt: skip
        for number in (second, first):
            assert match(shift, number).state.value == "matched"
        assert decide(shift, second).state.value == "approved"
        assert decide(shift, first).state.value == "held"
        with shift.workspace.look() as unit:
            taken = [unit.ledger.of(number) for number in (first, second)]
            codes = [finding.code for finding in unit.verdicts.latest(first).verdict.findings]
            assert [str(sum(one.quantity for one in some)) for some in taken] == ["6", "18"]
            assert unit.ledger.faults() == unit.ledger.uncovered() == ()
        assert codes == ["quantity-over"]
        assert all(again.same for again in replay_all(shift))
