"""Notices: what each of two sides is told when their content meets, and when something about it changes.

A pair is two sightings (observations, or a check that met one); its id follows from theirs, and a notice's id from
recipient, pair and cause, so that telling twice tells once. What a notice says is decided here from both policies and
frozen: who (as far as allowed), duty liaison, a coarse time, how they match; that a person is identified stands first.
Refuses: any field of a case; a group of three is three pairs, and no notice speaks of a pair it does not belong to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from safelight.access.core.tenant import TenantKind
from safelight.content.core.disclosure import Policy, Shown, disclosed, identity_words, time_words
from safelight.content.core.match import told
from safelight.kernel.ids import derive

Cause = Literal["match", "identified", "retraction", "disputed", "settled", "silence_ended"]

SAYS: Mapping[Cause, str] = {
    "match": "The same content is held by",
    "silence_ended": "The same content was checked silently by",
    "identified": "The person shown was identified, says",
    "retraction": "Retracted by",
    "disputed": "Disputed by",
    "settled": "No longer disputed, says",
}


@dataclass(frozen=True, slots=True)
class Party:
    """A tenant as the network knows it."""

    tenant_id: str
    name: str
    kind: TenantKind
    policy: Policy
    liaison: str = ""

    def learns_of(self, other: Party) -> Shown:
        """What this party is shown of another."""
        return disclosed(other.policy, other.kind, self.policy, self.kind)

    def calls(self, other: Party) -> str:
        return identity_words(self.learns_of(other), other.name, other.kind)


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a pair: the sighting, whose it is, when it was made, and whether its holder says the person is
    identified."""

    sighting: str
    party: Party
    at: datetime
    identified: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides that meet, the earlier first, and how."""

    earlier: Side
    later: Side
    kind: str
    distance: int

    @property
    def id(self) -> str:
        return pair_id(self.earlier.sighting, self.later.sighting)

    def facing(self, tenant_id: str) -> tuple[Side, Side]:
        """(own side, other side) as one of the two tenants sees it."""
        own_first = (self.earlier, self.later)
        return own_first if self.earlier.party.tenant_id == tenant_id else (self.later, self.earlier)


@dataclass(frozen=True, slots=True)
class Notice:
    """One message for one tenant. `urgent`: the person shown is identified, or what was told no longer holds."""

    id: str
    tenant_id: str
    pair_id: str
    cause: Cause
    own: str
    record: Mapping[str, object]
    urgent: bool
    at: datetime


def pair_id(one: str, other: str) -> str:
    """The id of a pair, whichever side comes first."""
    return derive("pair", *sorted((one, other)))


def notice_id(tenant_id: str, pair: str, cause: Cause, turn: str = "") -> str:
    """`turn` tells repeated causes apart (a dispute that comes, goes and comes again)."""
    return derive("note", tenant_id, pair, cause, turn)


def for_side(pair: Pair, tenant_id: str, cause: Cause, at: datetime, turn: str = "", **more: object) -> Notice:
    """The notice that one side of a pair gets."""
    own, other = pair.facing(tenant_id)
    shown = own.party.learns_of(other.party)
    identified = _identified(own, other)
    record: dict[str, object] = {
        "identified": identified,
        "says": SAYS[cause],
        "other": own.party.calls(other.party),
        "kind": other.party.kind if shown.identity != "body" else "",
        "liaison": other.party.liaison if shown.liaison else "",
        "when": time_words(shown, other.at),
        "match": told(pair.kind, pair.distance, shown.match),
        **more,
    }
    urgent = bool(identified) or cause in ("retraction", "disputed")
    return Notice(
        notice_id(tenant_id, pair.id, cause, turn), tenant_id, pair.id, cause, own.sighting, record, urgent, at
    )


def _identified(own: Side, other: Side) -> Sequence[str]:
    """Who says that the person shown is identified; any body's word is enough to say so first."""
    says = ["you"] if own.identified else []
    return says + ([own.party.calls(other.party)] if other.identified else [])


def both_sides(pair: Pair, at: datetime) -> tuple[Notice, Notice]:
    """The two notices of a match, the earlier side's first."""
    earlier, later = pair.earlier.party.tenant_id, pair.later.party.tenant_id
    return for_side(pair, earlier, "match", at), for_side(pair, later, "match", at)
