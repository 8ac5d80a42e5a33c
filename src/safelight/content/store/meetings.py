"""What meets what: equal fingerprints by key, near ones by numbers an index found; and the pairs that came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam, case, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.content.core.frames import read_frames
from safelight.content.core.match import Candidate
from safelight.content.core.near_number import frame_numbers
from safelight.content.core.notice import Pair
from safelight.content.core.video_match import compared_frames
from safelight.content.store.tables import CHANGES, OBSERVATIONS, PAIRS, PRINTS
from safelight.infra.intents import Intent, add_intent
from safelight.infra.prepared import among, fetch, fetch_first, run

TENANTLESS = {
    "changes_after": "an index holds the fingerprints of every tenant; it answers with numbers only",
    "mark_at": "an index holds the fingerprints of every tenant; it answers with numbers only",
    "last_change": "an index holds the fingerprints of every tenant; it answers with numbers only",
    "all_videos": "an index holds the fingerprints of every tenant; it answers with numbers only",
    "frames_of": "an index holds the fingerprints of every tenant; it answers with numbers only",
    "all_near": "an index holds the fingerprints of every tenant; it answers with numbers only",
    "pairs_about": "a retraction reaches both sides of every pair",
    "find_pair": "the service compares the pair's tenants with the acting one",
    "silences_over": "the clock ends silences of every tenant",
    "end_silence": "the clock ends silences of every tenant",
}

UNAUDITED = {
    "add_pair": "part of the submission's or check's transaction, whose intent counts the pairs",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A fingerprint that entered or left the near index. `bits` is empty for one that left and for a video, which has
    `frames`; `owner` (the observation) is empty for one that was erased."""

    position: int
    number: int
    enters: bool
    bits: bytes
    owner: str
    frames: int

    @property
    def numbers(self) -> Sequence[int]:
        """What it goes by in the index."""
        return frame_numbers(self.number, self.frames) if self.frames else (self.number,)

    @property
    def mark(self) -> str:
        """What tells this change from that at the same position of another book, as of one brought back from a copy."""
        return f"{self.number} {self.enters:d} {self.owner}"


@dataclass(frozen=True, slots=True)
class Held:
    """One held fingerprint of another tenant."""

    observation_id: str
    tenant_id: str
    kind: str
    key: str
    frames: int


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair as kept."""

    id: str
    earlier: str
    earlier_tenant: str
    later: str
    later_tenant: str
    kind: str
    distance: int
    at: datetime
    silent_until: datetime | None


_CHANGES = (
    select(
        *(CHANGES.c.position, CHANGES.c.print, CHANGES.c.enters, CHANGES.c.frames, PRINTS.c.observation_id),
        case((CHANGES.c.frames == 0, PRINTS.c.value)).label("value"),  # a video's is megabytes: read one at a time
    )
    .select_from(CHANGES.outerjoin(PRINTS, PRINTS.c.number == CHANGES.c.print))
    .where(CHANGES.c.position > bindparam("after"))
    .order_by(CHANGES.c.position)
    .limit(bindparam("most"))
)


def changes_after(connection: Connection, position: int, limit: int) -> list[Change]:
    """The next changes in commit order; one that has left again meanwhile enters with its bits or not at all."""
    return [
        Change(at, number, bool(enters), bytes.fromhex(value) if enters and value else b"", owner or "", frames)
        for at, number, enters, frames, owner, value in fetch(connection, _CHANGES, {"after": position, "most": limit})
    ]


def mark_at(connection: Connection, position: int) -> str:
    """The mark of the change at that very position; empty when there is none."""
    found = changes_after(connection, position - 1, 1)
    return found[0].mark if found and found[0].position == position else ""


def last_change(connection: Connection) -> int:
    return int(connection.scalar(select(func.max(CHANGES.c.position))) or 0)


def _near(videos: bool) -> Select[Any]:
    """Number and value of what belongs in the near index now."""
    entered = select(CHANGES.c.print).where(CHANGES.c.enters)
    some = PRINTS.c.frames > 0 if videos else PRINTS.c.frames == 0
    query = select(PRINTS.c.number, PRINTS.c.value).where(PRINTS.c.live, some, PRINTS.c.number.in_(entered))
    return query.order_by(PRINTS.c.number)


def all_near(connection: Connection) -> list[tuple[int, bytes]]:
    """Number and bits of every picture that belongs in the near index now: the slow way to rebuild it."""
    return [(row.number, bytes.fromhex(row.value)) for row in connection.execute(_near(videos=False))]


def all_videos(connection: Connection) -> Iterator[tuple[Sequence[int], tuple[bytes, ...]]]:
    """The same of every video: the numbers and bits of its frames."""
    for row in connection.execute(_near(videos=True).execution_options(yield_per=20)):
        frames = compared_frames(read_frames(row.value))
        yield frame_numbers(row.number, len(frames)), frames


def frames_of(connection: Connection, number: int) -> tuple[bytes, ...]:
    """The compared frames of one video; none when it was erased."""
    value = connection.scalar(select(PRINTS.c.value).where(PRINTS.c.number == number))
    return compared_frames(read_frames(value)) if value else ()


def _others(column: Column[Any], company: bool) -> Select[Any]:
    """Held fingerprints of others whose `column` is among `some`."""
    columns = (
        PRINTS.c.number,
        PRINTS.c.observation_id,
        PRINTS.c.tenant_id,
        PRINTS.c.key,
        PRINTS.c.kind,
        PRINTS.c.frames,
    )
    joined = PRINTS.join(OBSERVATIONS, OBSERVATIONS.c.id == PRINTS.c.observation_id)
    held = (OBSERVATIONS.c.status == "held") & PRINTS.c.live & (PRINTS.c.tenant_id != bindparam("tenant"))
    held = held & (OBSERVATIONS.c.until.is_(None) | (OBSERVATIONS.c.until > bindparam("now")))
    if company:
        held = held & OBSERVATIONS.c.cleared
    return select(*columns).select_from(joined).where(held, among(column, "some"))


_OTHERS = {
    (name, company): _others(column, company)
    for name, column in (("key", PRINTS.c.key), ("number", PRINTS.c.number))
    for company in (False, True)
}


def _held(
    connection: Connection, scope: Scope, name: str, wanted: Collection[Any], claimant: str | None
) -> list[tuple[Any, ...]]:
    """(number, observation, tenant, key, kind, frames) of held fingerprints of others by one of two columns."""
    if not wanted:
        return []
    query = _OTHERS[name, scope.actor.tenant.kind == "company" and claimant is None]
    asker = claimant or scope.tenant_id
    return fetch(connection, query, {"tenant": asker, "now": scope.at, "some": list(wanted)})


def equal_prints(
    connection: Connection, scope: Scope, keys: Collection[str], claimant: str | None = None
) -> dict[str, list[Candidate]]:
    """Held fingerprints of others with one of these keys, by key. A company meets cleared observations only. With
    `claimant`: what that tenant's claim meets once it is cleared, whoever acts."""
    found: dict[str, list[Candidate]] = {}
    for _, observation, tenant, key, kind, _ in _held(connection, scope, "key", keys, claimant):
        found.setdefault(key, []).append(Candidate(observation, tenant, kind, 0))
    return found


