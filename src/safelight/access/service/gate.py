"""What everybody needs of access: sign in, be permitted, have it written down.

`permit` gives a scope or refuses, and a refusal is written down too. `commit_read` is called with
everything read and nothing yet shown: it returns only when the entry has its leaf in the audit
tree, and raises Unavailable otherwise, so that nothing unlogged leaves the process. A change adds
its intent in its own transaction and calls `settle` afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from safelight.access import store
from safelight.access.core.audit import AuditEntry, Detail, Outcome, Subject, entry_for
from safelight.access.core.permission import Action, Refused, Scope, permit
from safelight.access.core.purpose import CaseStanding, Purpose
from safelight.access.core.session import ABSOLUTE, FAILURE_WINDOW, TOUCH_EVERY, Session, is_live, is_locked
from safelight.access.core.tenant import Actor, Member, Role, Tenant, TenantKind, roles_in_conflict
from safelight.infra.crypto import digest_token, hash_password, keyed_digest, password_matches
from safelight.infra.db import Book
from safelight.infra.ids import new_token
from safelight.infra.intents import Intent, add_intent
from safelight.infra.ledger import Ledger
from safelight.infra.logs import Log
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Broken, Denied, Invalid, SafelightError, Unavailable
from safelight.kernel.ids import CaseId, IdSource, MemberId, SessionId, TenantId
from safelight.kernel.sealed import Sealed

SHORTEST_PASSWORD = 12
"""Characters of a password: above the 8 of NIST SP 800-63B (2017), because there is no second factor yet."""

FindStanding = Callable[[CaseId], CaseStanding | None]


@cache
def nobody_hash() -> str:
    """Checked when a login doesn't exist, so that guessing logins costs the same time as guessing passwords."""
    return hash_password(Sealed("no account has this password"))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: its bearer token, shown once, and whom it acts for."""

    token: Sealed
    actor: Actor


class Access:
    """The verbs. `find_standing` answers what the cases room knows of a case; assembly joins them."""

    def __init__(
        self,
        *,
        ops: Book,
        ledger: Ledger,
        ids: IdSource,
        clock: Clock,
        log: Log,
        digest_key: bytes,
        find_standing: FindStanding,
    ) -> None:
        self._ops = ops
        self._ledger = ledger
        self._ids = ids
        self._clock = clock
        self._log = log
        self._digest_key = digest_key
        self._find_standing = find_standing

    # --- setting up, at the machine -------------------------------------------------------------

    def found_tenant(self, name: str, kind: TenantKind, jurisdiction: str) -> Tenant:
        """Found a tenant. Only for whoever holds the machine and its home folder."""
        tenant = Tenant(TenantId(self._ids.mint("ten")), name.strip(), kind, jurisdiction)
        entry = self._entry("tenant.found", Subject("tenant", tenant.id), details={"kind": kind})
        with self._ops.write() as connection:
            store.add_tenant(connection, tenant, intent_of(entry))
        self.settle()
        return tenant

    def tenants(self) -> list[Tenant]:
        """The installation's tenants. Only for whoever holds the machine."""
        with self._ops.read() as connection:
            return store.find_tenants(connection)

    def enrol(self, tenant: TenantId, login: str, name: str, roles: tuple[Role, ...], password: Sealed) -> Member:
        """Add a member at the machine, as a tenant's first administrator is added."""
        member = self._new_member(tenant, login, name, roles, password)
        details: dict[str, Detail] = {"roles": ",".join(roles), "tenant": tenant}
        entry = self._entry("member.enrol", Subject("member", member.id), details=details)
        with self._ops.write() as connection:
            store.add_first_member(connection, member, hash_password(password), intent_of(entry))
        self.settle()
        return member

    def add_member(self, actor: Actor, login: str, name: str, roles: tuple[Role, ...], password: Sealed) -> Member:
        """Add a member to the own tenant."""
        scope = self.permit(actor, "member.add", Subject("member", login))
        member = self._new_member(actor.tenant.id, login, name, roles, password)
        intent = self.intent(scope, Subject("member", member.id), {"roles": ",".join(roles)})
        with self._ops.write() as connection:
            store.add_member(connection, scope, member, hash_password(password), intent)
        self.settle()
        return member

    def members(self, actor: Actor) -> list[Member]:
        """Members of the own tenant."""
        scope = self.permit(actor, "member.list", Subject("tenant", actor.tenant.id))
        with self._ops.read() as connection:
            found = store.list_members(connection, scope)
        self.commit_read(scope, Subject("tenant", actor.tenant.id), {"members": len(found)})
        return found

    def fellows(self, scope: Scope) -> Sequence[Member]:
        """Active members of a scope's tenant, for a verb that hands something to one of them."""
        with self._ops.read() as connection:
            return [member for member in store.list_members(connection, scope) if member.active]

    def _new_member(self, tenant: TenantId, login: str, name: str, roles: tuple[Role, ...], password: Sealed) -> Member:
        pair = roles_in_conflict(roles)
        if pair is not None:
            raise Invalid("access.roles_kept_apart", f"One person can't be {' and '.join(sorted(pair))}.")
        if len(password.reveal()) < SHORTEST_PASSWORD:
            raise Invalid("access.password_short", f"A password has {SHORTEST_PASSWORD} characters or more.")
        if not login.strip() or not name.strip() or not roles:
            raise Invalid("access.member_incomplete", "A member needs a login, a name and at least one role.")
        return Member(MemberId(self._ids.mint("mem")), tenant, login.strip().lower(), name.strip(), roles)

    # --- signing in -----------------------------------------------------------------------------

    def sign_in(self, login: str, password: Sealed) -> SignedIn:
        """A session for the right password. Denied says the same for a wrong login, password or locked account."""
        login, now = login.strip().lower(), self._clock.now()
        with self._ops.read() as connection:
            account = store.find_login(connection, login)
            failures = store.count_failures(connection, login, now - FAILURE_WINDOW)
        right = password_matches(password, account[2] if account else nobody_hash())
        if account is None or not right or not account[0].active or is_locked(failures):
            self._note_failure(login, account[0] if account else None)
            wait = " After five wrong tries an account rests for 15 minutes."
            raise Denied("access.sign_in_refused", "Login and password don't fit." + wait)
        member, tenant, _ = account
        session = Session(SessionId(self._ids.mint("ses")), member.id, now, now)
        token, actor = new_token(), Actor(member, tenant, session.id)
        entry = self._entry("session.start", Subject("session", session.id), actor=actor)
        with self._ops.write() as connection:
            store.add_session(connection, session, digest_token(token), intent_of(entry))
        self.settle()
        return SignedIn(token, actor)

    def _note_failure(self, login: str, member: Member | None) -> None:
        subject = Subject("member", member.id) if member else Subject("login", self.digest(login))
        entry = self._entry("session.refuse", subject, outcome="denied")
        with self._ops.write() as connection:
            store.add_failure(connection, entry.id, login, self._clock.now(), intent_of(entry))
        self.settle()

    def actor_for(self, token: Sealed, *, touch: bool = True) -> Actor:
        """Whom a token acts for. Denied when the session ended, lapsed or never was. Without `touch` the session is not
        kept alive: for a page that asks by itself while nobody may be there."""
        now = self._clock.now()
        with self._ops.read() as connection:
            found = store.find_session(connection, digest_token(token))
        if found is None or not is_live(found[0], now) or not found[1].active:
            raise Denied("access.not_signed_in", "You are not signed in, or your session has ended. Sign in again.")
        session, member, tenant = found
        if touch and now - session.seen_at >= TOUCH_EVERY:
            with self._ops.write() as connection:
                store.touch_session(connection, session.id, now)
        return Actor(member, tenant, session.id)

    def sign_out(self, actor: Actor) -> None:
        """End the actor's session."""
        entry = self._entry("session.end", Subject("session", actor.session_id), actor=actor)
        with self._ops.write() as connection:
            store.end_session(connection, actor.session_id, self._clock.now(), intent_of(entry))
        self.settle()

    def purge_sessions(self) -> None:
        """Forget sessions and sign-in failures that can't matter any more. The audit log keeps that they were."""
        with self._ops.write() as connection:
            store.purge_sessions(connection, self._clock.now() - 2 * ABSOLUTE)

    # --- permission and audit -------------------------------------------------------------------

    def permit(self, actor: Actor, action: Action, subject: Subject, purpose: Purpose | None = None) -> Scope:
        """A scope, or Denied with the reason. The refusal is in the audit log before it is told."""
        standing = self._find_standing(purpose.case_id) if purpose is not None else None
        decision = permit(actor, action, self._clock.now(), purpose, standing)
        if isinstance(decision, Scope):
            return decision
        self._refuse(actor, action, subject, purpose, decision)
        raise Denied(decision.code, decision.reason)

    def _refuse(
        self, actor: Actor, action: Action, subject: Subject, purpose: Purpose | None, refused: Refused
    ) -> None:
        details = {"code": refused.code}
        entry = self._entry(action, subject, outcome="denied", actor=actor, details=details, purpose=purpose)
        with self._ops.write() as connection:
            add_intent(connection, "ops", intent_of(entry))
        self.settle()

    def intent(
        self, scope: Scope, subject: Subject, details: Mapping[str, Detail] | None = None, action: str | None = None
    ) -> Intent:
        """The audit intent of a change made under `scope`, for the store function that makes it."""
        return intent_of(entry_for(scope, self._ids.mint("aud"), subject, details or {}, action))

    def event_intent(
        self, tenant: TenantId, action: str, subject: Subject, details: Mapping[str, Detail] | None = None
    ) -> Intent:
        """The audit intent of what happens at a tenant without anybody acting: a text arrives, a clock runs out."""
        entry = self._entry(action, subject, details=details)
        return intent_of(replace(entry, tenant=tenant))

    def commit_read(self, scope: Scope, subject: Subject, details: Mapping[str, Detail] | None = None) -> None:
        """Put a protected read into the audit tree. Unavailable when that can't be done: then show nothing."""
        with self._ops.write() as connection:
            add_intent(connection, "ops", self.intent(scope, subject, details))
        self.confirm()

    def confirm(self) -> None:
        """Give every committed intent its leaf. Unavailable when that can't be done: then show nothing of a read whose
        intent was written in a transaction of its own book."""
        try:
            self._ledger.sequence()
        except Unavailable:
            raise
        except Exception as error:
            self._log.failure("audit.unavailable", error)
            raise Unavailable(
                "access.audit_unavailable", "The audit log can't be written, so nothing is shown."
            ) from error

    def settle(self) -> None:
        """Give the intents of a committed change their leaves. If that fails they keep waiting; nothing is lost."""
        try:
            self._ledger.sequence()
        except SafelightError as error:
            self._log.event("audit.waiting", code=error.code)
        except Exception as error:  # the change is committed; its intent waits for the next round
            self._log.failure("audit.waiting", error)

    def digest(self, text: str) -> str:
        """A keyed digest of something that was typed, so that the log can be compared but not read."""
        return keyed_digest(self._digest_key, text)

    def _entry(
        self,
        action: str,
        subject: Subject,
        *,
        outcome: Outcome = "allowed",
        actor: Actor | None = None,
        details: Mapping[str, Detail] | None = None,
        purpose: Purpose | None = None,
    ) -> AuditEntry:
        return AuditEntry(
            id=self._ids.mint("aud"),
            at=self._clock.now(),
            action=action,
            subject=subject,
            outcome=outcome,
            tenant=actor.tenant.id if actor else "",
            member=actor.member.id if actor else "",
            session=actor.session_id if actor else "",
            case=purpose.case_id if purpose else "",
            reason=purpose.reason.strip()[:500] if purpose else "",
            details=details or {},
        )


def intent_of(entry: AuditEntry) -> Intent:
    """The intent that carries an entry."""
    if not entry.id:
        raise Broken("access.entry_without_id", "An audit entry has no id.")
    return Intent(entry.id, entry.encode())
