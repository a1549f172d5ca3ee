"""Public keys of DKIM signatures: from a file, or from a name server that the operator named; from nowhere else.

    selector._domainkey.acme.example  TXT  "v=DKIM1; k=rsa; p=MIIB…"

A file has a line for each key as a zone file has it: the name, TXT if wanted, the record in one or several
quoted pieces, or bare. Lines that begin with # or ; are remarks.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from documents.errors import WrongUseError

FindKey: TypeAlias = Callable[[str], str | None]
"""The key record at a place (`selector._domainkey.domain`), None where there is none or nobody answers."""

_LINE: Final = re.compile(r"(?P<name>\S+?)\.?\s+(?:(?:\d+\s+)?(?:IN\s+)?TXT\s+)?(?P<record>.+)", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"([^"]*)"')
_SECONDS: Final = 5


def finder(said: str) -> FindKey:
    """What finds keys: `dns` (the machine's own resolver), `dns:10.0.0.53` (or `dns:10.0.0.53#5353` with a port), or
    the path of a file. Raises WrongUseError for what is none of them."""
    kind, _, server = said.partition(":")
    if kind == "dns":
        return _server(server or None)
    keys = read_keys(Path(said))
    return keys.get


def read_keys(file: Path) -> Mapping[str, str]:
    """The keys of a file by their places. Raises WrongUseError that names the line at fault."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(f"the keys of DKIM signatures in {file} cannot be read: {error}") from error
    return dict(_keys(file, lines))


def _keys(file: Path, lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip()[0] in "#;":
            continue
        found = _LINE.fullmatch(line.strip())
        record = "".join(_QUOTED.findall(found["record"])) or found["record"] if found else ""
        if found is None or "._domainkey." not in found["name"].lower() or "p=" not in record:
            raise WrongUseError(f"{file}, line {number}: write NAME._domainkey.DOMAIN and its TXT record with p=")
        yield found["name"].lower(), record


def _server(address: str | None) -> FindKey:
    import dns.exception
    import dns.resolver

    resolver: Any = dns.resolver.Resolver(configure=address is None)
    if address is not None:
        host, _, port = address.partition("#")
        resolver.nameservers, resolver.port = [_checked(host)], int(port) if port.isdecimal() else 53
    resolver.lifetime = _SECONDS

    def find(place: str) -> str | None:
        try:
            answer = resolver.resolve(f"{place}.", "TXT")
        except dns.exception.DNSException:
            return None
        records = [b"".join(one.strings).decode("ascii", "replace") for one in answer]
        return next((record for record in records if "p=" in record), None)

    return find


def _checked(address: str) -> str:
    try:
        return str(ipaddress.ip_address(address))
    except ValueError as error:
        raise WrongUseError(f"dkim_keys: {address!r} is no address of a name server: write dns:10.0.0.53") from error


__all__ = ["FindKey", "finder", "read_keys"]
