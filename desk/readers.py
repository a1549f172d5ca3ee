"""The desk's readers: they render pages without any right; started when the first picture is not kept yet."""

from __future__ import annotations

import threading
import weakref
from typing import Final, cast

from fastapi import Request

from desk.office import office_of
from extractors.sandbox import ReaderPool

_SIZE: Final = 2
_opening: Final = threading.Lock()


def readers_of(request: Request) -> ReaderPool:
    """The readers of the desk that a request came to; they end with its workspace."""
    state, workspace = request.app.state, office_of(request).workspace
    with _opening:
        if not hasattr(state, "readers"):
            state.readers = ReaderPool(size=_SIZE)
            weakref.finalize(workspace, state.readers.close)
    return cast(ReaderPool, state.readers)


__all__ = ["readers_of"]
