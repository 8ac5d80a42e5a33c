"""The directory: the tenant's own table of agencies, and who has jurisdiction over the place she stated.

A table is imported whole; bad rows are named and the rest goes in; overlaps, gaps and hours without anybody are told.
Promises that a place is kept as counties and agency ids, never in her words, and that no agency is named while a
question is open. Refuses area codes as places.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.provenance import Rejected
from safelight.textline.core.agency import Serving, is_plain, read_agencies, serving
from safelight.textline.core.facts import counted_at
from safelight.textline.service import agencies as tables
from safelight.textline.service.ground import Ground
from safelight.textline.service.release import Release
from safelight.textline.service.words import gazetteer, place_of
from safelight.textline.store import desk as desk_store
from safelight.textline.store import directory as store
from safelight.textline.store.directory import Listed


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table: agencies in force now, rows that were refused, what the table leaves open."""

    agencies: int
    refused: Sequence[Rejected]
    findings: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class RoutedAgency:
    """An agency with jurisdiction over a stated place. `joined` is the tenant that a referral may name, if there is
    one; otherwise it is phoned."""

    ori: str
    name: str
    kind: str
    share: float
    open_now: bool
    opens_at: datetime | None
    phone: str
    desk_phone: str
    languages: tuple[str, ...]
    joined: str | None


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a stated place is and who serves it. `ask` is the one question still open, None when there is none;
    `plain` that the first agency may be named without another question; `desk_phone` the emergency desk's line."""

    counties: Sequence[tuple[str, float]]
    state: str | None
    confidence: float
    ask: str | None
    plain: bool
    agencies: Sequence[RoutedAgency]
    desk_phone: str


class Directory:
    """The verbs."""

    def __init__(self, ground: Ground, release: Release) -> None:
        self._ground = ground
        self._access = ground.access
        self._release = release

    # --- the table ------------------------------------------------------------------------------

    def import_table(self, actor: Actor, lines: Iterable[str]) -> Imported:
        """Put a CSV table in the place of the own one. Invalid when a column is missing or no row is good."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "textline.agency.manage", subject)
        places = gazetteer()
        table, refused = read_agencies(lines, lambda fips: places.county(fips) is not None)
        if not table:
            raise Invalid("textline.agencies.empty", "No row of the table is an agency; nothing was changed.")
        details = {"agencies": len(table), "refused": len(refused)}
        intent = self._access.intent(scope, subject, details, action="textline.agency.import")
        self._ground.writer.run(lambda connection: store.replace_all(connection, scope, table, intent))
        self._access.settle()
        return Imported(len(table), refused, list(tables.findings(table)))

    def list(self, actor: Actor) -> Sequence[Listed]:
        """The own table."""
        scope = self._access.permit(actor, "textline.queue", Subject("tenant", actor.tenant.id))
        return self._table(scope)

    def findings(self, actor: Actor) -> Sequence[Mapping[str, object]]:
        """What the own table leaves open: overlaps, gaps, hours in which nobody answers."""
        return list(tables.findings([each.agency for each in self.list(actor)]))

    def join(self, actor: Actor, ori: str, agency: str) -> None:
        """Say that an agency of the table is this tenant of the installation (name or id); empty: none."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "textline.agency.manage", subject)
        tenant = self._release.agency(scope, agency).id if agency else None
        details = {"ori": ori.upper(), "agency": tenant}
        intent = self._access.intent(scope, subject, details, action="textline.agency.join")
        if not self._ground.writer.run(lambda each: store.join(each, scope, ori.upper(), tenant, intent)):
            raise Missing("textline.agency.not_listed", "The table has no agency of this id.")
        self._access.settle()

    # --- a stated place -------------------------------------------------------------------------

    def route(self, actor: Actor, text: str) -> Routed:
        """Who serves a stated place, by the own table. Keeps nothing."""
        scope = self._access.permit(actor, "textline.queue", Subject("tenant", actor.tenant.id))
        return self._routed(scope, text)

    def set_place(self, actor: Actor, conversation_id: str, text: str) -> Routed:
        """As `route`, for the place she stated in a conversation: its counties and agencies are kept with it, not the
        words. While a question is open nothing is kept. Only who has claimed the conversation may."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.mark", subject)
        routed = self._routed(scope, text)
        if routed.ask is not None:
            return routed
        counties = [fips for fips, _ in routed.counties]
        agencies = [each.ori for each in routed.agencies]
        kept = json.dumps({"counties": counties, "state": routed.state, "agencies": agencies})

        def work(connection: Connection) -> None:
            found = self._ground.own(connection, scope, conversation_id, actor)
            before = counted_at(found.place, "before_")
            after = counted_at(kept)
            details: dict[str, Detail] = {"counties": ",".join(counties)}
            details |= {"opened_on": f"{found.conversation.opened_at:%Y-%m-%d}"}
            details |= {**before, **after, "moved": [*before.values()] != [*after.values()]}
            intent = self._access.intent(scope, subject, details, action="textline.mark.place")
            if not desk_store.set_place(connection, scope, conversation_id, kept, intent):
                raise Conflict("textline.conversation.ended", "This conversation has ended already.")

        self._ground.change(conversation_id, work)
        return routed

    def desk_phone(self, scope: Scope, place: str | None) -> str:
        """The emergency desk's line for a kept place, if the table has it."""
        oris = json.loads(place)["agencies"] if place else []
        found = {each.agency.ori: each.agency.psap_phone for each in self._table(scope)}
        return next((found[ori] for ori in oris if found.get(ori)), "")

    # --- inside ---------------------------------------------------------------------------------

    def _table(self, scope: Scope) -> Sequence[Listed]:
        with self._ground.book.read() as connection:
            return store.agencies(connection, scope)

    def _routed(self, scope: Scope, text: str) -> Routed:
        place, table = place_of(text), self._table(scope)
        joined = {each.agency.ori: each.joined for each in table}
        now = self._ground.clock.now()
        found = serving([each.agency for each in table], place.counties, now) if place.ask is None else []
        desk = next((each.agency.psap_phone for each in found if each.agency.psap_phone), "")
        return Routed(
            counties=tuple(place.counties),
            state=place.state,
            confidence=place.confidence,
            ask=place.ask,
            plain=is_plain(found),
            agencies=[_routed_agency(each, joined[each.agency.ori]) for each in found],
            desk_phone=desk,
        )


def _routed_agency(each: Serving, joined: str | None) -> RoutedAgency:
    agency = each.agency
    return RoutedAgency(
        ori=agency.ori,
        name=agency.name,
        kind=agency.kind,
        share=each.share,
        open_now=each.open_now,
        opens_at=each.opens_at,
        phone=agency.phone,
        desk_phone=agency.psap_phone,
        languages=tuple(sorted(agency.languages)),
        joined=joined,
    )
