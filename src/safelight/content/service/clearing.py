"""What follows when a claim is confirmed for industry: companies that hold the content already are told then.

Before that a company is told of no other body's claim, whoever came first: its own upload meets nothing, and a claim
that meets its upload tells the claimant only. Promises: each side once for each pair, as ever, in the transaction of
the confirmation; who was told in between, by a check, is not told again. What a company only looked up isn't kept, so
of that nobody can be told later.
"""

from __future__ import annotations

from sqlalchemy import Connection

from safelight.access.core.permission import Scope
from safelight.content.core.notice import Pair, Side
from safelight.content.core.observation import Observation
from safelight.content.service.network import Network
from safelight.content.store import bodies, observations


def tell_companies(network: Network, connection: Connection, scope: Scope, claim: Observation) -> int:
    """Both notices of every company's observation that a cleared claim meets; returns how many were new. `scope` is of
    whoever gave the last confirmation. The index must be open."""
    asked = observations.fingerprints_held(connection, claim.id)
    (found,) = network.look(connection, scope, [asked], claim.tenant_id)
    held = observations.find_all(connection, {one.observation_id for one in found.candidates})
    parties = bodies.find_parties(connection, {claim.tenant_id, *(one.tenant_id for one in found.candidates)})
    own = Side(claim.id, parties[claim.tenant_id], claim.submitted_at, claim.identified)
    told = 0
    for one in found.candidates:
        party, upload = parties[one.tenant_id], held[one.observation_id]
        if party.kind == "company":
            other = Side(upload.id, party, upload.submitted_at, upload.identified)
            earlier, later = sorted((own, other), key=lambda side: (side.at, side.sighting))
            told += network.tell_both(connection, scope, Pair(earlier, later, one.kind, one.distance))
    return told
