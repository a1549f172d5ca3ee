"""What lasts: tables and migrations, archive, custody ledger, masters, allocations, queue, audit chain, search.

    workspace = Workspace.open(home)
    digest = workspace.archive.put(data)           # durable on return
    with workspace.begin() as unit:                # one transaction
        message = unit.custody.seal(NewMessage(account, name, digest, len(data)))

Rows never leave this room: every method takes and gives the frozen records of `storage.records` and
the nouns of `documents`. One writer at a time on both databases (`workspace.begin`), any number of
readers beside it (`workspace.look`).
"""

from __future__ import annotations

from storage.workspace import Unit, Workspace

__all__ = ["Unit", "Workspace"]
