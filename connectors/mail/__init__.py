"""Mailboxes: one small interface (`source.MailSource`), one module a kind of mailbox."""

from __future__ import annotations
