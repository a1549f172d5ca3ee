"""Out: notices and letters by SMTP, notices by webhooks of Slack and Teams; only to hosts that the operator named."""

from __future__ import annotations
