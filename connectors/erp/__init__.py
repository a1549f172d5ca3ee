"""The ERP's door: master data, orders and receipts come in as tables, approved documents go out as files."""

from __future__ import annotations
