"""Uploads: a table of the ERP brought by an administrator, taken like `tallymark import` takes it."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

from documents.errors import WrongUseError
from documents.kinds import Role
from documents.people import Person
from extractors.unwrap.names import safe
from journey.masterdata import masters
from journey.masterdata.masters import Imported
from journey.queue.duties import acting
from journey.shift import Shift
from storage.encoding import digest

MOST_BYTES: Final = 30 << 20
_MOST_UNPACKED: Final = 300 << 20


def take_table(shift: Shift, who: Person, what: str, name: str, data: bytes) -> Imported:
    """Take `suppliers`, `orders` or `receipts`; who brought which file stands in the audit trail.

    Raises WrongUseError for what is no such table, or too large a one."""
    acting(who, Role.ADMIN)
    if not data:
        raise WrongUseError("choose a file first: CSV (UTF-8) or XLSX")
    if len(data) > MOST_BYTES or _unpacked(data) > _MOST_UNPACKED:
        raise WrongUseError(f"{safe(name)} is too large for the desk: use `tallymark import {what}`")
    details = {"name": safe(name), "sha256": digest(data), "bytes": len(data)}
    shift.workspace.run(lambda unit: unit.audit.append(who.login, f"masters:brought-{what}", "masters", "", details))
    with tempfile.TemporaryDirectory(prefix="tally-table-") as folder:
        file = Path(folder) / "table"
        file.write_bytes(data)
        try:
            return masters.take(shift, what, file)
        except WrongUseError as error:
            raise WrongUseError(error.sentence.replace(str(file), safe(name) or "the file")) from error


def _unpacked(data: bytes) -> int:
    """What a spreadsheet's parts come to; a bomb is refused before it is opened."""
    if not data.startswith(b"PK"):
        return len(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise WrongUseError("this is no readable Excel file: save it again, or as CSV in UTF-8") from error


__all__ = ["MOST_BYTES", "take_table"]
