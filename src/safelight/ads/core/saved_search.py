"""A saved search: a query that somebody keeps for an open case, and is alerted of what newly fits it.

It names its case and reason as every search does, and ends with them: when it is stopped, when its day comes, when the
case is closed, or when a newer Safelight no longer understands its line. An alert is a pointer: which saved search, and
how many ads. Whoever opens it looks under the same purpose. Promises: an ad is told of once to a saved search, and one
that fitted when it was saved never.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from safelight.kernel.ids import CaseId, TenantId
from safelight.kernel.workflow import Move, Workflow

SAVED_WORKFLOW = Workflow(
    name="saved search",
    start="active",
    moves=(
        Move("active", "stop", "ended", "ads.saved.stop"),
        Move("active", "expire", "ended", "ads.saved.expire"),
        Move("active", "lose_case", "ended", "ads.saved.lose_case"),
        Move("active", "fail", "ended", "ads.saved.fail"),
        Move("ended", "erase", "erased", "ads.saved.erase"),
    ),
)

LONGEST_DAYS = 90
"""A saved search looks every day without anybody deciding to; after a quarter somebody says again that it is needed."""

USUAL_DAYS = 30

KEPT_DAYS = 30
"""Days that an ended search keeps what it asked and found, so that alerts of its last day can be read."""

MOST_MATCHES = 20_000
"""A search that fits more ads than this is refused: its alerts would be a stream nobody reads. One page of the busiest
national board of a month is about as many."""

LONGEST_MAIL = 200


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """`change`: up to which change of the agency's ads it has looked. `mail` is empty for none; `webhook` announces to
    the agency's own. `line` and `reason` are empty once erased."""

    id: str
    tenant_id: TenantId
    case_id: CaseId
    reason: str
    line: str
    owner_id: str
    owner_name: str
    status: str
    added_at: datetime
    until: datetime
    ended_at: datetime | None = None
    mail: str = ""
    webhook: bool = False
    change: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """`ads` newly fitted at `at`; `seen_at` when its owner opened it first."""

    id: str
    saved_id: str
    at: datetime
    ads: int
    seen_at: datetime | None = None


def saved_problem(days: int, mail: str) -> str | None:
    """What keeps a search from being saved, in words, or None."""
    if not 1 <= days <= LONGEST_DAYS:
        return f"A saved search lasts between 1 and {LONGEST_DAYS} days; save it again when it is still needed."
    if mail and (
        mail.count("@") != 1 or len(mail) > LONGEST_MAIL or not mail.isprintable() or set(mail) & set(" ,;<>")
    ):
        return "That is not one e-mail address."
    return None


def fresh(matching: Iterable[str], told: Collection[str]) -> tuple[str, ...]:
    """Ads that fit and were never told of, sorted."""
    return tuple(sorted(set(matching) - set(told)))


def ending(saved: SavedSearch, now: datetime, case_is_open: bool) -> str | None:
    """The verb that time or the case makes due, or None."""
    if saved.status == "active" and not case_is_open:
        return "lose_case"
    if saved.status == "active" and now >= saved.until:
        return "expire"
    if saved.status == "ended" and saved.ended_at and now >= saved.ended_at + timedelta(days=KEPT_DAYS):
        return "erase"
    return None
