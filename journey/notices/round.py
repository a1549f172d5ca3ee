"""A round of notices: the digests of the day, what is overdue, and then all that is due leaves."""

from __future__ import annotations

from dataclasses import dataclass

from journey.notices.digest import write_digests
from journey.notices.escalation import escalate
from journey.notices.sending import Sent, send_due
from journey.shift import Shift


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did: digests written, exceptions escalated (their numbers), and what was sent."""

    digests: int
    escalated: tuple[int, ...]
    sent: Sent

    @property
    def sentence(self) -> str:
        """The same in words, with what kept others from leaving."""
        sent = self.sent
        done = (
            f"{self.digests} digests written, {len(self.escalated)} exceptions escalated; {len(sent.sent)} sent, "
            f"{len(sent.postponed)} postponed, {len(sent.failed)} failed"
        )
        return f"{done}: {'; '.join(sent.why)}" if sent.why else done


def go_round(shift: Shift) -> Round:
    """One round. Doing it again at once does nothing. Raises PolledElsewhereError while another is at it."""
    now = shift.workspace.clock()
    digests = write_digests(shift, now)
    escalated = tuple(item.id for item in escalate(shift, now))
    return Round(digests, escalated, send_due(shift))


__all__ = ["Round", "go_round"]
