"""Opinions: what bodies that were told of an observation say about the claim, and what follows.

A body has one opinion, its last: confirmed, needs checking, or false. One "false" makes the claim disputed, whatever
the others say; a dispute is a state with counts, and it ends when that opinion changes. A claim is cleared for industry
when enough bodies confirmed it and nobody disputes it, so one mistaken or planted fingerprint blocks nobody's upload.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Opinion = Literal["confirmed", "needs_checking", "false"]
OPINIONS: tuple[Opinion, ...] = get_args(Opinion)

CONFIRMATIONS = 2
"""Bodies that must have confirmed before a claim reaches companies; issue 4 asks for two."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One body's last opinion. `by` is the member who gave it."""

    tenant_id: str
    by: str
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of bodies, and whether one of them disputes."""

    confirmed: int
    needs_checking: int
    false: int

    @property
    def disputed(self) -> bool:
        return self.false > 0

    def record(self) -> dict[str, object]:
        return {"confirmed": self.confirmed, "needs_checking": self.needs_checking, "false": self.false}


def standing(voices: Mapping[str, Voice]) -> Standing:
    """`voices` by tenant."""
    said = [voice.opinion for voice in voices.values()]
    return Standing(said.count("confirmed"), said.count("needs_checking"), said.count("false"))


def independent(voice: Voice, claimant: str, submitter: str) -> bool:
    """Whether a confirmation counts: the claimant's own only when another member than the submitter gave it."""
    return voice.opinion == "confirmed" and (voice.tenant_id != claimant or voice.by != submitter)


def cleared(voices: Mapping[str, Voice], claimant: str, submitter: str) -> bool:
    """Whether a claim may reach companies."""
    if standing(voices).disputed:
        return False
    return sum(independent(voice, claimant, submitter) for voice in voices.values()) >= CONFIRMATIONS
