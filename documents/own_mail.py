"""By what a mail of our own is known, should it ever come back to a mailbox that is polled."""

from __future__ import annotations

from typing import Final

OWN_NOTICE: Final = "X-Tallymark-Notice"
"""The header of every notice and letter that leaves: a mail with it is no supplier's, whatever is attached."""

__all__ = ["OWN_NOTICE"]
