"""The signal exchange: bodies agree on a collaboration, tell each other signals, and answer with opinions and sights.

A delta goes on from a checkpoint, so that a program fetches what changed and nothing twice. Promises: every change is
in the delta; what was withdrawn, or is disputed after it reached companies, comes as gone. An agency's signal reaches
companies once two others confirmed it and nobody disputes it. Refuses: anything to a body that has not agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Action, Scope
from safelight.access.core.tenant import Actor, TenantKind
from safelight.access.service import Access
from safelight.content.core.notice import Party
from safelight.content.core.opinion import OPINIONS, Voice, standing
from safelight.content.core.signal import Signal, signal, spelled, visible
from safelight.content.service.network import Network
from safelight.content.store import bodies
from safelight.content.store import exchange as store
from safelight.content.store.exchange import Collaboration, Partner, Sent
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing
from safelight.kernel.ids import IdSource

MOST_SIGNALS = 1_000
"""Signals in one request; more come in several."""

PAGE = 1_000
FIELDS = ("kind", "value", "severity", "claimed_on")
LONGEST_AGREEMENT = 20_000


class Exchange:
    """The verbs."""

    def __init__(self, network: Network, access: Access, ids: IdSource) -> None:
        self._network = network
        self._access = access
        self._ids = ids

    # --- collaborations -------------------------------------------------------------------------

    def page(self, actor: Actor) -> list[Collaboration]:
        """Collaborations of the own tenant, invitations among them."""
        scope = self._access.permit(actor, "content.exchange.read", Subject("tenant", actor.tenant.id))
        with self._network.book.read() as connection:
            return store.collaborations_of(connection, scope)

    def found(self, actor: Actor, name: str, agreement: str) -> Collaboration:
        """Found a collaboration under an agreement that everybody who joins agrees to."""
        plain = name.strip()
        if not 3 <= len(plain) <= 100 or not plain.isprintable():
            raise Invalid("content.collaboration.name", "A name has 3 to 100 printable characters.")
        if not 10 <= len(agreement.strip()) <= LONGEST_AGREEMENT:
            raise Invalid(
                "content.collaboration.agreement", f"An agreement has 10 to {LONGEST_AGREEMENT:,} characters."
            )
        made = Collaboration(self._ids.mint("collab"), plain, agreement.strip(), actor.tenant.id, True)
        scope = self._access.permit(actor, "content.exchange.manage", Subject("collaboration", made.id))
        intent = self._access.intent(scope, Subject("collaboration", made.id), action="content.collaboration.found")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            store.found(connection, scope, made, intent)
        self._access.settle()
        return made

    def invite(self, actor: Actor, collaboration: str, tenant_id: str) -> None:
        """Invite a tenant; only the founder may."""
        scope = self._access.permit(actor, "content.exchange.manage", Subject("collaboration", collaboration))
        intent = self._access.intent(
            scope, Subject("collaboration", collaboration), {"tenant": tenant_id}, "content.collaboration.invite"
        )
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            found = known(connection, scope, collaboration)
            if found.founder != scope.tenant_id:
                raise Denied(
                    "content.collaboration.founder", "Only the body that founded a collaboration invites to it."
                )
            if any(one.tenant_id == tenant_id for one in store.partners(connection, scope, collaboration)):
                raise Conflict("content.collaboration.partner", "It is invited or a partner already.")
            store.invite(connection, scope, collaboration, tenant_id, intent)
        self._access.settle()

    def agree(self, actor: Actor, collaboration: str) -> None:
        """Agree to the agreement, for the own tenant; from now on signals may be read and sent."""
        scope = self._access.permit(actor, "content.exchange.manage", Subject("collaboration", collaboration))
        intent = self._access.intent(
            scope, Subject("collaboration", collaboration), action="content.collaboration.agree"
        )
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            if known(connection, scope, collaboration).agreed:
                raise Conflict("content.collaboration.agreed", "Your tenant agreed already.")
            store.agree(connection, scope, collaboration, intent)
        self._access.settle()

    def directory(self, actor: Actor, collaboration: str) -> list[Partner]:
        """Who is in a collaboration, with duty liaisons."""
        scope = self._access.permit(actor, "content.exchange.read", Subject("collaboration", collaboration))
        with self._network.book.read() as connection:
            known(connection, scope, collaboration)
            return store.partners(connection, scope, collaboration)

    def known_bodies(self, actor: Actor) -> list[Party]:
        """Whom one could invite: bodies that show the own tenant their name. Others give their id."""
        scope = self._access.permit(actor, "content.exchange.read", Subject("tenant", actor.tenant.id))
        with self._network.book.read() as connection:
            own = bodies.setup_of(connection, scope).party
            return [one for one in bodies.others(connection, scope) if own.learns_of(one).identity == "name"]

    # --- signals --------------------------------------------------------------------------------

    def send(self, actor: Actor, collaboration: str, given: Sequence[Mapping[str, object]]) -> list[str]:
        """Tell signals; all of a request or none. The own one of the same value is renewed. Returns their ids."""
        if not 0 < len(given) <= MOST_SIGNALS:
            raise Invalid("content.signal.count", f"A request has 1 to {MOST_SIGNALS:,} signals.")
        scope = self._permit(actor, "content.exchange.share", collaboration)
        made = [self._read(scope, number, one) for number, one in enumerate(given, 1)]
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            joined(connection, scope, collaboration)
            ids = []
            for one in made:
                fresh = self._ids.mint("sig")
                intent = self._access.intent(scope, Subject("signal", fresh), {"kind": one.kind}, "content.signal.send")
                ids.append(store.send(connection, scope, collaboration, fresh, one, intent))
        self._access.settle()
        return ids

    @staticmethod
    def _read(scope: Scope, number: int, one: Mapping[str, object]) -> Signal:
        tags = one.get("tags", [])
        try:
            if not isinstance(tags, list):
                raise Invalid("content.signal.tags", "tags is a list.")
            kind, value, severity, since = (str(one.get(name, "")) for name in FIELDS)
            return signal(kind, value, severity, since, tuple(map(str, tags)), scope.at.date())
        except Invalid as refused:
            raise Invalid(refused.code, f"signal {number}: {refused.message}") from None

    def withdraw(self, actor: Actor, collaboration: str, kind: str, value: str) -> int:
        """Take back the own signal of a value; whoever fetched it learns that it is gone."""
        scope = self._permit(actor, "content.exchange.share", collaboration)
        plain = spelled(kind, value)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            joined(connection, scope, collaboration)
            like = store.signals_like(connection, scope, collaboration, kind, plain)
            own = [one for one in like if one.tenant_id == scope.tenant_id and not one.withdrawn]
            for one in own:
                intent = self._access.intent(scope, Subject("signal", one.id), action="content.signal.withdraw")
                store.withdraw(connection, scope, collaboration, one.id, intent)
        self._access.settle()
        return len(own)

    def judge(self, actor: Actor, collaboration: str, kind: str, value: str, opinion: str) -> int:
        """Give the own tenant's opinion of what stands under a value; returns of how many signals."""
        said = next((one for one in OPINIONS if one == opinion), None)
        if said is None:
            raise Invalid("content.signal.opinion", f"An opinion is one of: {', '.join(OPINIONS)}.")
        scope = self._permit(actor, "content.exchange.share", collaboration)
        voice = Voice(scope.tenant_id, scope.actor.member.id, said)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            kinds, met = self._meet(connection, scope, collaboration, kind, value)
            voices = store.voices_of(connection, scope, [one.id for one in met])
            for one in met:
                after = {**voices[one.id], scope.tenant_id: voice}
                shown = visible(kinds[one.tenant_id], "company", after, one.tenant_id, one.sent_by)
                intent = self._access.intent(
                    scope, Subject("signal", one.id), {"opinion": said}, "content.signal.judge"
                )
                store.speak(connection, scope, collaboration, one.id, voice, shown, intent)
        self._access.settle()
        return len(met)

    def see(self, actor: Actor, collaboration: str, kind: str, value: str, count: int, actioned: int) -> int:
        """Say how often what a signal names was seen, and acted on; the sender gets the sums, and no more."""
        if not 0 <= actioned <= count <= 1_000_000_000 or count < 1:
            raise Invalid("content.signal.seen", "count is 1 or more, and actioned at most as many.")
        scope = self._permit(actor, "content.exchange.share", collaboration)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            _, met = self._meet(connection, scope, collaboration, kind, value)
            for one in met:
                intent = self._access.intent(scope, Subject("signal", one.id), {"count": count}, "content.signal.see")
                store.see(connection, scope, one.id, count, actioned, intent)
        self._access.settle()
        return len(met)

    def _meet(
        self, connection: Connection, scope: Scope, collaboration: str, kind: str, value: str
    ) -> tuple[Mapping[str, TenantKind], list[Sent]]:
        """The signals under a value that the tenant may read. Missing when there is none."""
        joined(connection, scope, collaboration)
        like = store.signals_like(connection, scope, collaboration, kind, spelled(kind, value))
        kinds = self._kinds(connection, scope, collaboration)
        voices = store.voices_of(connection, scope, [one.id for one in like])
        met = [one for one in like if not one.withdrawn and self._may_read(scope, kinds, one, voices[one.id])]
        if not met:
            raise Missing("content.signal.missing", "There is no such signal.")
        return kinds, met

    @staticmethod
    def _kinds(connection: Connection, scope: Scope, collaboration: str) -> Mapping[str, TenantKind]:
        found: dict[str, TenantKind] = {}
        for one in store.partners(connection, scope, collaboration):
            found[one.tenant_id] = "company" if one.kind == "company" else "ngo" if one.kind == "ngo" else "agency"
        return found

    @staticmethod
    def _may_read(scope: Scope, kinds: Mapping[str, TenantKind], one: Sent, voices: Mapping[str, Voice]) -> bool:
        if one.tenant_id == scope.tenant_id:
            return True
        return visible(kinds[one.tenant_id], scope.actor.tenant.kind, voices, one.tenant_id, one.sent_by)

    # --- fetching -------------------------------------------------------------------------------

    def delta(self, actor: Actor, collaboration: str, after: int, limit: int = PAGE) -> dict[str, object]:
        """What changed after a checkpoint, the next one, and whether there is more."""
        scope = self._permit(actor, "content.exchange.read", collaboration)
        with self._network.book.read() as connection:
            joined(connection, scope, collaboration)
            changed, position, more = store.changed_after(connection, scope, collaboration, after, min(limit, PAGE))
            records = self._records(connection, scope, collaboration, changed)
        details = {"after": after, "signals": len(records)}
        self._access.commit_read(scope, Subject("collaboration", collaboration), details)
        return {"signals": records, "checkpoint": position, "more": more}

    def latest(
        self, actor: Actor, collaboration: str, before: int | None, limit: int
    ) -> tuple[list[dict[str, object]], int | None]:
        """What stands in a collaboration, the newest change first, from a position back; and where to go on."""
        scope = self._permit(actor, "content.exchange.read", collaboration)
        with self._network.book.read() as connection:
            joined(connection, scope, collaboration)
            changed, position = store.changed_before(connection, scope, collaboration, before, min(limit, PAGE))
            records = self._records(connection, scope, collaboration, changed)
        standing_now = [one for one in records if "gone" not in one]
        details = {"before": before or 0, "signals": len(standing_now)}
        self._access.commit_read(scope, Subject("collaboration", collaboration), details)
        return standing_now, position

    def _records(
        self, connection: Connection, scope: Scope, collaboration: str, changed: Sequence[Sent]
    ) -> list[dict[str, object]]:
        """What the acting tenant may learn of these signals: each as it stands, as gone, or not at all."""
        ids = [one.id for one in changed]
        kinds = self._kinds(connection, scope, collaboration)
        voices = store.voices_of(connection, scope, ids)
        sights = store.sights_of(connection, scope, ids)
        names = {one.tenant_id: one.name for one in store.partners(connection, scope, collaboration)}
        records: list[dict[str, object]] = []
        for one in changed:
            if not one.withdrawn and self._may_read(scope, kinds, one, voices[one.id]):
                own = sights.get(one.id, (0, 0)) if one.tenant_id == scope.tenant_id else None
                records.append(_record(scope, one, names[one.tenant_id], voices[one.id], own))
            elif scope.actor.tenant.kind != "company" or one.shown or kinds[one.tenant_id] == "company":
                records.append({"id": one.id, "gone": True})
        return records

    def _permit(self, actor: Actor, action: Action, collaboration: str) -> Scope:
        return self._access.permit(actor, action, Subject("collaboration", collaboration))


