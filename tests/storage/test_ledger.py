"""The allocation ledger: never above a cap, whoever writes; what is reversed stays on record."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from documents.finding import Allocation
from documents.receipt import GoodsReceipt
from storage import Unit, Workspace
from storage.errors import NotFoundError, OverAllocatedError
from tests.storage.builders import allocation, document, order, receipt, received

CAPS = {("GR-1", 1): Decimal(100)}


def prepare(unit: Unit, workspace: Workspace, documents: int = 2) -> list[int]:
    """An order of 100 pieces, all received, and some documents to bill them."""
    unit.masters.take_orders([order()], "anna")
    unit.masters.take_receipts([receipt()], "anna")
    return [document(unit, workspace, f"INV-{number}").id for number in range(documents)]


def test_a_document_consumes_a_receipt_line(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, second = prepare(unit, workspace)
        unit.ledger.allocate(first, [allocation("60")], CAPS)
        unit.ledger.allocate(second, [allocation("40", "gr-1 ")], CAPS)
        assert (unit.ledger.of(first), unit.ledger.of(second)) == ((allocation("60"),), (allocation("40"),))
        assert unit.ledger.allocated("GR-1", 1) == 100
        assert unit.ledger.of(first) == (allocation("60"),)


def test_above_the_cap_nothing_is_written(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, second = prepare(unit, workspace)
        unit.ledger.allocate(first, [allocation("60")], CAPS)
        unit.ledger.allocate(second, [allocation("10")], CAPS)
        before = unit.audit.head()
        with pytest.raises(OverAllocatedError, match=r"40\.5 of line 1 of receipt gr-1"):
            unit.ledger.allocate(second, [allocation("40.5")], CAPS)
        assert unit.ledger.of(second) == (allocation("10"),)
        assert unit.ledger.allocated("GR-1", 1) == 70
        assert unit.audit.head() == before
        unit.ledger.allocate(second, [allocation("20")], CAPS)
        assert unit.audit.verify() == ()


def test_the_same_allocations_again_change_nothing_and_others_replace_them(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, _ = prepare(unit, workspace)
        unit.ledger.allocate(first, [allocation("60")], CAPS)
        head = unit.audit.head()
        unit.ledger.allocate(first, [allocation("60.0")], CAPS)
        assert unit.audit.head() == head
        unit.ledger.allocate(first, [allocation("70"), allocation("5", line=2)], CAPS)
        assert unit.ledger.allocated("GR-1", 1) == 75
        assert unit.ledger.reverse(first, "rejected", "anna") == (allocation("70"), allocation("5", line=2))
        assert unit.ledger.reverse(first, "rejected", "anna") == ()
        assert unit.ledger.allocated("GR-1", 1) == 0
        rows = unit.transaction.tuples(text("SELECT quantity, reverses FROM allocation ORDER BY id"))
        assert len(rows) == 6 and sum(row[0] for row in rows) == 0


def test_thirds_fit_and_a_billionth_too_much_does_not(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, second = prepare(unit, workspace)
        third = Allocation(1, "GR-1", 1, Decimal(100) / 3)
        unit.ledger.allocate(first, [third, third, third], CAPS)
        assert unit.ledger.allocated("GR-1", 1) == Decimal("99.999999999")
        with pytest.raises(OverAllocatedError):
            unit.ledger.allocate(second, [allocation("0.000000002")], CAPS)


def test_without_a_cap_declared_nothing_may_be_billed(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, _ = prepare(unit, workspace)
        with pytest.raises(OverAllocatedError):
            unit.ledger.allocate(first, [allocation("1")], {})


def test_no_cap_lifts_a_line_above_what_came_in(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, _ = prepare(unit, workspace)
        with pytest.raises(OverAllocatedError):
            unit.ledger.allocate(first, [allocation("101")], {("GR-1", 1): Decimal(1000)})
        with pytest.raises(DBAPIError), unit.transaction.connection.begin_nested():
            unit.transaction.run(text("UPDATE receipt_line SET cap = net + 1"))


@pytest.mark.parametrize("where", [("GR-9", 1), ("GR-1", 9)])
def test_an_unknown_receipt_line_is_named(workspace: Workspace, where: tuple[str, int]) -> None:
    with workspace.begin() as unit:
        first, _ = prepare(unit, workspace)
        with pytest.raises(NotFoundError):
            unit.ledger.allocate(first, [Allocation(1, *where, Decimal(1))], CAPS)
        with pytest.raises(NotFoundError):
            unit.ledger.allocated(*where)


def test_a_return_booked_late_is_taken_and_leaves_a_credit_expected(workspace: Workspace) -> None:
    with workspace.begin() as unit:
        first, second = prepare(unit, workspace)
        unit.ledger.allocate(first, [allocation("60")], CAPS)
        unit.ledger.allocate(second, [allocation("40")], CAPS)
        assert unit.ledger.uncovered() == ()
        unit.masters.take_receipts([receipt("GR-1", "PO-1", "DN-1", received(1, "100", "30"))], "anna")
        (found,) = unit.ledger.uncovered(["gr-1"])
        assert (found.receipt, found.line, found.order, found.excess) == ("GR-1", 1, "PO-1", Decimal(30))
        assert found.documents == (first, second)
        assert unit.ledger.uncovered(["GR-2"]) == ()
        unit.ledger.reverse(first, "credited")
        with pytest.raises(OverAllocatedError):
            unit.ledger.allocate(first, [allocation("31")], {("GR-1", 1): Decimal(100)})
        unit.ledger.allocate(first, [allocation("30")], {("GR-1", 1): Decimal(70)})
        assert unit.ledger.uncovered() == ()


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE allocation SET quantity = 1", "append-only"),
        ("DELETE FROM allocation", "append-only"),
        ("UPDATE receipt_line SET allocated = -1", "(?i)constraint"),
        (
            "INSERT INTO allocation (document_id, line, receipt_key, receipt_line, quantity, because, at)"
            " VALUES (1, 1, 'gr-1', 1, 41000000000, '', '')",
            "more than may be billed",
        ),
        (
            "INSERT INTO allocation (document_id, line, receipt_key, receipt_line, quantity, reverses, because, at)"
            " VALUES (1, 1, 'gr-1', 1, -1, 1, '', '')",
            "gives back another entry whole",
        ),
        (
            "INSERT INTO allocation (document_id, line, receipt_key, receipt_line, quantity, because, at)"
            " VALUES (1, 1, 'gr-1', 1, -1, '', '')",
            "(?i)constraint",
        ),
    ],
)
def test_the_database_refuses_whoever_goes_around_the_ledger(
    workspace: Workspace, statement: str, refusal: str
) -> None:
    with workspace.begin() as unit:
        first, _ = prepare(unit, workspace)
        unit.ledger.allocate(first, [allocation("60")], CAPS)
    with pytest.raises(DBAPIError, match=refusal), workspace.begin() as unit:
        unit.transaction.run(text(statement))


class LedgerMachine(RuleBasedStateMachine):
    """Documents that allocate, reverse and match again, returns that come and go: after every step each line's
    account is the sum of its entries, and no step lifted it above what may be billed."""

    workspace: Workspace

    @initialize()
    def begin(self) -> None:
        with self.workspace.begin() as unit:
            name = unit.audit.head()[0]
            self.receipt = f"GR-{name}"
            self.caps = {(self.receipt, 1): Decimal(10), (self.receipt, 2): Decimal(5)}
            unit.masters.take_orders([order()], "anna")
            unit.masters.take_receipts(self._goods("0"), "anna")
            self.documents = [document(unit, self.workspace, f"{name}-{number}").id for number in range(3)]
        self.expected: dict[int, tuple[Allocation, ...]] = {}

    def _goods(self, returned: str) -> list[GoodsReceipt]:
        return [receipt(self.receipt, "PO-1", None, received(1, "10", returned), received(2, "5"))]

    def _total(self, line: int) -> Decimal:
        held = [one for found in self.expected.values() for one in found if one.receipt_line == line]
        return sum((one.quantity for one in held), Decimal(0))

    @rule(who=st.integers(0, 2), first=st.integers(0, 12), second=st.decimals(0, 6, places=2))
    def allocate(self, who: int, first: int, second: Decimal) -> None:
        wanted = [Allocation(1, self.receipt, 1, Decimal(first)), Allocation(2, self.receipt, 2, second)]
        kept = tuple(one for one in wanted if one.quantity > 0)
        before, self.expected[who] = self.expected.get(who, ()), kept
        fits = all(
            not any(one.receipt_line == line for one in kept) or self._total(line) <= self.caps[self.receipt, line]
            for line in (1, 2)
        )
        with self.workspace.begin() as unit:
            if fits or kept == before:
                unit.ledger.allocate(self.documents[who], wanted, self.caps)
                assert unit.ledger.of(self.documents[who]) == kept
            else:
                self.expected[who] = before
                with pytest.raises(OverAllocatedError):
                    unit.ledger.allocate(self.documents[who], wanted, self.caps)

    @rule(who=st.integers(0, 2))
    def reverse(self, who: int) -> None:
        with self.workspace.begin() as unit:
            assert unit.ledger.reverse(self.documents[who], "rejected") == self.expected.pop(who, ())

    @rule(returned=st.integers(0, 10))
    def give_back(self, returned: int) -> None:
        with self.workspace.begin() as unit:
            unit.masters.take_receipts(self._goods(str(returned)), "anna")
            self.caps[self.receipt, 1] = Decimal(10 - returned)

    @invariant()
    def every_account_is_the_sum_of_its_entries(self) -> None:
        with self.workspace.look() as unit:
            assert unit.ledger.faults() == ()
            for line in (1, 2):
                assert unit.ledger.allocated(self.receipt, line) == self._total(line)
            uncovered = [one.line for one in unit.ledger.uncovered([self.receipt])]
            assert uncovered == ([1] if self._total(1) > self.caps[self.receipt, 1] else [])


def test_the_ledger_holds_over_any_sequence(workspace: Workspace) -> None:
    class Machine(LedgerMachine):
        pass

    Machine.workspace = workspace
    quick = settings(
        max_examples=settings().max_examples // 10, stateful_step_count=12,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    run_state_machine_as_test(Machine, settings=quick)
