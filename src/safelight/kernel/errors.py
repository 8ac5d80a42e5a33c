"""The six kinds of refusal.

    SafelightError
    ├── Invalid      what you sent can't be understood
    ├── Denied       you may not
    ├── Missing      no such thing for you
    ├── Conflict     not in this state, or someone moved first
    ├── Unavailable  an outside party or a needed part is down; try again
    └── Broken       our own invariant failed

Each carries a stable code (`ads.lead.already_assigned`) and a message that is safe to show. No
HTTP status and no exit code lives here: every surface maps the six kinds once. Across tenants a
denied thing is reported as Missing, byte for byte.
"""

from __future__ import annotations


class SafelightError(Exception):
    """Root of every refusal. `code` is stable, `message` is safe to show to the actor."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"


class Invalid(SafelightError):
    """What was sent can't be understood; the message names the field or line and what to do."""


class Denied(SafelightError):
    """The actor may not do this."""


class Missing(SafelightError):
    """No such thing for this actor."""


class Conflict(SafelightError):
    """The thing is not in a state that allows this, or someone moved first."""


class Unavailable(SafelightError):
    """An outside party, an optional part or the audit tree can't serve now."""


class Broken(SafelightError):
    """An invariant of ours failed. Surfaces show only the code."""


KINDS: tuple[type[SafelightError], ...] = (Invalid, Denied, Missing, Conflict, Unavailable, Broken)
"""Closed list, in the order the surfaces' maps and the documentation use."""
