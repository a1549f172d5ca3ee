"""Unwrapping: from a mail, an archive or a plain file to the parts that may be documents."""

from __future__ import annotations
