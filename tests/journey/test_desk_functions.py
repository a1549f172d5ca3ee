"""What the desk's pages ask the journey: search, proof, register of mail, suppliers, figures, policy."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from documents.errors import NotAllowedError, WrongUseError
from documents.kinds import Kind, Outcome, Role
from documents.lifecycle import State
from documents.order import OrderLine, Promise, PurchaseOrder
from documents.people import Person
from documents.receipt import GoodsReceipt, ReceiptLine
from journey import figures
from journey.archive import archived
from journey.mailroom import mails
from journey.masterdata import partners, uploads
from journey.verdicts import proposal, trying
from rules.policy import PolicyError
from storage.errors import NotFoundError, StaleError
from storage.figures import Fate
from storage.search import Measured, Period, SearchQuery

CLERK = Person("carl", "Carl", frozenset({Role.CLERK}))
KEEPER = Person("cora", "Cora", frozenset({Role.COMPLIANCE}))
ADMIN = Person("ada", "Ada", frozenset({Role.ADMIN}))


@pytest.fixture
def shift(office: Any) -> Any:
    office.run()
    with office.open() as shift:
        yield shift


def today(shift: Any) -> Period:
    now = shift.workspace.clock().date()
    return Period(now - timedelta(days=1), now + timedelta(days=1))


def found(shift: Any, measured: Measured, period: Period) -> list[int]:
    query = SearchQuery(measured=measured, period=period, limit=1000)
    return [hit.document for hit in archived.search(shift, CLERK, query).page.hits]


def test_every_count_is_the_number_of_documents_that_the_search_lists(shift: Any) -> None:
    period = today(shift)
    told = figures.figures(shift, period)
    with shift.workspace.look() as unit:
        for measured in Measured:
            bounds = told.discount_days if measured is Measured.DISCOUNT else period
            assert unit.figures.count_of(measured, bounds) == len(found(shift, measured, bounds)), measured
        documents = [document for state in State for document in unit.custody.in_state(state)]
    posted = [one for one in documents if one.kind.posted and one.state is State.FILED]
    assert told.touchless.whole == len(posted) == told.cycle.documents == sum(told.cycle.classes.values())
    assert told.touchless.part == told.touchless.whole, "nobody did anything yet"
    assert told.arrived == sum(one.kind.posted for one in documents)
    copies = [one for one in documents if one.state is State.REJECTED]
    assert sum(one.documents for one in told.copies) == len(copies) == 1
    held = [one for one in documents if one.state is State.HELD and one.kind.posted]
    assert sum(one.documents for one in told.held) == len(held)
    gross = sum(Decimal(one.draft.value("gross_total") or 0) for one in held)
    assert sum(one.amount for one in told.held) == gross
    assert period.since is not None
    outside = Period(until=period.since - timedelta(days=1))
    assert figures.figures(shift, outside).touchless.whole == 0


def test_open_exceptions_are_counted_as_the_queue_counts_them(shift: Any) -> None:
    told = figures.figures(shift, today(shift)).exceptions
    with shift.workspace.look() as unit:
        items = unit.queue.list(limit=1000)
    assert told.open.items == len(items) > 0
    assert dict(told.by_code) == {
        code: sum(any(one.code == code for one in item.findings) for item in items) for code, _ in told.by_code
    }
    assert sum(number for _, _, number in told.by_supplier) == sum(item.supplier is not None for item in items)


def test_amounts_bound_a_search(shift: Any) -> None:
    hits = archived.search(shift, CLERK, SearchQuery(kind=Kind.INVOICE, limit=100)).page.hits
    amounts = sorted(hit.gross for hit in hits if hit.gross is not None)
    middle = amounts[len(amounts) // 2]
    above = archived.search(shift, CLERK, SearchQuery(least=middle, limit=100))
    assert above.total == sum(one >= middle for one in amounts)
    exactly = archived.search(shift, CLERK, SearchQuery(least=middle, most=middle, currency="EUR"))
    assert [hit.gross for hit in exactly.page.hits] == [middle]


def test_search_and_view_are_logged_before_anything_is_shown(shift: Any) -> None:
    archived.search(shift, CLERK, SearchQuery("Schraube", supplier="V100"))
    one = archived.look_at(shift, CLERK, 1)
    assert [(entry.actor, entry.because) for entry in one.accesses] == [("carl", "desk: looked at")]
    assert one.history and all(entry.kind != archived.ACCESS for entry in one.history)
    with shift.workspace.look() as unit:
        said = unit.audit.entries(archived.SEARCH)[-1]
    assert (said.actor, said.because) == ("carl", "desk: text Schraube, supplier V100")
    with pytest.raises(NotFoundError):
        archived.look_at(shift, CLERK, 999)


def test_one_document_is_proved(shift: Any) -> None:
    with pytest.raises(NotAllowedError):
        archived.proof(shift, CLERK, 1)
    proved = archived.proof(shift, KEEPER, 1)
    assert not proved.faults and len(proved.objects) == 2 and proved.entries
    path = shift.workspace.archive.path(proved.objects[-1])
    path.chmod(0o644)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"?")
    assert archived.proof(shift, KEEPER, 1).faults == (f"object {proved.objects[-1]} is missing or changed",)
    path.write_bytes(data)


def test_the_register_lists_every_mail_with_what_it_brought(shift: Any) -> None:
    whole = mails.register(shift, mails.MailQuery())
    assert len(whole.mails) == whole.balance.messages["total"] and whole.next is None
    first = mails.register(shift, mails.MailQuery(limit=3))
    rest = mails.register(shift, mails.MailQuery(before=first.next, limit=100))
    assert first.mails + rest.mails == whole.mails
    ignored = mails.register(shift, mails.MailQuery(outcome=Outcome.IGNORED)).mails
    assert len(ignored) == whole.balance.messages["ignored"]
    for listed in whole.mails:
        one = mails.mail(shift, listed.message.id)
        assert (listed.parts, listed.documents) == (len(one.parts), len(one.documents))


def test_a_supplier_is_shown_with_accounts_exceptions_and_deliveries(shift: Any) -> None:
    day = shift.as_of - timedelta(days=20)
    promises = [Promise("45-7001", 10, day), Promise("45-7001", 20, shift.as_of), Promise("45-7001", 30, day)]
    shift.workspace.run(lambda unit: unit.receiving.promise(promises, "test"))
    one = partners.partner(shift, "V100")
    assert one.accounts[0].first and one.accounts[0].added == one.supplier.bank_accounts
    assert one.punctuality.lines == 2, "a promise is judged once its day is over"
    fates = {line.line: line.fate for line in figures.promised(shift, Period(), "V100")}
    assert set(fates) == {10, 30} and set(fates.values()) == {Fate.ON_TIME}
    assert [supplier.id for supplier in partners.suppliers(shift, "nordhafen").suppliers] == ["V100"]
    page = partners.suppliers(shift, limit=2)
    assert page.next and partners.suppliers(shift, after=page.next).suppliers[0].id > page.next
    with pytest.raises(NotFoundError):
        partners.partner(shift, "nobody")


def test_goods_not_invoiced_are_worth_their_ordered_price(shift: Any) -> None:
    prices = (
        OrderLine(10, Decimal(100), "C62", Decimal("250"), Decimal(100)),
        OrderLine(20, Decimal(9), "C62", Decimal(4)),
    )
    came = ReceiptLine(1, 10, Decimal(40), rejected=Decimal(4)), ReceiptLine(2, 20, Decimal(5), returned=Decimal(5))

    def act(unit: Any) -> None:
        unit.masters.take_orders([PurchaseOrder("PO-X", "V100", "EUR", prices)], "test")
        unit.masters.take_receipts([GoodsReceipt("GR-X", "PO-X", shift.as_of, "DN-X", came)], "test")

    before = figures.figures(shift, today(shift)).uninvoiced
    shift.workspace.run(act)
    (line,) = (one for one in figures.uninvoiced(shift) if one.receipt == "GR-X")
    assert (line.quantity, line.worth) == (Decimal(36), Decimal("90.00"))
    told = figures.figures(shift, today(shift)).uninvoiced
    assert told.lines == before.lines + 1 == len(figures.uninvoiced(shift))
    assert dict(told.worth) == {"EUR": dict(before.worth).get("EUR", 0) + Decimal("90.00")}


def test_a_policy_is_tried_then_saved_with_its_reason(shift: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "MOMENT", 60)  # long enough for all, on a busy machine too
    text = "[price]\nupper_percent = 50\nupper_amount = 5000\n"
    tried = trying.begin(shift, ADMIN, text)
    assert ("price.upper_percent", "2", "50") in tried.changes
    assert tried.complete and tried.tally.changed >= 1
    seen = proposal.seen(shift)
    with pytest.raises(NotAllowedError):
        proposal.save(shift, CLERK, text, "no", seen)
    with pytest.raises(PolicyError, match="did you mean"):
        proposal.save(shift, ADMIN, "[prize]\nupper_percent = 3\n", "typo", seen)
    with pytest.raises(WrongUseError, match="reason"):
        proposal.save(shift, ADMIN, text, " ", seen)
    saved = proposal.save(shift, ADMIN, text, "steel is dear", seen)
    assert (saved.number, saved.person, saved.because) == (1, "ada", "steel is dear")
    with pytest.raises(StaleError):
        proposal.save(shift, ADMIN, "", "back", seen)
    assert proposal.in_force(shift).text == text
    assert not proposal.in_force(shift).by_hand


def test_a_table_is_brought_by_the_administrator(shift: Any) -> None:
    data = b"id,name\nV900,Neu GmbH\n,nobody\n"
    with pytest.raises(NotAllowedError):
        uploads.take_table(shift, CLERK, "suppliers", "s.csv", data)
    taken = uploads.take_table(shift, ADMIN, "suppliers", "../s.csv", data)
    assert (taken.changed, [refusal.row for refusal in taken.refused]) == (1, [3])
    with pytest.raises(WrongUseError, match=r"^s.csv lacks the column id"):
        uploads.take_table(shift, ADMIN, "suppliers", "s.csv", b"a,b\n1,2\n")
    with pytest.raises(WrongUseError, match="no readable Excel"):
        uploads.take_table(shift, ADMIN, "suppliers", "s.xlsx", b"PK\x03\x04nonsense")
