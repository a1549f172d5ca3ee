"""/me: who the program acts as, and their own tokens and deputies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from desk.resources import Sent, Told
from desk.visit import Visited
from documents.kinds import Role
from documents.people import Delegation, Scope
from journey.people import deputies, tokens
from storage.records.people import Token

router = APIRouter(prefix="/me", tags=["me"])
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Deputyship(Told):
    """A delegation: `deputy` acts in a role of `principal` from `first` to `last`, both included."""

    id: int
    principal: str
    deputy: str
    role: Role
    first: date
    last: date
    reason: str

    @classmethod
    def of(cls, one: Delegation) -> Deputyship:
        return cls.model_validate(one)


class Me(Told):
    """The person, the roles in which they act today, and for whom they stand in."""

    login: str
    name: str
    roles: list[Role]
    acting: list[Role]
    stands_in: list[Deputyship]
    scopes: list[Scope] | None


class OwnToken(Told):
    """A token without its secret."""

    prefix: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, token: Token) -> OwnToken:
        return cls(**{name: getattr(token, name) for name in cls.model_fields if name != "scopes"},
                   scopes=sorted(token.scopes))  # fmt: skip


class NewToken(Sent):
    """What a token is to be for."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    scopes: Annotated[set[Scope], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=tokens.LONGEST_DAYS)] = 90


class MadeToken(OwnToken):
    """A new token with its whole text, told this once."""

    token: str


class NewDeputy(Sent):
    """Who is to act in a role, and when."""

    deputy: Short
    role: Role
    first: date
    last: date
    reason: Short


@router.get("")
def me(visit: Visited) -> Me:
    """Who the request acts as."""
    person = visit.person
    stands_in = [Deputyship.of(one) for one in person.stands_in]
    scopes = None if visit.scopes is None else sorted(visit.scopes)
    return Me(
        login=person.login, name=person.name, roles=sorted(person.roles), acting=sorted(person.acting),
        stands_in=stands_in, scopes=scopes,
    )  # fmt: skip


@router.get("/tokens")
def own_tokens(visit: Visited) -> list[OwnToken]:
    """One's own tokens, newest first, revoked and expired ones too."""
    with visit.shift.workspace.look() as unit:
        return [OwnToken.of(token) for token in unit.people.tokens_of(visit.person.login)]


@router.post("/tokens", status_code=201)
def make_token(visit: Visited, new: NewToken) -> MadeToken:
    """Make a token. A program makes none with a scope that its own token lacks."""
    visit.require_scopes(new.scopes)
    made, text = tokens.give_token(visit.shift, visit.person, new.name, new.scopes, new.days, visit.person.login)
    return MadeToken(**OwnToken.of(made).model_dump(), token=text)


@router.delete("/tokens/{prefix}")
def revoke_token(visit: Visited, prefix: str) -> OwnToken:
    """Refuse one of one's own tokens from now on."""
    return OwnToken.of(tokens.revoke_token(visit.shift, prefix, visit.person, visit.person.login))


@router.get("/deputies")
def own_deputies(visit: Visited) -> list[Deputyship]:
    """Delegations from and to oneself that are not past."""
    with visit.shift.workspace.look() as unit:
        held = unit.people.delegations(login=visit.person.login, day=visit.shift.as_of)
    return [Deputyship.of(one) for one in held]


@router.post("/deputies", status_code=201)
def make_deputy(visit: Visited, new: NewDeputy) -> Deputyship:
    """Let somebody act in a role of one's own for some days."""
    days = (new.first, new.last)
    login = visit.person.login
    return Deputyship.of(
        deputies.delegate(visit.shift, visit.person, login, new.deputy, new.role, days, new.reason)
    )  # fmt: skip


@router.delete("/deputies/{number}", status_code=204)
def revoke_deputy(visit: Visited, number: int) -> None:
    """End a delegation from or to oneself."""
    deputies.revoke(visit.shift, visit.person, number)


__all__ = ["Deputyship", "NewDeputy", "router"]
