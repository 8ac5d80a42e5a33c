"""What stats asks of the other systems: whether a record that an outcome stands on is the tenant's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from safelight.access.core.tenant import Actor
from safelight.stats.core.outcome import Support


@dataclass(frozen=True, slots=True)
class Supported:
    """A record that was found. `shared` is the same for both sides of what they hold in common, else empty."""

    shared: str = ""


class Records(Protocol):
    """Looks a record up as the actor, by the verbs of its own system; None when the actor has no such record."""

    def find(self, actor: Actor, support: Support, reference: str) -> Supported | None: ...
