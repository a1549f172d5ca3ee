"""Duties: who acts, in a role that they hold or stand in for. What the role may release is `rules.duties`' to say."""

from __future__ import annotations

from documents.errors import NotAllowedError
from documents.kinds import Role
from documents.people import Person
from journey.resolve import Person as Actor


def acting(person: Person, *roles: Role) -> Actor:
    """A person in the first of some roles that they may act in today: a role of their own before one in which they
    stand in. Raises NotAllowedError, naming who could, where they hold none of them."""
    held = [role for role in roles if role in person.roles] or [role for role in roles if role in person.acting]
    if person.disabled or not held:
        wanted = " or ".join(role.value for role in roles)
        raise NotAllowedError(f"{person.login} does not act as {wanted}: ask somebody who does, or for a delegation")
    return Actor(person.login, held[0])


__all__ = ["acting"]
