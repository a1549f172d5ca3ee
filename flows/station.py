"""The station of a service that stays up: `python -m flows.station PARENT`.

It holds the schedule and works it off, one run at a time in a process of its own. It listens for what wakes
documents, and to the mailboxes, which say that mail came. The server is the one that the environment names. A
mailbox that was added, changed or taken away ends the station; whoever supervises it starts it anew, with the
new schedule.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from documents.errors import TallymarkError
from flows.attend import attendants
from flows.environment import prepare
from flows.listen import ears, listen
from journey.mailroom import mailboxes
from journey.settings import Settings, load, today
from journey.shift import open_shift
from journey.tether import end_with

ANEW = 75
"""The exit status that asks to be started again at once: the schedule has changed (EX_TEMPFAIL of sysexits.h)."""

LEAVE_SECONDS = 5.0
"""How long a mailbox that is listened to may take to be left; a wait that cannot be ended goes with the process."""

Present = tuple[tuple[str, int], ...]


def work(parent: int) -> None:
    """Work the schedule off until told to stop, or until the parent is gone."""
    end_with(parent)
    settings = load()
    prepare(settings.home)
    stop, changed = Event(), Event()
    threads = [
        Thread(target=_listen, args=(settings, stop), name="waking"),
        Thread(target=_watch, args=(settings.home, stop, changed), name="schedule"),
        *attendants(settings, stop, _tell),
    ]
    for thread in threads:
        thread.start()
    try:
        _serve(settings)
    finally:
        stop.set()
        for thread in threads:
            thread.join(LEAVE_SECONDS if thread.daemon else None)
    sys.exit(ANEW if changed.is_set() else 0)


def _serve(settings: Settings) -> None:
    """Prefect's runner, until a signal ends it."""
    from prefect import serve

    from flows.schedule import deployments

    with suppress(SystemExit):
        serve(*deployments(settings), limit=1, print_starting_message=False)


def _listen(settings: Settings, stop: Event) -> None:
    with open_shift(settings) as shift:
        listen(shift, stop, lambda: settings.as_of or today(), ears(settings.reader_jobs), _tell)


def _tell(what: str, error: TallymarkError) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {what}: {error.sentence}\n")
    sys.stderr.flush()


def _watch(home: Path, stop: Event, changed: Event) -> None:
    """End the runner when the accounts are not those any more that it was started with."""
    before = present(home)
    while not stop.wait(1.0):
        if present(home) != before:
            changed.set()
            os.kill(os.getpid(), signal.SIGTERM)
            return


def present(home: Path) -> Present:
    """The accounts of a workspace, each with the moment of its last change, in nanoseconds."""
    files = (home / mailboxes.FOLDER).glob("*.toml")
    return tuple(sorted((file.name, file.stat().st_mtime_ns) for file in files))


if __name__ == "__main__":
    work(int(sys.argv[1]))

__all__ = ["ANEW", "present", "work"]
