"""/masters: suppliers, orders and receipts from the ERP's tables."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, File, UploadFile

from desk.resources import Told
from desk.visit import Visited, allow
from documents.kinds import Role
from journey.masterdata import uploads

TAKES_FILES = True
router = APIRouter(prefix="/masters", tags=["masters"], dependencies=[allow(Role.ADMIN)])


class Table(StrEnum):
    """What a table holds."""

    SUPPLIERS = "suppliers"
    ORDERS = "orders"
    RECEIPTS = "receipts"


class Doubt(Told):
    """A row that was refused, or taken with a doubt."""

    row: int
    reason: str


class Imported(Told):
    """What an import did; `woken` are the documents that went on because of it."""

    read: int
    changed: int
    refused: list[Doubt]
    warnings: list[Doubt]
    woken: list[int]


@router.get("")
def known(visit: Visited) -> dict[str, int]:
    """How many suppliers, orders, order lines, receipts and receipt lines there are."""
    with visit.shift.workspace.look() as unit:
        return unit.masters.counts()


@router.post("/{table}")
def take(visit: Visited, table: Table, file: Annotated[UploadFile, File()]) -> Imported:
    """Take a table in (CSV or XLSX); refused rows are named, the rest is taken."""
    data = file.file.read(uploads.MOST_BYTES + 1)
    taken = uploads.take_table(visit.shift, visit.person, table.value, file.filename or "the file", data)
    return Imported(
        read=taken.read, changed=taken.changed, refused=[Doubt.model_validate(one) for one in taken.refused],
        warnings=[Doubt.model_validate(one) for one in taken.warnings], woken=[one.id for one in taken.woken],
    )  # fmt: skip


__all__ = ["router"]
