"""A session with Exchange Web Services through exchangelib: fails fast, so that we ourselves wait and try again.

Imported only when an Exchange mailbox is opened: exchangelib takes a second to load.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import exchangelib
from exchangelib import errors
from exchangelib.protocol import BaseProtocol, CachingProtocol, FailFast
from exchangelib.version import Build, Version
from requests.adapters import HTTPAdapter

from connectors.mail.ews_changes import changes
from connectors.mail.ews_mime import GetMime
from connectors.mail.exchange import ONLINE_ENDS, Access, ExchangeAccount, Login
from connectors.mail.source import Left, Letter, MailboxError
from connectors.mail.synced import Listed

_CATEGORY = "Tallymark"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_BUILD = Build(15, 2, 2562, 17)
"""Exchange Server SE: named, so that nothing is probed. It speaks the schema of Exchange 2016."""
_BLOCK = 1 << 16
_CAME = ["CreatedEvent", "MovedEvent", "NewMailEvent"]
_LONGEST_STREAM = 30
"""Minutes for which Exchange keeps a stream of notifications open."""


class EwsSession:
    """A mailbox that is logged in to. Every method raises MailboxError."""

    def __init__(self, account: ExchangeAccount) -> None:
        self._account = account
        BaseProtocol.HTTP_ADAPTER_CLS = staticmethod(_block_adapter)
        BaseProtocol.TIMEOUT = account.timeout

    def changes(self, state: str | None) -> tuple[list[Listed], str]:
        """What came or changed since a state, in the order of arrival, and the state after it; from the beginning
        where there is no state, or the server no longer knows it."""
        with _told(self._account):
            try:
                return changes(self._folder, state)
            except errors.ErrorInvalidSyncStateData:
                return changes(self._folder, None)

    def fetch(self, listed: Sequence[Listed]) -> Iterator[Letter | Left]:
        """The letters by id, or why the server cannot give one; those gone are passed over."""
        wanted = [(one.id, one.key) for one in listed]
        with _told(self._account):
            letters = GetMime(self._mailbox).fetch(wanted)
        for one, mime in zip(listed, letters, strict=True):
            if isinstance(mime, bytes):
                yield Letter(one.id, mime)
            elif not isinstance(mime, errors.ErrorItemNotFound):
                yield Left(one.id, f"the server cannot give this letter ({mime}): look at it there")

    def acknowledge(self, names: Sequence[str]) -> None:
        """Move letters, or give them our category. Those gone, as after a reply that was lost, are done."""
        ids = [(name, None) for name in names]
        with _told(self._account):
            if self._target is not None:
                done = self._mailbox.bulk_move(ids=ids, to_folder=self._target)
            else:
                done = self._categorised(list(self._mailbox.fetch(ids=ids, only_fields=["categories"])))
            for one in done:
                if isinstance(one, Exception) and not isinstance(one, errors.ErrorItemNotFound):
                    raise one

    def _categorised(self, items: list[Any]) -> list[Any]:
        failed = [item for item in items if isinstance(item, Exception)]
        wanted = [item for item in items if item not in failed and _CATEGORY not in (item.categories or ())]
        for item in wanted:
            item.categories = [*(item.categories or ()), _CATEGORY]
        changed = self._mailbox.bulk_update(items=[(item, ["categories"]) for item in wanted]) if wanted else []
        return [*failed, *changed]

    def wait(self, seconds: float) -> bool:
        """Wait for a streaming notification of a letter that came into the folder."""
        minutes = max(1, min(_LONGEST_STREAM, math.ceil(seconds / 60)))
        with _told(self._account), self._folder.streaming_subscription(event_types=_CAME) as subscription:
            return any(True for _ in self._folder.get_streaming_events(subscription, minutes, 1))

    def check(self) -> Iterator[str]:
        """Connection, login and mailbox; what becomes of sealed letters; and whether this way will be closed."""
        with _told(self._account):
            name = self._folder.name
        yield f"{self._account.url} answers and opens {name} of {self._account.mailbox} ({self._account.access})"
        with _told(self._account):
            target = self._target
        yield f"letters are moved to {target.name}" if target else f"letters are given the category {_CATEGORY}"
        if self._account.online:
            yield f"but {ONLINE_ENDS}"

    def close(self) -> None:
        """Close the connections."""
        if "_mailbox" in self.__dict__:
            self._mailbox.protocol.close()
            CachingProtocol.clear_cache()

    @cached_property
    def _mailbox(self) -> Any:
        account = self._account
        place = urlsplit(account.url)
        if place.scheme != "https" and place.hostname not in _LOOPBACK:
            raise MailboxError(f"{account.url} is not protected: use https", retryable=False)
        configuration = exchangelib.Configuration(
            service_endpoint=account.url, credentials=_credentials(account), auth_type=_auth_type(account),
            version=Version(_BUILD), retry_policy=FailFast(),
        )  # fmt: skip
        access = exchangelib.IMPERSONATION if account.access is Access.IMPERSONATION else exchangelib.DELEGATE
        return exchangelib.Account(account.mailbox, config=configuration, autodiscover=False, access_type=access)

    @cached_property
    def _folder(self) -> Any:
        first, *rest = self._account.folder.split("/")
        found = self._mailbox.inbox if first.lower() == "inbox" else self._mailbox.msg_folder_root / first
        for name in rest:
            found = found / name
        return found

    @cached_property
    def _target(self) -> Any | None:
        if not self._account.move_to:
            return None
        top = self._mailbox.msg_folder_root
        try:
            return top / self._account.move_to
        except errors.ErrorFolderNotFound:
            return exchangelib.folders.Messages(parent=top, name=self._account.move_to).save()


def _block_adapter(**options: Any) -> Any:
    """An adapter whose answers are read in blocks: exchangelib reads them byte by byte, fifteen times slower."""
    adapter: Any = HTTPAdapter(**options)
    send = adapter.send

    def send_in_blocks(request: Any, stream: bool = False, **more: Any) -> Any:
        answer = send(request, stream=stream, **more)
        if not stream:  # a stream of events wants each byte as it comes
            read = answer.iter_content
            answer.iter_content = lambda chunk_size=_BLOCK, decode_unicode=False: read(
                max(chunk_size or 0, _BLOCK), decode_unicode
            )
        return answer

    adapter.send = send_in_blocks
    return adapter


def _credentials(account: ExchangeAccount) -> Any:
    if account.login is not Login.OAUTH:
        return exchangelib.Credentials(account.user, account.password)
    return exchangelib.OAuth2Credentials(
        client_id=account.client_id, client_secret=account.client_secret, tenant_id=account.tenant,
        identity=exchangelib.Identity(primary_smtp_address=account.mailbox),
    )  # fmt: skip


def _auth_type(account: ExchangeAccount) -> str:
    kinds = {Login.NTLM: exchangelib.NTLM, Login.BASIC: exchangelib.BASIC, Login.OAUTH: exchangelib.OAUTH2}
    return str(kinds[account.login])


@contextlib.contextmanager
def _told(account: ExchangeAccount) -> Iterator[None]:
    """Turn what exchangelib raises into a sentence for the operator."""
    also = f"; {ONLINE_ENDS}" if account.online else ""
    try:
        yield
    except errors.UnauthorizedError as error:
        sentence = f"{account.host} refuses the login of {account.user or account.client_id}: check user and secret"
        raise MailboxError(sentence + also, retryable=False) from error
    except errors.ErrorServerBusy as error:
        raise MailboxError.busy(f"{account.host} is busy and asks for patience{also}", error.back_off or 0) from error
    except (errors.ErrorFolderNotFound, errors.ErrorNonExistentMailbox, errors.ErrorAccessDenied,
            errors.ErrorImpersonateUserDenied, errors.ErrorImpersonationDenied) as error:  # fmt: skip
        sentence = (
            f"{account.host} does not open {account.folder} of {account.mailbox} ({error}): check folder and rights"
        )
        raise MailboxError(sentence + also, retryable=False) from error
    except errors.EWSError as error:
        raise MailboxError(f"{account.host} does not answer as it should: {error}{also}") from error
    except OSError as error:  # requests' exceptions are among them
        raise MailboxError(f"the connection to {account.host} failed: {error}{also}") from error


__all__ = ["EwsSession"]