def _record(
    scope: Scope, one: Sent, name: str, voices: Mapping[str, Voice], sights: tuple[int, int] | None
) -> dict[str, object]:
    said = standing(voices)
    mine = voices.get(scope.tenant_id)
    record: dict[str, object] = {
        "id": one.id,
        "kind": one.signal.kind,
        "value": one.signal.value,
        "severity": one.signal.severity,
        "claimed_on": one.signal.claimed_on.isoformat(),
        "tags": list(one.signal.tags),
        "by": name,
        "own": one.tenant_id == scope.tenant_id,
        "opinions": {"confirmed": said.confirmed, "needs_checking": said.needs_checking, "false": said.false},
        "disputed": said.disputed,
        "own_opinion": mine.opinion if mine else None,
    }
    if sights is not None:
        record["seen"], record["actioned"] = sights
    return record


def known(connection: Connection, scope: Scope, collaboration: str) -> Collaboration:
    """A collaboration that the acting tenant is in or invited to. Missing for any other."""
    for one in store.collaborations_of(connection, scope):
        if one.id == collaboration:
            return one
    raise Missing("content.collaboration.missing", "There is no such collaboration.")


def joined(connection: Connection, scope: Scope, collaboration: str) -> None:
    """Denied until the acting tenant has agreed."""
    if not known(connection, scope, collaboration).agreed:
        raise Denied("content.collaboration.not_agreed", "Your tenant has not agreed to this collaboration yet.")
