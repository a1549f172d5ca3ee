"""The notices' flow: the digests of the day, what is overdue, and all that is due leaves.

It runs every few minutes; what is urgent is heard by `flows.listen` as soon as it is written.
"""

from __future__ import annotations

from prefect import flow

from journey.mailroom.lease import PolledElsewhereError
from journey.notices.round import go_round
from journey.settings import load
from journey.shift import open_shift


@flow(name="notices", persist_result=False)
def notices() -> str:
    """One round of notices; returns a sentence of what was done. Raises WrongUseError where a file of the operator's
    (notices.toml, hours.toml) is wrong."""
    with open_shift(load()) as shift:
        try:
            return go_round(shift).sentence
        except PolledElsewhereError as busy:
            return busy.sentence


__all__ = ["notices"]
