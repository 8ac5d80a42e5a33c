"""The slow, obvious twin of `impact.total`: every person is made a token, and sets are counted."""

from __future__ import annotations

from collections.abc import Sequence

from safelight.stats.core.impact import COUNTED
from safelight.stats.core.outcome import Outcome

Token = tuple[str, int]


def persons(outcomes: Sequence[Outcome]) -> set[Token]:
    """The persons of some rows, when rows with one mark name the same ones and others name others."""
    return {(one.shared or one.id, number) for one in outcomes for number in range(one.count)}


def bounds(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """The fewest and the most persons there can be: across tenants all may be the same, within one they are not."""
    rows = [one for one in outcomes if one.status in COUNTED]
    checked = [one for one in rows if one.status == "confirmed"]
    by_tenant = [persons([one for one in checked if one.tenant_id == tenant]) for tenant in {o.tenant_id for o in rows}]
    return max((len(each) for each in by_tenant), default=0), len(persons(rows))
