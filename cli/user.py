"""`tallymark user`: who may sign in, in which roles, and who acts for whom. Secrets are printed once, never asked for
on the command line."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from documents.errors import WrongUseError
from documents.kinds import Role
from documents.people import Scope

if TYPE_CHECKING:
    from journey.people.register import Administrator
    from journey.settings import Settings

group = typer.Typer(name="user", no_args_is_help=True, help="People: who signs in at the desk, in which roles.")
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="The login, as the person types it.")]
Roles = Annotated[
    list[Role], typer.Option("--role", help="A role they hold; repeat for several.", default_factory=list)
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="YYYY-MM-DD.")]


@group.command()
def add(
    login: Login, roles: Roles, name: Annotated[str | None, typer.Option("--name", help="As others read it.")] = None
) -> None:  # fmt: skip
    """Register a person, and print a link with which they set their password, once and within a day.

    Example: tallymark user add boris --name "Boris Engel" --role buyer
    """
    from journey.people import invite, register
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        person = register.add(shift, _operator(), login, name or login, roles)
        secret = invite.invite(shift, person.login, _operator().name)
        console.say(f"{person.login} is registered; password to be set at {_link(shift.settings, secret)}")


@group.command("list")
def list_() -> None:
    """List everybody: roles, for whom they stand in today, and whether they may sign in.

    Example: tallymark user list
    """
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift, shift.workspace.look() as unit:
        known = [(person, unit.people.on_duty(person.login, shift.as_of)) for person in unit.people.everybody()]
        set_ = {person.login for person, _ in known if unit.people.password_of(person.login)}
    rows = []
    for person, on_duty in known:
        stands_in = ", ".join(f"{one.role.value} for {one.principal}" for one in on_duty.stands_in) if on_duty else ""
        state = "disabled" if person.disabled else "may sign in" if person.login in set_ else "no password"
        rows.append((person.login, person.name, ", ".join(sorted(person.roles)), stands_in, state))
    if not rows:
        console.say("nobody is registered yet: tallymark user add --help")
    else:
        console.table(("login", "name", "roles", "stands in", "state"), rows)


@group.command("roles")
def roles_(login: Login, roles: Roles) -> None:
    """Set the roles that a person holds: exactly the ones named.

    Example: tallymark user roles boris --role buyer --role approver
    """
    from journey.people import register
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        person = register.give_roles(shift, _operator(), login, roles)
    console.say(f"{login} holds: {', '.join(sorted(person.roles)) or 'no role'}")


@group.command()
def password(login: Login) -> None:
    """Print a new link with which a person sets their password, once and within a day; earlier links fall.

    Example: tallymark user password boris
    """
    from journey.people import invite
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        secret = invite.invite(shift, login, _operator().name)
        console.say(f"password of {login} to be set at {_link(shift.settings, secret)}")


@group.command()
def disable(
    login: Login, reason: Annotated[str, typer.Option("--reason", help="Why, for the auditor.")],
    again: Annotated[bool, typer.Option("--enable", help="Let them sign in again.")] = False,
) -> None:  # fmt: skip
    """Keep a person out from now on: their sessions end and their tokens are refused.

    Example: tallymark user disable boris --reason "left the company"
    """
    from journey.people import register
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        register.disable(shift, _operator(), login, reason, disabled=not again)
    console.say(f"{login} may {'' if again else 'no longer '}sign in")


@group.command()
def token(
    login: Login, name: Annotated[str, typer.Option("--name", help="What it is for.")] = "",
    scopes: Annotated[list[Scope] | None, typer.Option("--scope", help="What it may do (default: read).")] = None,
    days: Annotated[int, typer.Option("--days", help="How long it lives.")] = 90,
    revoke: Annotated[str | None, typer.Option("--revoke", metavar="PREFIX", help="Refuse one from now on.")] = None,
) -> None:  # fmt: skip
    """Print a token for a program that acts as this person; or revoke one. It is shown this once.

    Example: tallymark user token boris --name "price check" --scope read --days 30
    """
    from journey.people.tokens import give_token, revoke_token
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        if revoke is not None:
            revoke_token(shift, revoke, _operator(), login)
            console.say(f"{revoke} is revoked")
            return
        with shift.workspace.look() as unit:
            person = unit.people.person(login)
        entered, text = give_token(shift, person, name, scopes or [Scope.READ], days, _operator().name)
    console.say(f"{text}\ngood until {entered.expires_at:%Y-%m-%d}; keep it now, it is not shown again")


@group.command()
def delegate(
    principal: Annotated[str, typer.Argument(metavar="LOGIN", help="Whose role it is.")],
    deputy: Annotated[str | None, typer.Argument(metavar="DEPUTY", help="Who acts in it.")] = None,
    role: Annotated[Role | None, typer.Option("--role", help="In which role.")] = None,
    first: Day = None, last: Day = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the auditor.")] = "",
    revoke: Annotated[int | None, typer.Option("--revoke", metavar="NUMBER", help="End one now.")] = None,
) -> None:  # fmt: skip
    """Let a deputy act in a person's role from one day to another; without a deputy, list those in force.

    Example: tallymark user delegate boris anna --role buyer --first 2026-08-03 --last 2026-08-21 --reason holidays
    """
    from journey.people import deputies
    from journey.settings import load
    from journey.shift import open_shift

    with open_shift(load()) as shift:
        if revoke is not None:
            deputies.revoke(shift, _operator(), revoke)
        elif deputy is not None:
            if role is None or first is None or last is None:
                raise WrongUseError("a delegation needs --role, --first and --last")
            days = (first.date(), last.date())
            deputies.delegate(shift, _operator(), principal, deputy, role, days, reason)
        with shift.workspace.look() as unit:
            held = unit.people.delegations(login=principal, day=shift.as_of)
    rows = [(str(one.id), one.principal, one.deputy, one.role.value, f"{one.first} to {one.last}") for one in held]
    console.table(("number", "of", "deputy", "role", "days"), rows)


def _operator() -> Administrator:
    from journey.people.register import operator

    return operator(getpass.getuser())


def _link(settings: Settings, secret: str) -> str:
    from cli.up import desk_of
    from journey.people.invite import PATH

    return f"{desk_of(settings)}{PATH}{secret}"


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(group)


__all__ = ["add_to"]
