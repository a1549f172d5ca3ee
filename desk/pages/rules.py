"""Rules: every control by which documents are judged, in finance words; each finding leads to its own."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.rendering import page
from desk.visit import Visited, allow
from documents.kinds import Role
from rules import catalogue

router = APIRouter(prefix="/rules", dependencies=[allow(*Role)])


@router.get("")
def rules(request: Request, visit: Visited) -> Response:
    """All rules by step, as the code that is running has them."""
    return page(request, visit, "rules.html", rules=catalogue.rules(), version=catalogue.version())


__all__ = ["router"]
