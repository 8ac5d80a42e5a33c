"""Settings: one frozen object, parsed once, from the environment and the command line.

This is the only file that reads environment variables. Only `assembly` and `cli` may import it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safelight.kernel.errors import Invalid
from safelight.kernel.sealed import Sealed

DEFAULT_HOME = "safelight-home"


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` is the data folder. `database_url` switches to PostgreSQL. `token` signs a command in without a file.
    `state` is where the signed-in session of this person is kept (never in the home, which others may share).
    `hosts` are the names under which the console is reached besides loopback; `webhook_hosts` those on private
    addresses that notices may be announced to. `base_rate`: as stated, read where leads are made."""

    home: Path
    database_url: str | None = None
    token: Sealed | None = None
    password: Sealed | None = None
    state: Path = Path(".")
    hosts: tuple[str, ...] = ()
    webhook_hosts: tuple[str, ...] = ()
    base_rate: str | None = None


DOCUMENTED: Mapping[str, str] = {
    "SAFELIGHT_HOME": f"The data folder; default ./{DEFAULT_HOME}. The option --home wins over it.",
    "SAFELIGHT_DATABASE_URL": "postgresql://... keeps all books in PostgreSQL; unset, they are SQLite files.",
    "SAFELIGHT_TOKEN": "A session token; commands act as its member instead of the one who ran `safelight login`.",
    "SAFELIGHT_PASSWORD": "The password for `safelight login` and of who is added, so that scripts need no prompt.",
    "SAFELIGHT_HOSTS": "Comma-separated host names under which the console may be reached besides loopback.",
    "SAFELIGHT_WEBHOOK_HOSTS": "Comma-separated hosts on private addresses that webhooks may reach.",
    "SAFELIGHT_BASE_RATE": "Share of ad groups of several people thought to be run by one hand, such as 0.05. "
    "It moves the chance that a lead states, not the queue.",
    "XDG_STATE_HOME": "Where `safelight login` keeps this person's session; default ~/.local/state.",
}
"""Every variable that is read, with its meaning; the reference page is made from this table."""


def read_settings(home: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Parse the environment once. `home` is the --home option. Raises Invalid for a URL of another database."""
    env = os.environ if environ is None else environ
    url = env.get("SAFELIGHT_DATABASE_URL") or None
    if url is not None and not url.startswith(("postgres://", "postgresql://", "postgresql+psycopg://")):
        raise Invalid("settings.database_url", "SAFELIGHT_DATABASE_URL must start with postgresql://")
    token, password = env.get("SAFELIGHT_TOKEN"), env.get("SAFELIGHT_PASSWORD")
    state = env.get("XDG_STATE_HOME") or str(Path(env.get("HOME", "~")).expanduser() / ".local" / "state")
    return Settings(
        home=(home or Path(env.get("SAFELIGHT_HOME") or DEFAULT_HOME)).absolute(),
        database_url=url,
        token=Sealed(token) if token else None,
        password=Sealed(password) if password else None,
        state=Path(state) / "safelight",
        hosts=_names(env.get("SAFELIGHT_HOSTS", "")),
        webhook_hosts=_names(env.get("SAFELIGHT_WEBHOOK_HOSTS", "")),
        base_rate=env.get("SAFELIGHT_BASE_RATE") or None,
    )


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())
