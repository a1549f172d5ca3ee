"""A session with Microsoft Graph: plain HTTP, one request at a time; imported only when such a mailbox is opened."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, TypeAlias
from urllib.parse import quote, urlsplit

import httpx

from connectors.mail.graph import GraphAccount
from connectors.mail.oauth import AppLogin, app_token
from connectors.mail.source import Left, Letter, MailboxError
from connectors.mail.synced import Listed
from documents.kinds import Reason

Answer: TypeAlias = dict[str, Any]

RECONCILE = timedelta(days=1)
"""After so long the folder is listed as a whole, as a delta query may have missed a letter moved away and back."""
_CATEGORY = "Tallymark"
_SCOPE = "https://graph.microsoft.com/.default"
_PREFER = 'IdType="ImmutableId", odata.maxpagesize=200'
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_GONE = httpx.codes.GONE
_FORGOTTEN = ("syncStateNotFound", "resyncRequired", "SyncStateInvalid")


class GraphSession:
    """A mailbox that is logged in to. Every method raises MailboxError. `clock` is for tests."""

    def __init__(self, account: GraphAccount, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        place = urlsplit(account.endpoint)
        if place.scheme != "https" and place.hostname not in _LOOPBACK:
            raise MailboxError(f"{account.endpoint} is not protected: use https", retryable=False)
        self._account, self._clock = account, clock
        self._client = httpx.Client(timeout=account.timeout, headers={"Prefer": _PREFER})
        self._user = f"{account.endpoint}/users/{quote(account.mailbox)}"

    def changes(self, state: str | None) -> tuple[list[Listed], str]:
        """What came or changed since a state, and the state after it; all letters where the state is forgotten or
        the last whole listing is too long ago."""
        said = json.loads(state) if state else {}
        now = self._clock()
        if not said or abs(now - datetime.fromisoformat(said["listed"])) > RECONCILE:  # a clock may go back
            return self._walk(self._beginning, now.isoformat())
        try:
            return self._walk(said["link"], said["listed"])
        except _ForgottenError:
            return self._walk(self._beginning, now.isoformat())

    def fetch(self, listed: Sequence[Listed]) -> Iterator[Letter | Left]:
        """The letters by id, or why one is not to be had; those gone are passed over."""
        for one in listed:
            found = self._letter(one.id)
            if found is not None:
                yield found

    def acknowledge(self, names: Sequence[str]) -> None:
        """Move letters, or give them our category. Those gone are done."""
        for name in names:
            self._acknowledge(name)

    def _acknowledge(self, name: str) -> None:
        where = f"{self._user}/messages/{quote(name, safe='')}"
        if self._target is not None:
            self._ask("POST", f"{where}/move", {"destinationId": self._target}, missing=True)
            return
        present = self._ask("GET", f"{where}?$select=categories", missing=True)
        if present is not None and _CATEGORY not in present["categories"]:
            self._ask("PATCH", where, {"categories": [*present["categories"], _CATEGORY]}, missing=True)

    def wait(self, _seconds: float) -> bool:
        """No: Graph tells of new letters only to servers that can be reached from the internet."""
        return False

    def check(self) -> Iterator[str]:
        """Connection, login and mailbox; then what becomes of sealed letters."""
        name = self._ask("GET", f"{self._user}/mailFolders/{self._folder}") or {}
        yield f"{self._account.endpoint} answers and opens {name.get('displayName')} of {self._account.mailbox}"
        moved = f"letters are moved to {self._account.move_to}" if self._target else None
        yield moved or f"letters are given the category {_CATEGORY}"

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @cached_property
    def _folder(self) -> str:
        first, *rest = self._account.folder.split("/")
        found = "inbox" if first.lower() == "inbox" else self._named(f"{self._user}/mailFolders", first)
        for name in rest:
            found = found and self._named(f"{self._user}/mailFolders/{found}/childFolders", name)
        if not found:
            sentence = f"{self._account.mailbox} has no folder {self._account.folder}: check its name"
            raise MailboxError(sentence, retryable=False)
        return found

    @cached_property
    def _target(self) -> str | None:
        if not self._account.move_to:
            return None
        where = f"{self._user}/mailFolders"
        made = self._named(where, self._account.move_to)
        return made or str((self._ask("POST", where, {"displayName": self._account.move_to}) or {})["id"])

    @property
    def _beginning(self) -> str:
        return f"{self._user}/mailFolders/{self._folder}/messages/delta?$select=id,receivedDateTime,categories"

    def _named(self, where: str, name: str) -> str | None:
        asked = quote("displayName eq '" + name.replace("'", "''") + "'")
        found = (self._ask("GET", f"{where}?$filter={asked}") or {}).get("value", [])
        return quote(str(found[0]["id"]), safe="") if found else None

    def _walk(self, link: str, listed: str) -> tuple[list[Listed], str]:
        found: dict[str, Listed] = {}
        while True:
            page = self._ask("GET", self._ours(link)) or {}
            for one in page["value"]:
                found.pop(one["id"], None)
                if "@removed" not in one:
                    new = _CATEGORY not in one.get("categories", ())
                    found[one["id"]] = Listed(one["id"], "", 0, one.get("receivedDateTime", ""), new)
            if "@odata.deltaLink" in page:
                state = json.dumps({"link": page["@odata.deltaLink"], "listed": listed})
                return sorted(found.values(), key=lambda one: one.received), state
            link = page["@odata.nextLink"]

    def _ours(self, link: str) -> str:
        """A link that the server gave, if it leads to the server: the token goes nowhere else."""
        if urlsplit(link)[:2] != urlsplit(self._account.endpoint)[:2]:
            raise MailboxError(f"{self._account.endpoint} points to another server: {link}", retryable=False)
        return link

    def _letter(self, name: str) -> Letter | Left | None:
        """A letter, read in blocks; why it is not to be had, or None if it is gone."""
        where = f"{self._user}/messages/{quote(name, safe='')}/$value"
        data = bytearray()
        with self._told(), self._client.stream("GET", where, headers=self._login()) as answer:
            if answer.status_code in (httpx.codes.INTERNAL_SERVER_ERROR, httpx.codes.UNPROCESSABLE_ENTITY):
                sentence = f"the server cannot give this letter (status {answer.status_code}): look at it there"
                return Left(name, sentence)
            if not self._fine(answer, missing=True):
                return None
            for block in answer.iter_bytes():
                data += block
                if len(data) > self._account.most_bytes:
                    sentence = f"this letter has more than {self._account.most_bytes} bytes: fetch it by hand"
                    return Left(name, sentence, Reason.BOMB)
        return Letter(name, bytes(data))

    def _ask(self, method: str, url: str, body: Answer | None = None, *, missing: bool = False) -> Answer | None:
        """One request; None where `missing` allows that there is no such thing."""
        with self._told():
            answer = self._client.request(method, url, json=body, headers=self._login())
            if not self._fine(answer, missing=missing):
                return None
            told: Answer = answer.json()
            return told

    def _login(self) -> dict[str, str]:
        account = self._account
        login = AppLogin(account.tenant, account.client_id, account.client_secret)
        return {"Authorization": f"Bearer {account.token or app_token(login, _SCOPE)}"}

    def _fine(self, answer: httpx.Response, *, missing: bool) -> bool:
        """Whether an answer is good; False for what is missing, where that is allowed. Raises MailboxError."""
        status, host = answer.status_code, urlsplit(self._account.endpoint).hostname
        if answer.is_success:
            return True
        answer.read()
        code, words = _error(answer)
        if status == _GONE or code in _FORGOTTEN:
            raise _ForgottenError(f"{host} has forgotten the state of the list")
        if status == httpx.codes.NOT_FOUND and missing:
            return False
        if status == httpx.codes.TOO_MANY_REQUESTS or (answer.is_server_error and "Retry-After" in answer.headers):
            after = answer.headers.get("Retry-After", "")
            raise MailboxError.busy(f"{host} is busy and asks for patience", int(after) if after.isdigit() else 0)
        if status == httpx.codes.UNAUTHORIZED:
            retryable = not self._account.token  # a token of our own is asked for anew
            raise MailboxError(f"{host} does not take the token: check secret and token", retryable=retryable)
        if status in (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND):
            sentence = f"{host} does not open {self._account.folder} of {self._account.mailbox} ({words or code})"
            raise MailboxError(f"{sentence}: check mailbox, folder and the application's rights", retryable=False)
        raise MailboxError(f"{host} answers with status {status} ({words or code})")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (httpx.HTTPError, ValueError) as error:  # ValueError: an answer that is no JSON
            raise MailboxError(f"the connection to {self._account.endpoint} failed ({error or type(error)})") from error


class _ForgottenError(MailboxError):
    """The server no longer knows a delta link: the folder is listed as a whole."""


def _error(answer: httpx.Response) -> tuple[str, str]:
    """Code and words of an error, as far as the server gave any."""
    try:
        said = answer.json()["error"]
        return str(said.get("code", "")), str(said.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", answer.reason_phrase


__all__ = ["RECONCILE", "GraphSession"]
