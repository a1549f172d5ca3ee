"""By when exceptions are to be settled: kept with them, reckoned anew when the working hours change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from documents.errors import WrongUseError
from documents.kinds import Role
from documents.people import Person
from journey.clearing.listing import Order, Settle, View, Wanted, listed, query_of
from journey.queue.deadlines import by_deadline, keep
from journey.queue.exceptions import open_items
from journey.queue.hours import FILE, timetable
from storage.records import QueueItem

ANNA = Person("anna", "Anna", frozenset(Role))
QUICK = 'zone = "Europe/Berlin"\n[[term]]\nreason = "price-over"\nhours = 1\n'


@pytest.fixture
def ran(office: Any) -> Any:
    office.run()
    return office


def items(shift: Any) -> list[QueueItem]:
    with shift.workspace.look() as unit:
        return list(open_items(unit))


def test_an_exception_opens_with_its_deadline(ran: Any) -> None:
    with ran.open() as shift:
        table = timetable(shift.settings.home)
        found = items(shift)
        assert len(found) >= 3
        assert all((item.settle_by, item.timed_by) == (table.due(item), table.mark) for item in found)


def test_other_hours_are_reckoned_before_the_queue_is_looked_at(ran: Any) -> None:
    with ran.open() as shift:
        before = {item.id: item.settle_by for item in items(shift)}
        (shift.settings.home / FILE).write_text(QUICK, encoding="utf-8")
        page = listed(shift, ANNA, Wanted(View.ALL, order=Order.TIME))
        table = timetable(shift.settings.home)
        assert page.wrong == ""
        assert [entry.item.settle_by for entry in page.entries] == sorted(table.due(item) for item in items(shift))
        assert (
            page.entries[0].finding.code == "price-over"
            and page.entries[0].item.settle_by != before[page.entries[0].item.id]
        )
        (shift.settings.home / FILE).unlink()
        assert keep(shift).mark == "default"
        assert {item.id: item.settle_by for item in items(shift)} == before


def test_faulty_hours_stop_no_invoice_and_are_told(office: Any) -> None:
    with office.open() as shift:
        (shift.settings.home / FILE).write_text('zone = "Atlantis/Poseidonis"\n', encoding="utf-8")
    office.run()
    with office.open() as shift:
        found = items(shift)
        assert found and {item.settle_by for item in found} == {None}
        page = listed(shift, ANNA, Wanted(View.ALL, order=Order.TIME))
        assert len(page.entries) == len(found) and "Atlantis" in page.wrong
        with pytest.raises(WrongUseError, match="Atlantis"):
            keep(shift)
        with pytest.raises(WrongUseError, match="Atlantis"):
            query_of(shift, ANNA, Wanted(View.ALL, settle=Settle.TODAY))
        (shift.settings.home / FILE).write_text(QUICK, encoding="utf-8")
        assert listed(shift, ANNA, Wanted(View.ALL)).wrong == ""
        assert None not in {item.settle_by for item in items(shift)}


def test_what_is_late_is_what_the_clock_says(ran: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with ran.open() as shift:
        (shift.settings.home / FILE).write_text(QUICK, encoding="utf-8")
        keep(shift)
        first, *others = sorted(item.settle_by for item in items(shift) if item.settle_by)
        assert first < others[0]
        for now, number in ((first - timedelta(seconds=1), 0), (first, 1), (others[-1], 1 + len(others))):
            _at(shift, now, monkeypatch)
            page = listed(shift, ANNA, Wanted(View.ALL, settle=Settle.LATE))
            assert (len(page.entries), page.tally.items) == (number, number)
            assert all(entry.late for entry in page.entries)
            with shift.workspace.look() as unit:
                assert len(by_deadline(unit, None, now)) == number
        _at(shift, first - timedelta(hours=9), monkeypatch)
        assert len(listed(shift, ANNA, Wanted(View.ALL, settle=Settle.TODAY)).entries) <= 1
        assert len(listed(shift, ANNA, Wanted(View.ALL, settle=Settle.WEEK)).entries) == 1 + len(others)


def _at(shift: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shift.workspace, "clock", lambda: now)
