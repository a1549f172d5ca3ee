"""The keys of the desk, in one table: the help sheet and what the keys do are both made from it.

Single letters do nothing while somebody types, and can be switched off for good (WCAG 2.1.4).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desk.visit import Visit


class Where(StrEnum):
    """The pages on which a key is of use."""

    QUEUE = "queue"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what is pressed, the act that it does (an element's `data-act`), what the help sheet says, and where."""

    press: str
    act: str
    words: str
    where: tuple[Where, ...]


_BOTH: Final = (Where.QUEUE, Where.EXCEPTION)
KEYS: Final = (
    Key("/", "search", "search", _BOTH),
    Key("j", "down", "next line of the queue, next finding of an exception", _BOTH),
    Key("k", "up", "the line, or finding, before", _BOTH),
    Key("Enter", "open", "open the line of the queue", (Where.QUEUE,)),
    Key("x", "select", "select the line for an act on many", (Where.QUEUE,)),
    Key("n", "next", "open the next exception", _BOTH),
    Key("c", "claim", "claim: it is yours", (Where.EXCEPTION,)),
    Key("a", "assign", "assign it to somebody", _BOTH),
    Key("r", "resolve", "resolve: say why it is accepted", _BOTH),
    Key("e", "escalate", "escalate to an approver", (Where.EXCEPTION,)),
    Key("m", "comment", "comment", (Where.EXCEPTION,)),
    Key("Ctrl+Enter", "settle", "accept what is yours, and on to the next", (Where.EXCEPTION,)),
    Key("?", "help", "these keys", _BOTH),
)

PREFERENCE: Final = "keys"


def bindings(where: Where) -> str:
    """What is pressed, and the act that it does, on a page, as JSON."""
    return json.dumps({key.press: key.act for key in KEYS if where in key.where})


def sheet(where: Where) -> list[Key]:
    """The keys of a page, as the help sheet lists them."""
    return [key for key in KEYS if where in key.where]


def on(visit: Visit) -> bool:
    """Whether a person has left the single keys on."""
    with visit.shift.workspace.look() as unit:
        return unit.preferences.get(visit.person.login, PREFERENCE) != "off"


def switch(visit: Visit, *, on: bool) -> None:
    """Remember whether a person wants the single keys."""
    said = "on" if on else "off"
    visit.shift.workspace.run(lambda unit: unit.preferences.put(visit.person.login, PREFERENCE, said))


__all__ = ["KEYS", "PREFERENCE", "Key", "Where", "bindings", "on", "sheet", "switch"]
