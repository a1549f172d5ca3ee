"""Who is told what: treasury of another account at once, a role of what is open, the next role of what is late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from documents.draft import Field
from documents.finding import Finding, Verdict
from documents.kinds import Decision, Kind, Role, Severity
from documents.supplier import Supplier
from journey.notices.bank import announce, warn
from journey.notices.digest import write_digests
from journey.notices.escalation import escalate
from journey.notices.round import go_round
from storage.records import Outgoing, OutgoingKind
from tests.notices.conftest import MAIL
from tests.storage import builders

BOOK = f"""
digest_at = "07:30"
{MAIL}[roles.treasury]
mail = ["treasury@factory.example"]
[roles.buyer]
mail = ["buyer@factory.example", "second@factory.example"]
[roles.approver]
mail = ["boss@factory.example"]
digest = false
[people.anna]
mail = ["anna@factory.example"]
[people.ben]
mail = ["ben@factory.example"]
"""
HOURS = """
zone = "Europe/Berlin"
holidays = [2026-03-05]
[[term]]
reason = "bank-account-changed"
hours = 2
[[term]]
role = "buyer"
hours = 8
"""
IBAN = "DE02500105170137075030"


@pytest.fixture
def told(desk: Any) -> Any:
    desk.says(BOOK.format(port=1))
    desk.hours(HOURS)
    return desk


def finding(code: str = "price-over", owner: Role = Role.BUYER, stake: str | None = "120.50") -> Finding:
    money = None if stake is None else Decimal(stake)
    actual = IBAN if code.startswith("bank") else "2.75"
    message = f"{code}: {actual} is not what was agreed."
    return Finding(code, Severity.BLOCK, owner, message, actual=actual, money_at_stake=money)


def held(desk: Any, number: str, *findings: Finding) -> int:
    """A held document with open exceptions; its number."""

    def enter(unit: Any) -> int:
        unit.masters.take_suppliers([Supplier("S1", "Northgate Fasteners")], "import")
        document = builders.document(unit, desk.shift.workspace, number)
        unit.queue.open(document.id, findings, currency="EUR")
        return int(document.id)

    made: int = desk.shift.workspace.run(enter)
    return made


def outbox(desk: Any, kind: OutgoingKind | None = None) -> list[Outgoing]:
    with desk.shift.workspace.look() as unit:
        return list(unit.outbox.list(kind=kind))


def verdict(*findings: Finding) -> Verdict:
    return Verdict(Decision.HOLD, findings)


def test_treasury_is_told_of_another_account_once_and_not_the_account(told: Any) -> None:
    changed = finding("bank-account-changed", Role.TREASURY, None)
    number = held(told, "INV-7", changed)

    def warned(unit: Any) -> int:
        return warn(told.shift, unit, unit.custody.document(number), verdict(changed, finding()))

    assert [told.shift.workspace.run(warned) for _ in range(2)] == [1, 1]
    [row] = outbox(told)
    assert (row.recipient, row.urgent, row.document) == ("treasury@factory.example", True, number)
    assert row.subject == "Bank account: invoice INV-7 of Northgate Fasteners"
    assert "Call the supplier back" in row.body
    assert f"https://desk.factory.example/exceptions/{number}" in row.body
    assert IBAN not in row.body
    assert "DE … 5030" in row.body


def test_nobody_is_told_where_the_transaction_fails(told: Any) -> None:
    changed = finding("bank-account-changed", Role.TREASURY, None)
    number = held(told, "INV-7", changed)
    with pytest.raises(RuntimeError), told.shift.workspace.begin() as unit:
        warn(told.shift, unit, unit.custody.document(number), verdict(changed))
        raise RuntimeError
    assert outbox(told) == []


def test_without_a_book_nothing_is_written(desk: Any) -> None:
    number = held(desk, "INV-7", finding("bank-account-changed", Role.TREASURY, None))
    changed = verdict(finding("bank-account-changed", Role.TREASURY, None))
    assert desk.shift.workspace.run(lambda unit: warn(desk.shift, unit, unit.custody.document(number), changed)) == 0
    assert outbox(desk) == []


def test_a_letter_that_announces_an_account_is_told(told: Any) -> None:
    def announced(unit: Any) -> tuple[int, int]:
        change = builders.document(unit, told.shift.workspace, "L-1", kind=Kind.BANK_CHANGE)
        other = builders.document(unit, told.shift.workspace, "L-2", kind=Kind.STATEMENT)
        return announce(told.shift, unit, change), announce(told.shift, unit, other)

    assert told.shift.workspace.run(announced) == (1, 0)
    assert "announces another bank account" in outbox(told)[0].body


def test_the_digest_says_what_is_open_oldest_at_stake_and_due(told: Any) -> None:
    held(told, "INV-1", finding(stake="120.50"))
    told.clock.on(hours=3)
    held(told, "INV-2", finding("quantity-over", stake="1200.00"), finding())
    held(told, "INV-3", finding("bank-account-changed", Role.TREASURY, None))
    told.clock.on(days=1, hours=-2)
    assert write_digests(told.shift, told.clock()) == 3
    assert write_digests(told.shift, told.clock()) == 0
    buyers = [row for row in outbox(told, OutgoingKind.DIGEST) if "buyer" in row.key]
    assert [row.recipient for row in buyers] == ["buyer@factory.example", "second@factory.example"]
    lines = buyers[0].body.splitlines()
    assert buyers[0].subject == "2 open for buyer, 1 overdue"
    assert lines[0] == "Open for buyer, Tuesday 03 March 2026"
    assert lines[2] == "exceptions      2, of which 1 overdue and 1 due today"
    assert lines[3] == "money at stake  1,320.50 EUR"
    assert lines[4] == "oldest          invoice INV-1 of Northgate Fasteners, open for 10 working hours"
    assert lines[5] == "reasons         Price above order 2, Quantity too high 1"
    assert lines[8].startswith("- 1,200.00 EUR: invoice INV-2 of Northgate Fasteners, Quantity too high (https://desk")


@pytest.mark.parametrize(
    ("now", "count"),
    [
        ("2026-03-03T06:29:00+00:00", 0),  # half past seven in Berlin has not come
        ("2026-03-03T06:30:00+00:00", 2),
        ("2026-03-05T09:00:00+00:00", 0),  # a holiday
        ("2026-03-07T09:00:00+00:00", 0),  # a Saturday
        ("2026-03-30T05:30:00+00:00", 2),  # summer time
    ],
)
def test_when_a_digest_is_written(now: str, count: int, told: Any) -> None:
    held(told, "INV-1", finding())
    assert write_digests(told.shift, datetime.fromisoformat(now)) == count


def test_nothing_open_is_no_digest(told: Any) -> None:
    assert write_digests(told.shift, told.clock()) == 0


def test_what_is_overdue_is_told_to_the_next_role_once_and_noted(told: Any) -> None:
    late = held(told, "INV-1", finding())
    pressing = held(told, "INV-2", finding("bank-account-changed", Role.TREASURY, None))
    told.clock.on(hours=2)
    assert [item.document for item in escalate(told.shift, told.clock())] == [pressing]
    told.clock.on(hours=5)
    assert [item.document for item in escalate(told.shift, told.clock())] == []
    told.clock.on(hours=2)
    assert [item.document for item in escalate(told.shift, told.clock())] == [late]
    assert escalate(told.shift, told.clock()) == ()
    rows = outbox(told, OutgoingKind.ESCALATION)
    assert {row.recipient for row in rows} == {"boss@factory.example"}
    assert IBAN not in rows[0].body
    assert "nobody of buyer has taken it, 120.50 EUR at stake" in rows[1].body
    with told.shift.workspace.look() as unit:
        entries = unit.audit.entries(kind="exception:escalated")
        assert [entry.details["to"] for entry in entries] == ["approver", "approver"]
        assert unit.queue.of(late)[0].owner is Role.BUYER


def test_a_backlog_is_one_notice(told: Any) -> None:
    numbers = [held(told, f"INV-{number}", finding()) for number in range(5)]
    told.clock.on(days=3)
    assert [item.document for item in escalate(told.shift, told.clock())] == numbers
    [row] = outbox(told, OutgoingKind.ESCALATION)
    assert (row.subject, row.document) == ("Overdue: 5 exceptions", None)
    assert all(f"/exceptions/{number}" in row.body for number in numbers)


def test_where_nobody_can_be_told_it_stays_to_be_escalated(told: Any) -> None:
    late = held(told, "INV-1", finding())
    told.says(BOOK.format(port=1).replace("roles.approver", "roles.clerk"))
    told.clock.on(days=3)
    assert escalate(told.shift, told.clock()) == ()
    told.says(BOOK.format(port=1))
    assert [item.document for item in escalate(told.shift, told.clock())] == [late]


def test_an_exception_that_is_settled_in_time_is_not_escalated(told: Any) -> None:
    number = held(told, "INV-1", finding())
    told.shift.workspace.run(lambda unit: unit.queue.settle(number, "agreed", "anna"))
    told.clock.on(days=9)
    assert escalate(told.shift, told.clock()) == ()


def test_who_has_claimed_it_and_who_acts_for_them_are_told_too(told: Any) -> None:
    number = held(told, "INV-1", finding())

    def claim(unit: Any) -> None:
        for login in ("anna", "ben"):
            unit.people.add(login, login.title(), [Role.BUYER], actor="tallymark")
        unit.people.delegate(
            "anna", "ben", Role.BUYER, date(2026, 3, 1), date(2026, 3, 9), reason="leave", actor="anna"
        )  # fmt: skip
        unit.queue.claim(unit.queue.of(number)[0].id, "anna")

    told.shift.workspace.run(claim)
    told.clock.on(days=3)
    escalate(told.shift, told.clock())
    rows = outbox(told, OutgoingKind.ESCALATION)
    assert [row.recipient for row in rows] == ["boss@factory.example", "anna@factory.example", "ben@factory.example"]
    assert "anna has it" in rows[0].body


def test_a_round_does_it_all_and_doing_it_again_does_nothing(desk: Any, serving: Callable[..., Any]) -> None:
    office = serving()
    desk.says(BOOK.format(port=office.port))
    desk.hours(HOURS)
    held(desk, "INV-1", finding())
    desk.clock.on(days=1, hours=7)
    first, second = go_round(desk.shift), go_round(desk.shift)
    assert (first.digests, len(first.escalated), len(first.sent.sent)) == (2, 1, 3)
    assert (second.digests, second.escalated, second.sent.sent) == (0, (), [])
    assert sorted(mail["To"] for mail in office.mails()) == [
        "boss@factory.example", "buyer@factory.example", "second@factory.example",
    ]  # fmt: skip


def test_text_from_documents_stays_on_its_line(told: Any) -> None:
    evil = "INV-1\r\nBcc: x@evil.example\n\nPay here" + "x" * 200
    number = held(told, "INV-1", finding())

    def spoil(unit: Any) -> None:
        document = unit.custody.document(number)
        fields = {**document.draft.fields, "invoice_number": Field(evil)}
        unit.custody.reread(number, type(document.draft)(document.kind, fields), "tallymark", "test")

    told.shift.workspace.run(spoil)
    told.clock.on(days=1)
    write_digests(told.shift, told.clock())
    assert all("Bcc" not in line[:4] for row in outbox(told) for line in row.body.splitlines())
