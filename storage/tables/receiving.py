"""Tables of receiving: counts at the door, their entries, and the days on which goods were promised."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from storage.records.receiving import CountState, EntryKind
from storage.tables._columns import one_of, refers, table


class DeliveryDateRow(SQLModel, table=True):
    """The day on which an order line was promised, and what became of it (`storage.promises`)."""

    __tablename__ = "delivery_date"
    __table_args__ = (Index("ix_delivery_date_fate", "promised_on", "fate"),)
    order_key: str = Field(sa_type=Text, primary_key=True)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    promised_on: str = Field(sa_type=Text)
    fate: str = Field(sa_type=Text, sa_column_kwargs={"server_default": "void"})


class CountRow(SQLModel, table=True):
    """A count of one delivery to one order; once booked it is the receipt of its number."""

    __tablename__ = "goods_count"
    __table_args__ = (
        one_of("state", CountState),
        CheckConstraint("(state = 'open') = (closed_by IS NULL)", name="closed"),
        Index("ix_goods_count_state", "state", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(sa_type=Text, unique=True)
    order_number: str = Field(sa_type=Text)
    order_key: str = Field(sa_type=Text)
    delivery_note: str | None = Field(default=None, sa_type=Text)
    slip_id: int | None = refers("document.id", default=None)
    state: str = Field(sa_type=Text)
    opened_by: str = Field(sa_type=Text)
    opened_at: str = Field(sa_type=Text)
    closed_by: str | None = Field(default=None, sa_type=Text)
    closed_at: str | None = Field(default=None, sa_type=Text)


class EntryRow(SQLModel, table=True):
    """One entry of a count; triggers refuse change and removal, a mistake is put right by another entry."""

    __tablename__ = "goods_entry"
    __table_args__ = (
        one_of("kind", EntryKind),
        CheckConstraint("(kind = 'correction') = (corrects IS NOT NULL)", name="corrects"),
        Index("ix_goods_entry_count_id", "count_id", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    count_id: int = refers("goods_count.id", index=False)
    key: str = Field(sa_type=Text, unique=True)
    kind: str = Field(sa_type=Text)
    order_line: int
    quantity: str = Field(sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text)
    lot: str | None = Field(default=None, sa_type=Text)
    expiry: str | None = Field(default=None, sa_type=Text)
    sscc: str | None = Field(default=None, sa_type=Text, index=True)
    code: str | None = Field(default=None, sa_type=Text)
    corrects: int | None = refers("goods_entry.id", index=False, default=None)
    person: str = Field(sa_type=Text)
    because: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)


DELIVERY_DATE = table(DeliveryDateRow)
COUNT = table(CountRow)
ENTRY = table(EntryRow)

__all__ = ["COUNT", "DELIVERY_DATE", "ENTRY"]
