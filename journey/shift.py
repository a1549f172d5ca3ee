"""A shift: the workspace, settings, policy and day under which the steps of the journey are done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from extractors.source import ReadOptions
from extractors.suppliers import Buyer
from extractors.unwrap.limits import UnwrapLimits
from journey.policy import in_force
from journey.settings import Settings, today
from storage import Workspace


@dataclass(frozen=True, slots=True)
class Shift:
    """What every step is given. `as_of` is the day of the decisions, `policy` the override in force,
    in the policy file's own shape. The clock is never asked during a step that decides."""

    workspace: Workspace
    settings: Settings
    as_of: date
    policy: Mapping[str, Any] = field(default_factory=dict)

    @property
    def buyer(self) -> Buyer:
        """Who the reader is: never taken for a supplier."""
        said = self.settings
        return Buyer(tuple(said.buyer_names), tuple(said.buyer_vat_ids), tuple(said.buyer_domains))

    @property
    def read_options(self) -> ReadOptions:
        """How this workspace reads documents."""
        return read_options(self.settings)

    @property
    def unwrap_limits(self) -> UnwrapLimits:
        """How this workspace takes mails apart."""
        return UnwrapLimits(passwords=self.settings.passwords)


@contextmanager
def open_shift(settings: Settings, as_of: date | None = None, policy: Path | None = None) -> Iterator[Shift]:
    """A shift on the settings' workspace, today if no day is given or set, under the policy in force or a named one."""
    override = in_force(settings.home, policy)
    with Workspace.open(settings.home, settings.database_url) as workspace:
        yield Shift(workspace, settings, as_of or settings.as_of or today(), override)


def read_options(said: Settings) -> ReadOptions:
    """How documents are read under these settings."""
    return ReadOptions(
        passwords=said.passwords, buyer_names=said.buyer_names, buyer_vat_ids=said.buyer_vat_ids,
        buyer_domains=said.buyer_domains,
    )  # fmt: skip


__all__ = ["Shift", "open_shift", "read_options"]
