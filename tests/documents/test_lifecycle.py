"""The lifecycle: legal moves only, and every document can reach an end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import IllegalTransitionError
from documents.lifecycle import LEGAL, State, move

states = st.sampled_from(list(State))


@given(states, states)
def test_a_move_is_legal_or_raises(current: State, to: State) -> None:
    if to in LEGAL[current]:
        assert move(current, to) is to
    else:
        with pytest.raises(IllegalTransitionError, match=f"a {current.value} document cannot become {to.value}"):
            move(current, to)


@given(st.lists(states, max_size=30))
def test_no_walk_reaches_posted_but_through_approved(walk: list[State]) -> None:
    current, seen = State.RECEIVED, [State.RECEIVED]
    for to in walk:
        if to in LEGAL[current]:
            current = move(current, to)
            seen.append(current)
    if State.POSTED in seen:
        assert seen[seen.index(State.POSTED) - 1] is State.APPROVED
        assert seen[seen.index(State.APPROVED) - 1] is State.MATCHED


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_reach_an_end(state: State) -> None:
    reached, frontier = {state}, [state]
    while frontier:
        for to in LEGAL[frontier.pop()]:
            if to not in reached:
                reached.add(to)
                frontier.append(to)
    assert State.FILED in reached


def test_what_is_filed_can_only_be_withdrawn_or_joined_to_another() -> None:
    assert LEGAL[State.FILED] == {State.REJECTED, State.IGNORED}


def test_nothing_flips_straight_from_held_to_approved() -> None:
    assert State.APPROVED not in LEGAL[State.HELD] | LEGAL[State.WAITING]
