"""The outside world: mailboxes in `connectors.mail`, the ERP's tables and outbox in `connectors.erp`."""

from __future__ import annotations
