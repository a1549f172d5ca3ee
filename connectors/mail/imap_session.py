"""An IMAP account and its session: connected, protected, logged in; every failure told in plain words."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from connectors.mail.oauth import AppLogin, app_token
from connectors.mail.source import MailboxError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SCOPE = "https://outlook.office365.com/.default"


class Security(StrEnum):
    """How the connection is protected; `none` is allowed on this machine only."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """One folder of one mailbox. `token` is an OAuth 2 access token, used instead of a password; with `tenant`,
    `client_id` and `client_secret` it is asked of Microsoft's identity platform.
    `move_to` names the folder for sealed letters; without it they are marked with a keyword and stay.
    `most_bytes` is the size above which a letter is left for a person."""

    host: str
    user: str
    password: str = ""
    token: str = ""
    tenant: str = ""
    client_id: str = ""
    client_secret: str = ""
    port: int = 993
    security: Security = Security.TLS
    folder: str = "INBOX"
    move_to: str = ""
    most_bytes: int = 150 << 20
    timeout: int = 60

    def __repr__(self) -> str:
        return f"ImapAccount({self.user} at {self.host}:{self.port}, {self.folder})"  # never the secrets


def log_in(account: ImapAccount, trust: ssl.SSLContext | None) -> IMAPClient:
    """A session, logged in. Raises MailboxError, or what `told` translates."""
    if account.security is Security.NONE and account.host not in _LOOPBACK:
        raise MailboxError(f"{account.host} is another machine: set security to tls or starttls", retryable=False)
    context = trust or ssl.create_default_context()
    client = IMAPClient(
        account.host,
        port=account.port,
        ssl=account.security is Security.TLS,
        ssl_context=context,
        timeout=account.timeout,
    )
    # IMAPClient has imaplib write out every mail, and the login, for a log that nobody keeps: two thirds of the time.
    client._imap.debug = 0
    try:
        if account.security is Security.STARTTLS:
            client.starttls(ssl_context=context)
        if account.token or account.client_id:
            client.oauth2_login(account.user, account.token or app_token(_app(account), _SCOPE))
        else:
            client.login(account.user, account.password)
    except BaseException:
        client.shutdown()
        raise
    return client


def _app(account: ImapAccount) -> AppLogin:
    return AppLogin(account.tenant, account.client_id, account.client_secret)


@contextlib.contextmanager
def told(account: ImapAccount, lost: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Turn what the libraries raise into a sentence for the operator."""
    where = f"{account.host}:{account.port}"
    try:
        yield
    except LoginError as error:
        raise MailboxError(
            f"{where} refuses the login of {account.user}: check user and secret", retryable=False
        ) from error
    except ssl.SSLCertVerificationError as error:
        sentence = f"the certificate of {where} is not trusted ({error.verify_message}): check host and authority"
        raise MailboxError(sentence, retryable=False) from error
    except ssl.SSLError as error:
        raise MailboxError(f"{where} does not speak TLS here: check port and security", retryable=False) from error
    except socket.gaierror as error:
        raise MailboxError(f"there is no host {account.host}: check its name", retryable=False) from error
    except TimeoutError as error:
        lost()
        raise MailboxError(f"{where} does not answer: is it up, is the port open?") from error
    except OSError as error:
        lost()
        raise MailboxError(f"the connection to {where} failed ({error.strerror or error})") from error
    except IMAPClientError as error:
        lost()
        raise MailboxError(f"{where} says: {error} (folder {account.folder}, user {account.user})") from error


__all__ = ["ImapAccount", "Security", "log_in", "told"]
