"""Named moments at which a test may kill the program, to prove that the next run finishes the work.

`reach("archive.after-link")` does nothing, unless the environment variable `TALLYMARK_CRASH_AT` names
this moment: `name` kills the process with SIGKILL the first time, `name:3` the third time it is reached.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from typing import Final

VARIABLE: Final = "TALLYMARK_CRASH_AT"

_reached: Counter[str] = Counter()


def reach(name: str) -> None:
    """Pass a named moment; the process ends here if the environment asks for it."""
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    moment, _, count = wanted.partition(":")
    if moment != name:
        return
    _reached[name] += 1
    if _reached[name] >= int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)


__all__ = ["VARIABLE", "reach"]
