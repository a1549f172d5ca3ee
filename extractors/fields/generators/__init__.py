"""Generators of candidates, one module each with `propose(scene) -> Iterator[Proposal]`.

They are found here by name; to teach the reader a field that labels alone do not find, add a file.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

from extractors.fields.scene import Proposal, Scene

Generator = Callable[[Scene], Iterator[Proposal]]


@cache
def generators() -> tuple[Generator, ...]:
    """Every generator of this folder, in the order of the file names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    return tuple(import_module(f"{__name__}.{name}").propose for name in names)


__all__ = ["Generator", "generators"]
