"""The plain steps in one process, without a server: `python -m journey SOURCE [AS_OF] [JOBS]`.

Prints the outcome of every mail in the source, a JSON line each. The workspace is $TALLYMARK_HOME.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from connectors.mail.folder import FolderSource
from journey.batch import process
from journey.outcome import outcome
from journey.readers import open_readers
from journey.settings import load
from journey.shift import open_shift
from journey.threads import Threads


def main(source: Path, as_of: date | None = None, jobs: int = 2) -> int:
    """Run one poll; returns 1 if something is left for a later run."""
    with open_shift(load(), as_of) as shift, open_readers(shift, jobs) as readers:
        batch = process(shift, readers, FolderSource(source), Threads(jobs), lambda *_: None)
        for message in batch.messages:
            print(json.dumps(outcome(shift, message), ensure_ascii=False, separators=(",", ":")))
    return 1 if batch.left else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    day = date.fromisoformat(given[1]) if len(given) > 1 else None
    sys.exit(main(Path(given[0]), day, int(given[2]) if len(given) > 2 else 2))
