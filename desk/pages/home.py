"""Home: the first page that is of use to whoever comes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.rendering import redirect
from desk.visit import Visited

router = APIRouter()


@router.get("/")
def home(request: Request, visit: Visited) -> Response:
    """To the first entry of the person's own menu."""
    return redirect(request, visit.menu[0].path if visit.menu else "/account")


__all__ = ["router"]
