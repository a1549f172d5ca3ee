"""Facts of an invented mailbox, as short as a test can say them."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from documents import crash
from documents.case import BilledLine, EarlierDocument
from documents.draft import Draft, Field
from documents.finding import Allocation, Finding, Verdict
from documents.kinds import Decision, Kind, Outcome, Role, Severity
from documents.lifecycle import State
from documents.order import OrderLine, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from storage import Unit, Workspace
from storage.encoding import digest
from storage.records import Document, Message, NewDocument, NewMessage, NewPart


def message(unit: Unit, workspace: Workspace, name: str, data: bytes | None = None, account: str = "inbox") -> Message:
    """A sealed message, its bytes in the archive."""
    wire = name.encode() if data is None else data
    return unit.custody.seal(NewMessage(account, name, workspace.archive.put(wire), len(wire)))


def draft(number: str | None = "INV-1", kind: Kind = Kind.INVOICE, text: str = "", place: int = 1) -> Draft:
    """What was read of a document."""
    name = "delivery_note_number" if kind is Kind.PACKING_SLIP else "invoice_number"
    fields = {} if number is None else {name: Field(number, 0.99, 1, (1.0, 2.0, 3.0, 4.0), method="test/1")}
    return Draft(kind, fields, document=place, text=text)


def document(
    unit: Unit, workspace: Workspace, number: str = "INV-1", *, supplier: str | None = "S1", kind: Kind = Kind.INVOICE,
    data: bytes | None = None, state: State = State.READ,
) -> Document:  # fmt: skip
    """A document in a message of its own, which is concluded as consumed."""
    sealed = message(unit, workspace, f"{len(unit.custody.messages()) + 1:04d}.eml")
    blob = workspace.archive.put(number.encode() if data is None else data)
    unit.custody.add_parts(sealed.id, [NewPart("a.pdf", blob, 10, "pdf", Outcome.CONSUMED)])
    entered = unit.custody.add_document(
        sealed.id, NewDocument(((blob, "1"),), draft(number, kind), ("a.pdf",), supplier), state
    )
    unit.custody.conclude(sealed.id, Outcome.CONSUMED)
    return entered


def order(number: str = "PO-1", *lines: OrderLine, supplier: str = "S1") -> PurchaseOrder:
    """An order, of one line of 100 pieces at 2.50 if no lines are given."""
    return PurchaseOrder(number, supplier, "EUR", lines or (ordered(1),), ordered_on=date(2026, 2, 1))


def ordered(line: int, quantity: str = "100", unit: str = "C62", **factors: str) -> OrderLine:
    """An ordered line; factors as `BX="50"`."""
    units = {name: Decimal(factor) for name, factor in factors.items()}
    return OrderLine(line, Decimal(quantity), unit, Decimal("2.50"), item=f"A-{line}00", units=units)


def receipt(number: str = "GR-1", order: str = "PO-1", note: str | None = "DN-1", *lines: ReceiptLine) -> GoodsReceipt:
    """A receipt, of one line of 100 pieces if no lines are given."""
    return GoodsReceipt(number, order, date(2026, 3, 1), note, lines or (received(1, "100"),))


def received(
    line: int, quantity: str, returned: str = "0", order_line: int = 1, unit: str | None = None
) -> ReceiptLine:
    """A receipt line."""
    return ReceiptLine(line, order_line, Decimal(quantity), unit, returned=Decimal(returned))


def allocation(quantity: str, receipt: str = "GR-1", line: int = 1, receipt_line: int = 1) -> Allocation:
    """A quantity of a receipt line."""
    return Allocation(line, receipt, receipt_line, Decimal(quantity))


def finding(code: str = "price-over", owner: Role = Role.BUYER, stake: str | None = "12.50") -> Finding:
    """A finding that blocks."""
    sentence = f"{code}: 2.75 EUR billed, 2.50 EUR ordered"
    return Finding(code, Severity.BLOCK, owner, sentence, 1, "2.50", "2.75", None if stake is None else Decimal(stake))


def verdict(*findings: Finding, decision: Decision = Decision.APPROVE) -> Verdict:
    """A verdict of invented rules."""
    return Verdict(decision, findings, policy_hash=digest(b"policy"), rules_version="1")


def billed(
    number: str | None = "INV-1", gross: str | None = "119.00", *orders: str, day: date | None = date(2026, 3, 1)
) -> EarlierDocument:
    """What a document billed: 40 pieces of each order's line 1."""
    lines = tuple(BilledLine(one, 1, Decimal(40), Decimal("2.50"), Decimal("100.00")) for one in orders)
    amount = None if gross is None else Decimal(gross)
    return EarlierDocument(Kind.INVOICE, number, day, "EUR", amount, orders, lines=lines)


def kill_at(moment: str, act: Callable[[], None]) -> bool:
    """Run `act` in a forked process that is killed at a named moment; False if it never came there."""
    child = os.fork()
    if child == 0:
        os.environ[crash.VARIABLE] = moment
        try:
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def race(processes: int, act: Callable[[int], None]) -> None:
    """Run `act` in several forked processes at once, each given its number; fails if one of them did."""
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                act(number)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        children.append(child)
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert ended == [0] * processes
