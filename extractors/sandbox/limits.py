"""What one reader process may use."""

from __future__ import annotations

import resource
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """`memory` is what a reader may allocate beyond the preloaded libraries, `answer` the size of its
    answer, both in bytes; `cpu` and `wall` are seconds; `files` is the number of open descriptors."""

    memory: int = 512 * MIB
    cpu: int = 180
    wall: int = 240
    files: int = 32
    answer: int = 128 * MIB

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def apply(limits: ChildLimits, mapped: int) -> None:
    """Set the limits on this process for good; memory counts from `mapped`, what the libraries take (bytes)."""
    ceiling = mapped + limits.memory
    for what, soft, hard in (
        (resource.RLIMIT_AS, ceiling, ceiling),
        (resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, limits.files, limits.files),
    ):
        resource.setrlimit(what, (soft, hard))


def mapped() -> int:
    """The address space of this process in bytes (proc(5))."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


__all__ = ["MIB", "ChildLimits", "apply", "mapped"]
