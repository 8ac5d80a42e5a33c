"""The permission table, and the one function that turns it into a Scope or a refusal.

Default deny: an action that a role is not given here, nobody may do. A protected look-up needs a
purpose besides. `permit` is pure: the case's standing and the time are arguments. A `Scope` is the
proof of a yes; stores demand one, and only this file makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from safelight.access.core.purpose import CaseStanding, Purpose, PurposeKind, reason_problem
from safelight.access.core.tenant import Actor, Role, TenantKind
from safelight.kernel.ids import TenantId

Action = Literal[
    "ads.ingest",
    "ads.lead.queue",
    "ads.lead.view",
    "ads.lead.triage",
    "ads.search",
    "ads.reveal",
    "ads.export",
    "ads.report.prepare",
    "ads.report.download",
    "ads.poster.add",
    "ads.poster.list",
    "ads.poster.match",
    "ads.poster.decide",
    "ads.seek",
    "ads.seek.list",
    "ads.saved.add",
    "ads.saved.list",
    "ads.saved.stop",
    "ads.saved.open",
    "ads.learning.view",
    "ads.learning.propose",
    "ads.learning.approve",
    "content.submit",
    "content.check",
    "content.silent.ask",
    "content.silent.decide",
    "content.watch",
    "content.held",
    "content.retract",
    "content.identify",
    "content.erase",
    "content.notices",
    "content.opinion",
    "content.handshake",
    "content.desk",
    "content.policy",
    "content.resume",
    "content.log",
    "content.import",
    "content.exchange.read",
    "content.exchange.share",
    "content.exchange.manage",
    "content.export",
    "textline.line.manage",
    "textline.read",
    "textline.claim",
    "textline.reply",
    "textline.close",
    "textline.erase",
    "textline.hold",
    "textline.queue",
    "textline.transfer",
    "textline.mark",
    "textline.shift",
    "textline.watch",
    "textline.consent",
    "textline.refer",
    "textline.disclose",
    "textline.reveal",
    "textline.reveal.review",
    "textline.agency.manage",
    "textline.export",
    "textline.drill",
    "textline.referral.read",
    "textline.referral.answer",
    "textline.referral.hold",
    "stats.release.draft",
    "stats.release.approve",
    "stats.release.publish",
    "stats.release.list",
    "stats.facts",
    "stats.ask",
    "stats.open",
    "stats.impact.record",
    "stats.impact.confirm",
    "stats.impact.view",
    "stats.impact.rows",
    "stats.claim.add",
    "stats.claim.list",
    "case.list",
    "case.open",
    "case.view",
    "case.note",
    "case.close",
    "audit.view",
    "member.list",
    "member.add",
]
ACTIONS: tuple[Action, ...] = get_args(Action)

_REPORTING: frozenset[Action] = frozenset({"ads.report.prepare", "ads.report.download"})
_POSTERS: frozenset[Action] = frozenset({"ads.poster.add", "ads.poster.list", "ads.poster.match", "ads.poster.decide"})

_FREE_LOOKING: frozenset[Action] = frozenset(
    {"ads.search", "ads.reveal", "ads.export", "ads.seek", "ads.saved.add", "ads.saved.open"}
)
_OWN_SEARCHES: frozenset[Action] = frozenset({"ads.saved.list", "ads.saved.stop", "ads.seek.list"})

_CHECKING: frozenset[Action] = frozenset({"content.check", "content.silent.ask"})

NEEDS_PURPOSE: frozenset[Action] = _FREE_LOOKING | _REPORTING | _POSTERS | _CHECKING | {"content.export"}
"""Look-ups that name a case and a reason. Triage is a standing purpose of its own: ADR 0012."""

ONLY_FOR: Mapping[Action, frozenset[PurposeKind]] = {
    **dict.fromkeys(sorted(_REPORTING), frozenset[PurposeKind]({"exploited_minor", "missing_person"})),
    **dict.fromkeys(sorted(_POSTERS), frozenset[PurposeKind]({"missing_person"})),
}
"""Actions that only a case of one of these kinds opens. A case of another kind, another agency's, a closed one and one
that never was are refused in the same words."""

_REVIEW: frozenset[Action] = frozenset({"audit.view", "member.list"})
_CASEWORK: frozenset[Action] = frozenset({"case.list", "case.open", "case.view", "case.note", "case.close"})
_TRIAGE: frozenset[Action] = frozenset({"ads.lead.queue", "ads.lead.view", "ads.lead.triage", "ads.learning.view"})
_LOOKING: frozenset[Action] = _FREE_LOOKING | _OWN_SEARCHES | _REPORTING | _POSTERS
_LEARNING: frozenset[Action] = frozenset({"ads.learning.propose", "ads.learning.approve"})

_SHARING: frozenset[Action] = frozenset(
    {
        *("content.submit", "content.check", "content.watch", "content.held", "content.retract", "content.identify"),
        *("content.notices", "content.opinion", "content.log", "content.import", "content.export"),
        *("content.exchange.read", "content.exchange.share"),
    }
)
_ASKING: frozenset[Action] = _SHARING | {"content.silent.ask", "content.handshake"}
_ANSWERING: frozenset[Action] = _SHARING | {"content.handshake", "content.policy", "content.exchange.manage"}
_OVERSEEING: frozenset[Action] = _ASKING | {
    "content.exchange.manage",
    *("content.silent.decide", "content.erase", "content.desk", "content.policy", "content.resume"),
}

_CONVERSING: frozenset[Action] = frozenset(
    {
        *("textline.read", "textline.claim", "textline.reply", "textline.close"),
        *("textline.queue", "textline.transfer", "textline.mark", "textline.shift"),
        *("textline.consent", "textline.refer", "textline.disclose", "textline.reveal"),
    }
)
_RECEIVING: frozenset[Action] = frozenset({"textline.referral.read", "textline.referral.answer"})
_LEDGER: frozenset[Action] = frozenset({"stats.ask", "stats.impact.record", "stats.impact.view", "stats.claim.list"})
_COUNTING: frozenset[Action] = _LEDGER | {
    *("stats.facts", "stats.impact.confirm", "stats.impact.rows", "stats.claim.add"),
}
_DRAFTING: frozenset[Action] = _COUNTING | {"stats.release.draft", "stats.release.approve", "stats.release.list"}
_SEEING: frozenset[Action] = frozenset(
    {
        *("stats.release.approve", "stats.release.list"),
        *("stats.ask", "stats.impact.view", "stats.impact.rows", "stats.claim.list"),
    }
)
_KEEPING: frozenset[Action] = frozenset(
    {
        *("textline.line.manage", "textline.erase", "textline.hold", "textline.watch"),
        *("textline.reveal.review", "textline.agency.manage", "textline.export"),
        "textline.drill",
    }
)

_SETTING_UP: frozenset[Action] = frozenset(
    {"member.list", "member.add", "textline.line.manage", "textline.agency.manage"}
)

TABLE: Mapping[TenantKind, Mapping[Role, frozenset[Action]]] = {
    "agency": {
        "investigator": _CASEWORK | _TRIAGE | _LOOKING | _ASKING | _CONVERSING | _RECEIVING | _LEDGER | {"ads.ingest"},
        "supervisor": _CASEWORK
        | _TRIAGE
        | _LOOKING
        | _LEARNING
        | _OVERSEEING
        | _REVIEW
        | _CONVERSING
        | _KEEPING
        | _RECEIVING
        | _DRAFTING
        | {"ads.ingest", "stats.release.publish", "stats.open", "textline.referral.hold"},
        "analyst": _TRIAGE | _DRAFTING | {"ads.ingest", "ads.learning.propose", "case.list", "case.view"},
        "liaison": _CASEWORK | _ANSWERING | _RECEIVING | _LEDGER,
        "auditor": _SEEING | {"audit.view", "member.list", "content.log"},
        "administrator": frozenset(
            {"member.list", "member.add", "ads.ingest", "textline.line.manage", "textline.agency.manage"}
        ),
    },
    "ngo": {
        "advocate": _CASEWORK | _CONVERSING | _LEDGER,
        "hotline": _CASEWORK | _ANSWERING | _CONVERSING | _DRAFTING,
        "supervisor": _CASEWORK
        | _ANSWERING
        | _CONVERSING
        | _KEEPING
        | _DRAFTING
        | {"content.erase", "content.resume", "audit.view", "member.list", "stats.release.publish", "stats.open"},
        "auditor": _SEEING | {"audit.view", "member.list", "content.log"},
        "administrator": _SETTING_UP,
    },
    "company": {
        "trust_safety": _CASEWORK | _SHARING | _LEDGER,
        "liaison": _CASEWORK | _ANSWERING | _LEDGER,
        "supervisor": _CASEWORK | _ANSWERING | {"content.erase", "content.resume", "audit.view", "member.list"},
        "auditor": frozenset({"audit.view", "member.list"}),
        "administrator": frozenset({"member.list", "member.add"}),
    },
}
"""Kind of tenant, role, what it may do. The reference page is made from this."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Proof that `actor` may do `action` within the own tenant, since `at`, for `purpose` where one is needed."""

    actor: Actor
    action: Action
    at: datetime
    purpose: Purpose | None = None
    standing: CaseStanding | None = None

    @property
    def tenant_id(self) -> TenantId:
        return self.actor.tenant.id


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not. `reason` is safe to show to the actor."""

    code: str
    reason: str


def allows(actor: Actor, action: Action) -> bool:
    """Whether any role of the actor is given the action: the boolean twin of `permit` for showing or greying."""
    by_role = TABLE[actor.tenant.kind]
    return any(action in by_role.get(role, frozenset()) for role in actor.member.roles)


def permit(
    actor: Actor, action: Action, at: datetime, purpose: Purpose | None = None, standing: CaseStanding | None = None
) -> Scope | Refused:
    """A scope, or the reason for a refusal. `standing` is that of the purpose's case, None when there is none."""
    if not allows(actor, action):
        return Refused("access.not_allowed", "Your role does not include this.")
    if action not in NEEDS_PURPOSE:
        return Scope(actor, action, at)
    if purpose is None:
        return Refused(
            "access.purpose_needed", "This look-up needs a purpose: an open case of your agency and a reason."
        )
    problem = reason_problem(purpose.reason)
    if problem is not None:
        return Refused("access.reason_needed", problem)
    if action in ONLY_FOR:
        return _of_kind(actor, action, at, purpose, standing)
    if standing is None or standing.tenant_id != actor.tenant.id or standing.case_id != purpose.case_id:
        return Refused("access.no_such_case", "The purpose names no case of your agency.")
    if not standing.is_open:
        return Refused("access.case_closed", "The purpose names a closed case; reopen it or name another.")
    return Scope(actor, action, at, purpose, standing)


def _of_kind(
    actor: Actor, action: Action, at: datetime, purpose: Purpose, standing: CaseStanding | None
) -> Scope | Refused:
    """As `permit`, for an action that only some kinds of case open: one refusal for whatever is not such a case."""
    kinds = ONLY_FOR[action]
    fits = (
        standing is not None
        and standing.tenant_id == actor.tenant.id
        and standing.case_id == purpose.case_id
        and standing.is_open
        and standing.kind in kinds
    )
    if fits:
        return Scope(actor, action, at, purpose, standing)
    named = " or ".join(sorted(kind.replace("_", " ") for kind in kinds))
    return Refused("access.no_such_case", f"The purpose names no open case of your agency of the kind {named}.")
