"""Mail out by SMTP: protected, logged in, one session for a round; every refusal as a sentence."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from types import TracebackType
from typing import Final, Self, TypeAlias

from connectors.mail.imap_session import Security
from connectors.mail.secrets import secret
from connectors.out.book import MailServer
from connectors.out.failure import NotSentError

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_FOR_GOOD: Final = range(500, 600)
"""Replies that no other try changes (RFC 5321, 4.2.1); one that makes no sense is no refusal."""
_Reply: TypeAlias = tuple[int, bytes]


class MailRoom:
    """A session with the server, opened by the first mail. `trust` is for tests, with a certificate of their own."""

    def __init__(self, server: MailServer, trust: ssl.SSLContext | None = None) -> None:
        self._server, self._trust = server, trust
        self._session: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def check(self) -> list[str]:
        """Connect, log in, and say what is good, without sending anything. Raises NotSentError."""
        server = self._server
        where = f"{server.host}:{server.port}"
        with _told(server):
            session = self._open()
            code, reply = session.noop()
            if code != 250:
                raise smtplib.SMTPResponseException(code, reply)
        protected = {Security.NONE: "without protection, on this machine", Security.TLS: "by TLS, its certificate good"}
        how = protected.get(server.security, "by STARTTLS, its certificate good")
        login = f"the login of {server.user} is accepted" if server.user else "no login is asked for"
        return [f"{where} answers {how}", login, f"mail leaves as {server.sender}, at most {server.daily} in 24 hours"]

    def send(self, mail: EmailMessage, recipient: str) -> None:
        """Hand a mail over. Raises NotSentError: `retryable` for a reply of 4xx and for a lost connection (the mail
        may have arrived then), not for 5xx."""
        with _told(self._server):
            try:
                self._open().sendmail(self._server.sender, [recipient], mail.as_bytes())
            except smtplib.SMTPRecipientsRefused as refused:
                raise smtplib.SMTPResponseException(*_reply(refused, recipient)) from refused
            except (smtplib.SMTPServerDisconnected, OSError):
                self.close()
                raise

    def close(self) -> None:
        """End the session."""
        if self._session is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._session.quit()
            self._session.close()
            self._session = None

    def _open(self) -> smtplib.SMTP:
        if self._session is None:
            session = self._connected()
            try:
                self._enter(session)
            except BaseException:
                session.close()
                raise
            self._session = session
        return self._session

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.security is Security.NONE and server.host not in _LOOPBACK:
            sentence = f"{server.host} is another machine: set security to tls or starttls"
            raise NotSentError(sentence, retryable=False, everywhere=True)
        name, timeout = server.domain, server.timeout
        if server.security is Security.TLS:
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=timeout, context=self._context())
        return smtplib.SMTP(server.host, server.port, name, timeout=timeout)

    def _enter(self, session: smtplib.SMTP) -> None:
        if self._server.security is Security.STARTTLS:
            session.starttls(context=self._context())
        if self._server.user:
            password = secret(self._server.password, "mail.password") if self._server.password else ""
            session.login(self._server.user, password)

    def _context(self) -> ssl.SSLContext:
        return self._trust or ssl.create_default_context()


def _reply(refused: smtplib.SMTPRecipientsRefused, recipient: str) -> _Reply:
    found: _Reply = refused.recipients.get(recipient, (550, b"refused"))
    return found


@contextlib.contextmanager
def _told(server: MailServer) -> Iterator[None]:
    """Turn what smtplib raises into a sentence for the operator."""
    where = f"{server.host}:{server.port}"
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        sentence = f"{where} refuses the login of {server.user}: check user and password"
        raise NotSentError(sentence, everywhere=True) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotSentError(f"{where} does not offer what is set ({error}): check security", everywhere=True) from error
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, TimeoutError) as error:
        raise NotSentError(f"{where} does not answer: is it up, is the port open?", everywhere=True) from error
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        words = " ".join(f"{error.smtp_code} {said}".split())[:400]
        raise NotSentError(f"{where} said {words}", retryable=error.smtp_code not in _FOR_GOOD) from error
    except ssl.SSLCertVerificationError as error:
        sentence = f"the certificate of {where} is not trusted ({error.verify_message}): check host and authority"
        raise NotSentError(sentence, everywhere=True) from error
    except ssl.SSLError as error:
        raise NotSentError(f"{where} does not speak TLS here: check port and security", everywhere=True) from error
    except socket.gaierror as error:
        raise NotSentError(f"there is no host {server.host}: check its name", everywhere=True) from error
    except OSError as error:
        reason = f"the connection to {where} failed ({error.strerror or error})"
        raise NotSentError(reason, everywhere=True) from error


__all__ = ["MailRoom"]
