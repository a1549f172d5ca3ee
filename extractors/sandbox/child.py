"""One reader: a fork that reads one request from its pipe, does it without any right, answers and ends."""

from __future__ import annotations

import os
import socket
import traceback
from pathlib import Path
from typing import Any

from extractors.sandbox import frames
from extractors.sandbox.confinement import Confinement, confine_child
from extractors.sandbox.limits import ChildLimits
from extractors.sandbox.tasks import Answer, answer, failed

REQUEST_LIMIT = 512 << 20
_PIPE = 3


def serve(pipe: socket.socket, found: Confinement, limits: ChildLimits, server: int) -> None:
    """Never returns: the process ends with status 0 once its answer is written."""
    status = 1
    try:
        only = _forget_everything_but(pipe)
        confine_child(found, limits, server)
        request, data = frames.receive(only, limit=REQUEST_LIMIT)
        record, parts = _answer(request, data)
        frames.send(only, record, parts)
        status = 0
    finally:
        os._exit(status)


def _forget_everything_but(pipe: socket.socket) -> socket.socket:
    os.dup2(1, 0)  # the server's output is silent (/dev/null); its input is the control socket
    os.dup2(pipe.fileno(), _PIPE)
    os.closerange(_PIPE + 1, os.sysconf("SC_OPEN_MAX"))
    return socket.socket(fileno=_PIPE)


def _answer(request: dict[str, Any], data: tuple[bytes, ...]) -> Answer:
    try:
        return answer(request, data)
    except MemoryError:
        return failed("memory-limit", "this file takes more memory than a document may; look at it by hand"), ()
    except RecursionError:
        return failed("corrupt", "this file is nested more deeply than any document; ask for another copy"), ()
    except Exception as error:  # noqa: BLE001 - a mistake of ours on one document must not cost the next one
        return failed("crashed", f"the reader failed on this file ({_where(error)}); look at it by hand"), ()


def _where(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {str(error)[:200]} at {Path(frame.filename).name}:{frame.lineno}"


__all__ = ["REQUEST_LIMIT", "serve"]
