"""Home: the first page that is of use to whoever comes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.pages import start
from desk.rendering import redirect
from desk.visit import Visit, Visited
from documents.kinds import Role
from storage.search import SearchQuery

router = APIRouter()


@router.get("/")
def home(request: Request, visit: Visited) -> Response:
    """To the first entry of the person's own menu; an administrator of a system without any document to its set-up."""
    if visit.may(Role.ADMIN) and _untouched(visit):
        return redirect(request, start.NAVIGATION.path)
    return redirect(request, visit.menu[0].path if visit.menu else "/account")


def _untouched(visit: Visit) -> bool:
    """Whether no document has come yet."""
    with visit.shift.workspace.look() as unit:
        return not unit.search.count(SearchQuery(), 1)


__all__ = ["router"]
