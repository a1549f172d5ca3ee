"""The same mails from a folder and through a mailbox on Dovecot: `python -m benchmarks.through_imap MAILS --masters …`.

Both are worked through by `tallymark run` in workspaces of their own; what became of every mail and document must be
the same. Only the `.eml` of the folder can be in a mailbox. With `--json OUT` the lines of the mailbox are kept, the
mails under their files' names, and can be scored as the folder's.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.kills import Workspace
from tests.simulators.servers import running_dovecot

WIRE = ("sha256", "bytes")
"""What is not compared: a server gives lines with CRLF, a file may have LF."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both, compare; the exit status is 0 only if every mail ended in the same way."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.through_imap", description=__doc__)
    parser.add_argument("mails", type=Path)
    parser.add_argument("--masters", type=Path, required=True, help="a folder with suppliers, orders and receipts.csv")
    parser.add_argument("--policy", type=Path)
    parser.add_argument("--as-of")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tallymark-imap-") as folder, running_dovecot() as server:
        given.mails = _alone(given.mails, Path(folder) / "mails")
        status, posted = Workspace(Path(folder) / "mailbox", given, server).lines()
        print(f"mailbox: exit {status}, {len(posted)} mails", flush=True)
        if given.json:
            given.json.write_text("".join(json.dumps(line) + "\n" for line in posted.values()), "utf-8")
        status, filed = Workspace(Path(folder) / "folder", given).lines()
        print(f"folder: exit {status}, {len(filed)} mails", flush=True)
    differing = [mail for mail in filed if _said(filed[mail]) != _said(posted.get(mail, {}))]
    print(f"{len(filed) - len(differing)} of {len(filed)} mails ended in the same way")
    for mail in differing:
        print(f"  differs: {mail}")
    return 1 if differing or len(posted) != len(filed) else 0


def _alone(mails: Path, target: Path) -> Path:
    """A folder with the `.eml` only."""
    target.mkdir()
    for mail in mails.glob("*.eml"):
        shutil.copy2(mail, target)
    return target


def _said(told: Any) -> Any:
    """What is compared of a line."""
    if isinstance(told, dict):
        return {key: _said(value) for key, value in told.items() if key not in WIRE}
    return [_said(one) for one in told] if isinstance(told, list) else told


if __name__ == "__main__":
    sys.exit(main())
