"""A simulator of Microsoft Graph's mail: delta queries, MIME, folders, moves, categories, over a mailbox that lasts.

It is no Microsoft 365: what it answers was written after Microsoft's reference.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.simulators.postbox import Letter
from tests.simulators.serving import Handler, serve

USER = "/v1.0/users/ap@factory.example"
PAGE = 2
JSON = "application/json"


class Graph(Handler):
    """One mailbox, one good token."""

    def respond(self, method: str, body: bytes, fault: str) -> None:
        place = urlsplit(self.path)
        where, asked = unquote(place.path), {name: one[0] for name, one in parse_qs(place.query).items()}
        if self.headers.get("Authorization") != "Bearer secret" or fault == "unauthorized":
            return self.fail(401, "InvalidAuthenticationToken")
        if fault == "busy":
            return self.fail(429, "TooManyRequests", Retry_After="1")
        if fault == "denied":
            return self.fail(403, "ErrorAccessDenied")
        if not where.startswith(USER):
            return self.fail(404, "ErrorInvalidUser")
        told = self.told(method, where.removeprefix(USER), asked, json.loads(body or b"{}"), fault)
        if fault == "lost":
            self.close_connection = True
            return None
        if isinstance(told, bytes):
            return self.answer(200, told, "text/plain")
        if isinstance(told, int):
            return self.fail(told, {404: "ErrorItemNotFound", 410: "syncStateNotFound"}.get(told, "generalException"))
        return self.answer(200, json.dumps(told).encode(), JSON)

    def told(self, method: str, where: str, asked: dict[str, str], said: dict[str, Any], fault: str) -> Any:
        if found := re.fullmatch(r"/mailFolders/([^/]+)/messages/delta", where):
            return self.delta(self.named(found[1]), asked, fault)
        if found := re.fullmatch(r"/messages/([^/]+)(/\$value|/move)?", where):
            return self.message(method, found[1], found[2] or "", said)
        if where == "/mailFolders" and method == "POST":
            self.mailbox.make_folder(said["displayName"])
            return {"id": said["displayName"], "displayName": said["displayName"]}
        if found := re.fullmatch(r"/mailFolders(/[^/]+/childFolders)?", where):
            wanted = re.fullmatch(r"displayName eq '(.*)'", asked["$filter"])
            names = [] if found[1] or not wanted else [one for one in self.mailbox.folders() if one == wanted[1]]
            return {"value": [{"id": name, "displayName": name} for name in names]}
        if found := re.fullmatch(r"/mailFolders/([^/]+)", where):
            return {"displayName": self.named(found[1])}
        return 404

    def delta(self, folder: str, asked: dict[str, str], fault: str) -> Any:
        token = asked.get("token", "")
        if fault == "stale-state" and token:
            return 410
        since, upto, skip = (int(part) for part in token.split("-")) if token else (0, self.mailbox.newest(), 0)
        if token and not skip:
            upto = self.mailbox.newest()
        changes = self.mailbox.changes(folder, since)
        page, rest = changes[skip : skip + PAGE], changes[skip + PAGE :]
        following = f"{since}-{upto}-{skip + PAGE}" if rest else f"{upto}-0-0"
        host = "mail.example" if fault == "elsewhere" else self.headers["Host"]
        link = f"http://{host}{USER}/mailFolders/{folder}/messages/delta?token={following}"
        return {
            "value": [shown(stable, letter) for _, stable, letter in page],
            "@odata.nextLink" if rest else "@odata.deltaLink": link,
        }

    def message(self, method: str, item: str, what: str, said: dict[str, Any]) -> Any:
        letter = self.mailbox.find(item)
        if letter is None:
            return 404
        if what == "/$value":
            mime = self.mailbox.mime(item)
            return 500 if mime.startswith(b"X-Simulator: corrupt") else mime
        if what == "/move":
            self.mailbox.move(item, self.named(said["destinationId"]))
        elif method == "PATCH":
            self.mailbox.categorise(item, said["categories"])
        return shown(item, letter)

    def named(self, folder: str) -> str:
        return "Inbox" if folder == "inbox" else folder

    def fail(self, status: int, code: str, **headers: str) -> None:
        self.answer(status, json.dumps({"error": {"code": code, "message": code}}).encode(), JSON, **headers)


def shown(stable: str, letter: Letter | None) -> dict[str, Any]:
    if letter is None:
        return {"id": stable, "@removed": {"reason": "deleted"}}
    return {"id": stable, "receivedDateTime": letter.received, "categories": list(letter.categories)}


if __name__ == "__main__":
    serve(Graph, Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
