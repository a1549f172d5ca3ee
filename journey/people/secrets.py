"""Secrets that people carry: sessions, links, tokens. Random, shown once, stored as hashes only."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32
"""256 random bits: no guess comes near, so a plain SHA-256 keeps them as safe as a slow hash would."""


def new_secret() -> str:
    """A secret of 32 random bytes, fit for a cookie, a link or a header."""
    return secrets.token_urlsafe(BYTES)


def hash_of(secret: str) -> str:
    """What is stored of a secret: its SHA-256, 64 hex digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


__all__ = ["new_secret", "hash_of"]
