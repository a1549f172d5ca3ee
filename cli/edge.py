"""The edge: what went wrong becomes one sentence on stderr and an exit status, never a traceback.

0 done; 1 it could not be done, or something is left for a later run; 2 wrong use.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from documents.errors import TallymarkError, WrongUseError

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def guarded(act: Callable[[], int]) -> int:
    """Run `act` and translate what it raises into a sentence and an exit status."""
    try:
        return act()
    except WrongUseError as error:
        return _say(error.sentence, WRONG_USE)
    except TallymarkError as error:
        hint = " (trying again may help)" if error.retryable else ""
        return _say(f"{error.sentence}{hint}", FAILED)
    except KeyboardInterrupt:
        return _say("stopped; the next run goes on where this one ended", INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last net: whatever comes, the user gets a sentence and a place
        return _say(f"{type(error).__name__} was not foreseen: the details are in {_report()}", FAILED)


def _say(sentence: str, status: int) -> int:
    print(f"tallymark: {sentence}", file=sys.stderr)
    return status


def _report() -> Path:
    """Where the traceback was written: the workspace's logs, else the folder for temporary files."""
    from tempfile import gettempdir

    from journey.settings import load

    logs = load().home / "logs"
    folder = logs if logs.is_dir() else Path(gettempdir())
    path = folder / f"failure-{time.strftime('%Y%m%d-%H%M%S')}.txt"
    path.write_text(traceback.format_exc(), encoding="utf-8")
    return path


__all__ = ["DONE", "FAILED", "INTERRUPTED", "WRONG_USE", "guarded"]