def prints_numbered(
    connection: Connection, scope: Scope, numbers: Collection[int], claimant: str | None = None
) -> dict[int, Held]:
    """Held fingerprints of others among the numbers an index found; `claimant` as in `equal_prints`."""
    rows = _held(connection, scope, "number", numbers, claimant)
    return {number: Held(owner, tenant, kind, key, frames) for number, owner, tenant, key, kind, frames in rows}


_PAIR = select(PAIRS).where(PAIRS.c.id == bindparam("pair"))
_ADD_PAIR = insert(PAIRS)


def add_pair(connection: Connection, scope: Scope, pair: Pair, at: datetime, silent_until: datetime | None) -> bool:
    """Note a pair once. False when it was there: then everybody was told already."""
    del scope  # the acting tenant is one of the two sides; the caller made the pair from its own sighting
    if find_pair(connection, pair.id) is not None:
        return False
    row = {
        "id": pair.id,
        "earlier": pair.earlier.sighting,
        "earlier_tenant": pair.earlier.party.tenant_id,
        "later": pair.later.sighting,
        "later_tenant": pair.later.party.tenant_id,
        "kind": pair.kind,
        "distance": pair.distance,
        "at": at,
        "silent_until": silent_until,
    }
    run(connection, _ADD_PAIR, row)
    return True


def pairs_about(connection: Connection, sighting: str) -> list[PairRow]:
    """Every pair that an observation or check is a side of."""
    either = (PAIRS.c.earlier == sighting) | (PAIRS.c.later == sighting)
    return [PairRow(*row) for row in connection.execute(select(PAIRS).where(either).order_by(PAIRS.c.id))]


def find_pair(connection: Connection, pair_id: str) -> PairRow | None:
    row = fetch_first(connection, _PAIR, {"pair": pair_id})
    return PairRow(*row) if row is not None else None


def silences_over(connection: Connection, now: datetime) -> list[PairRow]:
    """Pairs whose silence is over, at most 500."""
    rows = connection.execute(select(PAIRS).where(PAIRS.c.silent_until <= now).order_by(PAIRS.c.id).limit(500))
    return [PairRow(*row) for row in rows]


def end_silence(connection: Connection, pair_id: str, intent: Intent) -> None:
    connection.execute(update(PAIRS).where(PAIRS.c.id == pair_id).values(silent_until=None))
    add_intent(connection, "content", intent)
