"""The assembly of the desk, on one screen."""

from __future__ import annotations

import pkgutil
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from types import ModuleType

from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

from desk import api, failures, pages
from desk.navigation import Entry
from desk.office import Office
from desk.rendering import templates
from desk.resources import API, RESPONSES
from desk.security.body import BodyLimit
from desk.security.cookies import is_https
from desk.security.gate import gate
from desk.security.headers import SecurityHeaders
from desk.security.hosts import KnownHosts
from desk.static_files import StaticFiles
from desk.visit import visit
from journey.settings import Settings
from storage import Workspace


def create(settings: Settings) -> FastAPI:
    """The desk over a workspace. It opens the workspace at once and gives it back when the server stops."""
    workspace = Workspace.open(settings.home, settings.database_url)
    app = FastAPI(
        title="Tallymark", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False,
        dependencies=[Depends(gate)], lifespan=_closing(workspace),
    )  # fmt: skip
    static, found = StaticFiles.of(), list(_modules())
    menu = sorted((module.NAVIGATION for module in found if hasattr(module, "NAVIGATION")), key=_place)
    app.state.office = Office(settings, workspace, templates(static), menu)
    static.add_to(app)
    for module in found:
        guarded = [] if getattr(module, "PUBLIC", False) else [Depends(visit)]
        if module.__name__.startswith(api.__name__):
            app.include_router(module.router, prefix=API, dependencies=guarded, responses=RESPONSES)
        else:
            app.include_router(module.router, dependencies=guarded, include_in_schema=False)
    failures.add_to(app)
    # The last added is the outermost: headers first, then known hosts, the size of a body, and the last net.
    app.add_middleware(failures.LastNet)
    app.add_middleware(BodyLimit, uploads=_uploads(app))
    app.add_middleware(KnownHosts, desk_url=settings.desk_url)
    app.add_middleware(SecurityHeaders, https=is_https(settings))
    return app


def _modules() -> Iterator[ModuleType]:
    """Every page and resource, in the order of their names."""
    for package in (pages, api):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            if hasattr(module, "router"):
                yield module


def _uploads(app: FastAPI) -> list[re.Pattern[str]]:
    """The paths of modules that take files."""
    return [
        compile_path(route.path)[0]
        for route in iter_route_contexts(app.routes)
        if route.path
        and "POST" in (route.methods or ())
        and hasattr(sys.modules[route.endpoint.__module__], "TAKES_FILES")
    ]


def _place(entry: Entry) -> tuple[int, str]:
    return entry.order, entry.label


def _closing(workspace: Workspace) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        workspace.close()

    return lifespan


__all__ = ["create"]
