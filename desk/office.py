"""What all requests share: settings, the open workspace, templates, the menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from fastapi import Request
from jinja2 import Environment

from desk.navigation import Entry
from journey.policy import in_force
from journey.settings import Settings, today
from journey.shift import Shift
from storage import Workspace


@dataclass(frozen=True, slots=True)
class Office:
    """One desk over one workspace; threads share it."""

    settings: Settings
    workspace: Workspace
    templates: Environment
    menu: Sequence[Entry]

    def shift(self) -> Shift:
        """Today's shift, under the policy in force now: both may change while the desk runs."""
        said = self.settings
        return Shift(self.workspace, said, said.as_of or today(), in_force(said.home))


def office_of(request: Request) -> Office:
    """The office that a request came to."""
    return cast(Office, request.app.state.office)


__all__ = ["Office", "office_of"]
