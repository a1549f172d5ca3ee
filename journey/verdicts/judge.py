"""Judge: the rules on a case, with what people have released on the document before.

All resolutions are given to the rules, which know whose waiver counts (`rules.duties`) and that it
falls when its figures change. Who corrected a document, joined its files, or handed it in over the desk, has entered
it, and releases nothing on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import rules
from documents.case import Case
from documents.finding import Verdict
from documents.kinds import Role
from journey.mailroom.handin import ACCOUNT, handed_in_by
from rules import Waiver
from storage import Unit
from storage.custody.papers import MADE
from storage.records import Document, NewResolution, Resolution, ResolutionKind

_RELEASES = (ResolutionKind.WAIVER, ResolutionKind.NOT_A_DUPLICATE)


@dataclass(frozen=True, slots=True)
class Acts:
    """What people have released on a document, and who has entered something on it."""

    waivers: tuple[Waiver, ...] = ()
    entered_by: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        waivers = [asdict(waiver) | {"role": waiver.role.value} for waiver in self.waivers]
        return {"waivers": waivers, "entered_by": list(self.entered_by)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Acts:
        """The inverse of `to_json`; what is not there was not released."""
        waivers = tuple(Waiver(**{**said, "role": Role(said["role"])}) for said in data.get("waivers", ()))
        return cls(waivers, tuple(data.get("entered_by", ())))


def _acts_of(resolutions: Iterable[Resolution]) -> Acts:
    """The releases among a document's resolutions; corrections and re-pointings are in its case already."""
    acts = [resolution.act for resolution in resolutions]
    entered = dict.fromkeys(act.person for act in acts if act.kind not in _RELEASES)
    return Acts(tuple(waiver_of(act) for act in acts if act.kind in _RELEASES), tuple(entered))


def acts_on(unit: Unit, document: Document, resolutions: Iterable[Resolution]) -> Acts:
    """The same of one document; who handed it in over the desk, or joined it, has entered it too."""
    acts = _acts_of(resolutions)
    message = unit.custody.message(document.message)
    brought = handed_in_by(unit, message.id) if message.account == ACCOUNT else ()
    return replace(acts, entered_by=tuple(dict.fromkeys((*acts.entered_by, *brought, *_joined_by(unit, document)))))


def _joined_by(unit: Unit, document: Document) -> Iterable[str]:
    """Who said that files are one document."""
    if len(document.key) < 2:
        return ()
    return [one.actor for one in unit.audit.entries(f"document:{document.id}", MADE)]


def waiver_of(act: NewResolution) -> Waiver:
    """A waiver, or a mark "not a duplicate", as the rules take it."""
    return Waiver(act.code or "", act.line, act.expected, act.actual, act.person, act.role, act.reason)


def judge(case: Case, acts: Acts) -> Verdict:
    """The verdict of the rules on a case, with these acts."""
    return rules.match(case, acts.waivers, acts.entered_by)


__all__ = ["Acts", "acts_on", "judge", "waiver_of"]
