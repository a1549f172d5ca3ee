"""How much a mail may hold before unwrapping is given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class UnwrapLimits:
    """`depth` counts containers inside each other (a mail in a zip in a mail is 3), `parts` all parts of
    the message, `bytes` their sizes together, `ratio` unpacked to packed size of one archive member
    above `ratio_floor` bytes, `pixels` the area of a picture. `passwords` are tried on encrypted zips and PDFs."""

    depth: int = 8
    parts: int = 500
    bytes: int = 100 * _MIB
    ratio: int = 200
    ratio_floor: int = 10 * _MIB
    pixels: int = 200_000_000
    passwords: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> UnwrapLimits:
        """The inverse of `to_json`; raises TypeError on anything else."""
        return cls(**(data | {"passwords": tuple(data.get("passwords", ()))}))


__all__ = ["UnwrapLimits"]
