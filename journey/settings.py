"""The settings of a workspace: from the environment (`TALLYMARK_…`) or `settings.toml` in its folder.

The environment wins. Lists are separated by `;` in the environment and are lists in the file.
Secrets (the passwords of encrypted documents) belong in the environment, never in the policy.
"""

from __future__ import annotations

import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, NoDecode, SettingsConfigDict
from pydantic_settings import PydanticBaseSettingsSource as Source

from documents.errors import WrongUseError

Words = Annotated[tuple[str, ...], NoDecode]
FILE = "settings.toml"


def default_home() -> Path:
    """The workspace if none is named: `tallymark` below the user's data directory (XDG)."""
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "tallymark"


class Settings(BaseSettings):
    """What the operator decides, beside the policy: where things lie, and who the buyer is."""

    model_config = SettingsConfigDict(env_prefix="TALLYMARK_", frozen=True, extra="forbid")

    home: Path = Field(default_factory=default_home, description="the workspace: database, archive, outbox, policy")
    database_url: str | None = Field(None, description="a PostgreSQL URL; the embedded SQLite database if unset")
    buyer_names: Words = Field((), description="the buyer's own names: never taken for a supplier")
    buyer_vat_ids: Words = Field((), description="the buyer's own VAT ids")
    buyer_domains: Words = Field((), description="the buyer's own mail domains: who forwards from there is no supplier")
    passwords: Words = Field((), description="passwords tried on encrypted documents")
    authserv_ids: Words = Field((), description="the mail servers whose Authentication-Results `pass` is believed")
    dkim_keys: str = Field("", description="where keys of DKIM signatures are found: `dns`, `dns:ADDRESS` or a file")
    as_of: date | None = Field(None, description="the day of all decisions instead of today: for trials and the demo")
    second_reader: bool = Field(False, description="read scans again by RapidOCR, an extra, where they are in doubt")
    reader_jobs: int = Field(2, ge=1, le=64, description="documents read at the same time")
    poll_seconds: int = Field(
        120, ge=10, le=86400, description="seconds from one poll of a mailbox to the next, in `up`"
    )

    desk_url: str | None = Field(None, description="the address that browsers see, as https://tally.example; loopback")
    session_hours: int = Field(12, ge=1, le=720, description="hours after which a sign-in at the desk ends")
    session_idle_minutes: int = Field(60, ge=1, le=1440, description="minutes without a visit after which it ends")
    oidc_issuer: str | None = Field(None, description="the issuer of an OpenID Connect provider; off if unset")
    oidc_client_id: str = Field("", description="what the provider calls this desk")
    oidc_client_secret: str = Field("", description="where its secret stands: env:NAME, file:PATH or keyring:SERVICE")
    oidc_login_claim: str = Field("preferred_username", description="the claim that gives a new person's login")
    oidc_groups_claim: str = Field("groups", description="the claim that lists somebody's groups")
    oidc_groups: Words = Field((), description="GROUP=ROLE: which group gives which role, renewed at every sign-in")

    @field_validator(
        "buyer_names", "buyer_vat_ids", "buyer_domains", "passwords", "authserv_ids", "oidc_groups", mode="before"
    )  # fmt: skip
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(";") if part.strip()) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: Source, env_settings: Source, *_: Source, **__: Source
    ) -> tuple[Source, ...]:  # fmt: skip
        home = Path(os.environ.get("TALLYMARK_HOME") or default_home())
        return init_settings, env_settings, InitSettingsSource(settings_cls, _file(home / FILE))


def _file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUseError(f"{path} is not valid TOML: {error}") from error


def load(**given: Any) -> Settings:
    """The settings in force; raises WrongUseError naming the setting that is wrong."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise WrongUseError(f"the setting {name} is wrong: {first['msg']}") from error


def today() -> date:
    """The day of a run without `--as-of`: the machine's own, where the clerks sit."""
    return date.today()  # noqa: DTZ011 - a day of business has no time zone


__all__ = ["FILE", "Settings", "Words", "default_home", "load", "today"]
