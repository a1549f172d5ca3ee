"""The outside world: mailboxes in, ERP systems out."""

from __future__ import annotations
