"""The command line: `cli.main`, and a file for each group of commands.

Heavy rooms are imported inside the commands, so that `tallymark --help` answers at once.
"""

from __future__ import annotations
