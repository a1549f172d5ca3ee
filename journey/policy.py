"""The policy in force: a file that is named, else the workspace's own `policy.toml`, else the default alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from documents.errors import WrongUseError
from rules import policy

FILE = "policy.toml"


def in_force(home: Path, named: Path | None = None) -> dict[str, Any]:
    """The override to lay over the default policy; raises WrongUseError if it cannot be read or is faulty."""
    path = named or home / FILE
    if named is None and not path.is_file():
        return {}
    try:
        read = policy.read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(f"the policy {path} cannot be read: {error}") from error
    policy.effective(read)
    return read


__all__ = ["FILE", "in_force"]
