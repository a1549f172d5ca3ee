"""Health: whether the desk answers and its database can be read; for supervisors."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse

from desk.office import office_of

PUBLIC = True
router = APIRouter()


@router.get("/health", response_class=PlainTextResponse)
def health(request: Request) -> str:
    """`ok` if a reading transaction succeeds."""
    with office_of(request).workspace.look() as unit:
        unit.people.anybody()
    return "ok"


__all__ = ["PUBLIC", "router"]
