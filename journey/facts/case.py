"""A document's case: everything that a verdict depends on, gathered from the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.case import Case, EarlierDocument, MailFacts
from documents.draft import Draft
from documents.invoice import Invoice, PackingSlip
from documents.kinds import Kind
from documents.order import PurchaseOrder
from documents.receipt import GoodsReceipt
from journey.amended import amended
from journey.facts.compete import ahead, come_again
from journey.facts.corroborate import corroborated
from journey.facts.currency import agreed
from journey.facts.items import itemised
from journey.facts.lots import recognised
from journey.facts.orders import settled
from journey.facts.supplier import trace
from journey.facts.typed import Sender, typed
from journey.facts.units import spelt, spelt_receipt
from journey.shift import Shift
from rules.policy import effective
from storage import Unit
from storage.encoding import number_key
from storage.records import Document, Earlier, Resolution

YEAR = 365


@dataclass(frozen=True, slots=True)
class Gathered:
    """A case with what it was made of: the draft as people put it right, and their resolutions."""

    case: Case
    draft: Draft
    resolutions: tuple[Resolution, ...]


def gather(shift: Shift, unit: Unit, document: Document) -> Gathered:
    """The case of a document as the workspace knows it now."""
    message = unit.custody.message(document.message)
    resolutions = unit.resolutions.of(document.id)
    draft = amended(document.draft, resolutions)
    supplier, found = trace(shift, unit, draft, message, resolutions)
    sender = Sender(supplier.id if supplier else None, found.confidence, message.facts.arrived)
    paper = settled(unit, draft, typed(draft, sender))
    orders, receipts = _tallied(unit, paper, ())
    paper = agreed(draft, paper, supplier, orders)
    paper = corroborated(draft, recognised(draft, itemised(paper, orders), receipts), receipts)
    invoiced = _invoiced(shift.policy, unit, document, paper, orders)
    if isinstance(paper, Invoice) and paper.kind is Kind.CREDIT_NOTE and not orders:
        orders, receipts = _tallied(unit, paper, invoiced)
        invoiced = _invoiced(shift.policy, unit, document, paper, orders)
    if isinstance(paper, Invoice) and paper.kind is Kind.INVOICE:
        invoiced = (*invoiced, *ahead(unit, document, receipts, invoiced))
    invoiced = (*invoiced, *(one.facts for one in akin(unit, document, paper, orders)))
    invoiced = (*invoiced, *come_again(unit, document, paper))
    case = Case(
        document=paper, as_of=shift.as_of, supplier=supplier, orders=tuple(spelt(paper, order) for order in orders),
        receipts=tuple(spelt_receipt(paper, receipt) for receipt in receipts), invoiced=invoiced,
        mail=MailFacts(message.facts.sender, message.facts.dmarc), policy=shift.policy, name=f"document {document.id}",
    )  # fmt: skip
    return Gathered(case, draft, resolutions)


def _tallied(
    unit: Unit, paper: Invoice | PackingSlip, credited: tuple[EarlierDocument, ...]
) -> tuple[tuple[PurchaseOrder, ...], tuple[GoodsReceipt, ...]]:
    """The orders that the document names, or that its delivery notes or the credited invoice lead to; and
    all receipts for these orders and of these delivery notes."""
    notes = [*paper.delivery_notes, *([paper.number] if isinstance(paper, PackingSlip) and paper.number else [])]
    named = {*paper.orders, *(line.order for line in paper.lines if line.order)}
    booked = unit.masters.receipts_about(named, notes)
    noted = _on_notes(booked, notes)
    found = unit.masters.orders(named | {receipt.order for receipt in noted})
    noted = _of_supplier(paper.supplier, noted, found)
    wanted = named or {receipt.order for receipt in noted} or {order for one in credited for order in one.orders}
    keys = {number_key(number) for number in wanted}
    known = [order for order in found if number_key(order.number) in keys]
    orders = tuple(known) if known else unit.masters.orders(wanted)
    ours = [receipt for receipt in booked if number_key(receipt.order) in keys]
    others = () if named else unit.masters.receipts_of(wanted)
    receipts = {receipt.number: receipt for receipt in (*ours, *others, *noted)}
    return orders, tuple(receipts[number] for number in sorted(receipts))


def _on_notes(receipts: Iterable[GoodsReceipt], notes: Iterable[str]) -> tuple[GoodsReceipt, ...]:
    keys = set(map(number_key, notes))
    return tuple(one for one in receipts if one.delivery_note is not None and number_key(one.delivery_note) in keys)


def _of_supplier(
    supplier: str | None, receipts: tuple[GoodsReceipt, ...], orders: tuple[PurchaseOrder, ...]
) -> tuple[GoodsReceipt, ...]:  # fmt: skip
    """Two suppliers may count their delivery notes alike: only this one's receipts are of the document."""
    owners = {number_key(order.number): order.supplier for order in orders}
    return tuple(
        receipt for receipt in receipts if supplier in (None, owners.get(number_key(receipt.order), supplier))
    )  # fmt: skip


def _invoiced(
    policy: Mapping[str, Any], unit: Unit, document: Document, paper: Invoice | PackingSlip,
    orders: tuple[PurchaseOrder, ...],
) -> tuple[EarlierDocument, ...]:  # fmt: skip
    """The supplier's documents sealed before this one that may be the same, or bill the same orders."""
    if paper.supplier is None or not isinstance(paper, Invoice):
        return ()
    return unit.custody.earlier(
        document.id, paper.supplier, numbers=[number for number in (paper.number, paper.credits) if number],
        orders=_named(paper, orders), gross=paper.gross_total if paper.date else None, currency=paper.currency,
        around=paper.date, days=_window(policy, paper),
    )  # fmt: skip


def akin(
    unit: Unit, document: Document, paper: Invoice | PackingSlip, orders: Iterable[PurchaseOrder]
) -> tuple[Earlier, ...]:  # fmt: skip
    """The documents of sister suppliers that this one may be a copy of."""
    if paper.supplier is None or not isinstance(paper, Invoice):
        return ()
    return unit.custody.of_sisters(
        document.id, unit.masters.sisters(paper.supplier), number=paper.number, orders=_named(paper, orders),
        gross=paper.gross_total, currency=paper.currency,
    )  # fmt: skip


def _named(paper: Invoice, orders: Iterable[PurchaseOrder]) -> set[str]:
    """The orders that the document names or is found to bill."""
    return {*paper.orders, *(line.order for line in paper.lines if line.order), *(order.number for order in orders)}


def _window(policy: Mapping[str, Any], paper: Invoice) -> int:
    """In how many days around it an amount may be the same again: a year, so that a simulation of another policy
    finds them too, or as long as the policy says."""
    return max(YEAR, int(effective(policy).terms(paper.supplier, paper.currency).duplicate_days))


__all__ = ["Gathered", "akin", "gather"]
