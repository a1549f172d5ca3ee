"""People of the house: how they prove who they are, and in which roles they act.

signing_in   by password, throttled; sessions
invite       links that set a password once; the first administrator
tokens       secrets for programs
passwords    argon2id
"""

from __future__ import annotations

from journey.people.invite import first_admin

__all__ = ["first_admin"]
