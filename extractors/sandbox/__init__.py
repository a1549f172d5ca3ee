"""The sandbox: a preloaded fork server, one confined process for each document (DESIGN, Security)."""

from __future__ import annotations

from extractors.sandbox.guards import Guard, describe_guards
from extractors.sandbox.limits import ChildLimits
from extractors.sandbox.pool import ReaderPool
from extractors.sandbox.second import TwoReaders

__all__ = ["ChildLimits", "Guard", "ReaderPool", "TwoReaders", "describe_guards"]
