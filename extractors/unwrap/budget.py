"""Counting what is unpacked, so that a bomb is noticed before it goes off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from documents.errors import UnreadableError
from extractors.unwrap.limits import UnwrapLimits


class BombError(UnreadableError):
    """More was found inside than a mail may hold; the whole attachment is given up."""

    code = "bomb"


class Budget:
    """What is left of the limits of one message."""

    def __init__(self, limits: UnwrapLimits) -> None:
        self.limits = limits
        self._parts, self._bytes, self._depth = limits.parts, limits.bytes, 0

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Step into a container; raises BombError where it is nested too deeply."""
        if self._depth >= self.limits.depth:
            raise BombError(f"this attachment is nested more than {self.limits.depth} deep")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    @property
    def outermost(self) -> bool:
        """True while the parts of the message itself are looked at."""
        return self._depth <= 1

    @property
    def left(self) -> int:
        """Bytes that may still be unpacked."""
        return self._bytes

    def take(self, size: int) -> None:
        """Account for one part of `size` bytes; raises BombError when the limits are reached."""
        self._parts -= 1
        self._bytes -= size
        if self._parts < 0:
            raise BombError(f"this attachment holds more than {self.limits.parts} files")
        if self._bytes < 0:
            raise BombError(f"this attachment unpacks to more than {self.limits.bytes} bytes")

    def check_ratio(self, packed: int, unpacked: int) -> None:
        """Raises BombError for a member that unpacks to implausibly much."""
        if unpacked > self.left or (unpacked > self.limits.ratio_floor and unpacked > packed * self.limits.ratio):
            raise BombError(f"this attachment unpacks from {packed} to {unpacked} bytes")

    @contextmanager
    def restored_on_bomb(self) -> Iterator[None]:
        """Give back what a bomb has used up: the other attachments are judged by themselves."""
        before = self._parts, self._bytes
        try:
            yield
        except BombError:
            self._parts, self._bytes = before
            raise


__all__ = ["BombError", "Budget"]
