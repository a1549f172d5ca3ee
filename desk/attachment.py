"""Attachments: bytes that a browser keeps, and never shows."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from desk.security.headers import SANDBOX


def attachment(name: str, data: bytes, media: str = "application/octet-stream") -> Response:
    """Bytes that a browser keeps and never shows, whatever they are."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"content-disposition": disposition, "content-security-policy": SANDBOX}
    return Response(data, media_type=media, headers=headers)


__all__ = ["attachment"]
