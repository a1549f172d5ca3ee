"""A unit of work: the rooms of storage, all within one transaction."""

from __future__ import annotations

from functools import cached_property

from storage.audit import AuditTrail
from storage.comments import Comments
from storage.cursors import Cursors
from storage.custody import Custody
from storage.figures import Figures
from storage.ledger import Ledger
from storage.looks import Looks
from storage.masters import Masters
from storage.outbox import Escalations, Letters, Outbox
from storage.people import People
from storage.postings import Cancellations, Postings
from storage.preferences import Preferences
from storage.queue import Queue
from storage.receiving import Receiving
from storage.resolutions import Resolutions
from storage.search import Search
from storage.transaction import Transaction
from storage.trials import Trials
from storage.verdicts import Verdicts


class Unit:
    """The rooms by name; made when first asked for, gone with the transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.audit = AuditTrail(transaction)

    @cached_property
    def custody(self) -> Custody:
        """Messages, parts, documents, sightings."""
        return Custody(self.transaction, self.audit)

    @cached_property
    def masters(self) -> Masters:
        """Suppliers, orders, receipts."""
        return Masters(self.transaction, self.audit)

    @cached_property
    def ledger(self) -> Ledger:
        """Receipt lines consumed by documents."""
        return Ledger(self.transaction, self.audit)

    @cached_property
    def verdicts(self) -> Verdicts:
        """What the rules decided, replayable."""
        return Verdicts(self.transaction, self.audit)

    @cached_property
    def queue(self) -> Queue:
        """Exceptions for people, and documents that wait for facts."""
        return Queue(self.transaction, self.audit)

    @cached_property
    def looks(self) -> Looks:
        """Who has a document before them just now."""
        return Looks(self.transaction, self.audit)

    @cached_property
    def comments(self) -> Comments:
        """What people say of a document."""
        return Comments(self.transaction, self.audit)

    @cached_property
    def preferences(self) -> Preferences:
        """How somebody likes the desk."""
        return Preferences(self.transaction)

    @cached_property
    def trials(self) -> Trials:
        """Other policies tried on the past."""
        return Trials(self.transaction)

    @cached_property
    def resolutions(self) -> Resolutions:
        """Waivers, corrections, re-pointings, not-a-duplicate marks."""
        return Resolutions(self.transaction, self.audit)

    @cached_property
    def search(self) -> Search:
        """Full text and fields."""
        return Search(self.transaction)

    @cached_property
    def postings(self) -> Postings:
        """The way into the ERP, exactly once."""
        return Postings(self.transaction, self.audit)

    @cached_property
    def cancellations(self) -> Cancellations:
        """The way out of the ERP again, at most once."""
        return Cancellations(self.transaction, self.audit)

    @cached_property
    def people(self) -> People:
        """Who may sign in, and who stands in for whom."""
        return People(self.transaction, self.audit)

    @cached_property
    def receiving(self) -> Receiving:
        """Deliveries expected, and counts of those that came."""
        return Receiving(self.transaction, self.audit)

    @cached_property
    def figures(self) -> Figures:
        """What the dashboard sums up."""
        return Figures(self.transaction)

    @cached_property
    def cursors(self) -> Cursors:
        """How far each account was read, and who is reading it."""
        return Cursors(self.transaction)

    @cached_property
    def outbox(self) -> Outbox:
        """What is to be told, what was, and what could not be."""
        return Outbox(self.transaction, self.audit)

    @cached_property
    def letters(self) -> Letters:
        """Letters to suppliers."""
        return Letters(self.transaction, self.audit)

    @cached_property
    def escalations(self) -> Escalations:
        """Exceptions told to the next role."""
        return Escalations(self.transaction, self.audit)


__all__ = ["Unit"]
