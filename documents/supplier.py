"""Supplier master data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier as accounts payable knows it. Identifiers may be shared by several suppliers.

    `vat_id` and IBANs are compact (no spaces), domains lower case; `country` ISO 3166-1 alpha-2,
    `currency` ISO 4217, `language` ISO 639-1; empty or None where nothing is known.
    """

    id: str
    name: str = ""
    vat_id: str | None = None
    bank_accounts: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()
    country: str | None = None
    currency: str | None = None
    language: str | None = None


__all__ = ["Supplier"]
