"""Static files, kept by browsers for a year: their address holds the hash of all of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

FOLDER: Final = Path(__file__).parent / "static"
KEPT: Final = "public, max-age=31536000, immutable"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """The files below a folder, under an address that changes with any byte of them."""

    files: dict[str, Path]
    digest: str

    @classmethod
    def of(cls, folder: Path = FOLDER) -> StaticFiles:
        """Those of a folder as they are now."""
        found = sorted(path for path in folder.rglob("*") if path.suffix in _TYPES)
        files = {path.relative_to(folder).as_posix(): path for path in found}
        hashes = hashlib.sha256()
        for name, path in files.items():
            hashes.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return cls(files, hashes.hexdigest()[:16])

    def address(self, name: str) -> str:
        """Where a page finds a file. Raises KeyError for one that is not there: a page never points at nothing."""
        return f"/static/{self.digest}/{self.files[name].relative_to(FOLDER).as_posix()}"

    def add_to(self, app: FastAPI) -> None:
        """Serve them; open to everybody, as the sign-in needs them."""

        async def serve(request: object) -> Response:
            said = request.path_params  # type: ignore[attr-defined]
            path = self.files.get(said["name"])
            if path is None:
                raise HTTPException(404)
            kept = KEPT if said["digest"] == self.digest else "no-cache"
            return FileResponse(path, media_type=_TYPES[path.suffix], headers={"cache-control": kept})

        app.router.routes.append(Route("/static/{digest}/{name:path}", serve, methods=["GET"], name="static"))


__all__ = ["FOLDER", "KEPT", "StaticFiles"]
