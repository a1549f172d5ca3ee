"""The outbox: what is to be told, written with the facts that it tells; letters; exceptions escalated."""

from __future__ import annotations

from storage.outbox.escalations import Escalations
from storage.outbox.letters import Letters
from storage.outbox.outgoing import Outbox

__all__ = ["Escalations", "Letters", "Outbox"]
