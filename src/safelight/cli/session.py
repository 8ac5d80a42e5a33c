"""Whom a command acts for, and the options that every command on a home shares.

`safelight login` keeps the session token in this person's own state folder, one file a home, mode 0600.
SAFELIGHT_TOKEN wins over it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Denied
from safelight.kernel.ids import CaseId
from safelight.kernel.sealed import Sealed
from safelight.settings import Settings, read_settings

if TYPE_CHECKING:
    from safelight.assembly import Platform

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="Data folder; default SAFELIGHT_HOME or ./safelight-home.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
PurposeOption = Annotated[str, typer.Option("--purpose", metavar="CASE", help="Id of an open case of your agency.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why you look, in a few words; it is written down.")]


@contextmanager
def platform(home: Path | None) -> Iterator[Platform]:
    """The home's platform, closed at the end."""
    from safelight.assembly import build

    opened = build(read_settings(home))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def signed_in(home: Path | None) -> Iterator[tuple[Platform, Actor]]:
    """The home's platform and the member this command acts for. Denied when nobody is signed in."""
    with platform(home) as opened:
        yield opened, opened.access.actor_for(token(opened.settings))


def token(settings: Settings) -> Sealed:
    """The session token in force."""
    if settings.token is not None:
        return settings.token
    try:
        return Sealed(token_file(settings).read_text(encoding="ascii").strip())
    except FileNotFoundError:
        message = "You are not signed in to this home. Sign in with: safelight login LOGIN"
        raise Denied("access.not_signed_in", message) from None


def token_file(settings: Settings) -> Path:
    """Where this person's token for this home is kept."""
    return settings.state / f"session-{hashlib.sha256(str(settings.home).encode()).hexdigest()[:16]}"


def keep_token(settings: Settings, value: Sealed) -> None:
    """Keep a token for later commands, readable by this person alone."""
    path = token_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value.reveal())


def purpose(case: str, reason: str) -> Purpose | None:
    """The purpose that was named, or None when none was."""
    return Purpose(CaseId(case.strip()), reason) if case.strip() or reason.strip() else None
