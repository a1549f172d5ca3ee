"""/openapi.json: the description of the whole programming interface, for whoever is signed in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
def description(request: Request) -> dict[str, Any]:
    """OpenAPI 3.1."""
    described: dict[str, Any] = request.app.openapi()
    return described


__all__ = ["router"]
