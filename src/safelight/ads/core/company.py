"""The company: a few whole groups that stand for everybody, when a part of the ads is judged.

How common a name, a city or a phrase is, and which places in a sentence are for names, is told from the ads at hand. A
part alone would mistake what everybody has for what these have in common; with the company beside it, drawn without
regard to what is in the ads, it doesn't. Nothing is concluded of the company itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from safelight import near
from safelight.ads.core.group import GroupRow
from safelight.ads.core.outcome import Outcome

COMPANY = 4_000
"""Ads of the company: a name or city that one in a thousand has is met four times; 3 CPU seconds a day (2026-11)."""

LARGEST_PART = 0.1
"""Of the company that one group may be."""


def company(rows: Sequence[GroupRow], most: int = COMPANY) -> tuple[str, ...]:
    """One ad each of groups with `most` ads together at most, drawn by a digest of their ids."""
    members: dict[str, list[str]] = {}
    for row in rows:
        members.setdefault(row.group_id, []).append(row.ad_id)
    drawn: list[str] = []
    room = most
    for group in sorted(members, key=lambda name: hashlib.blake2b(name.encode(), digest_size=8).digest()):
        size = len(members[group])
        if size <= max(1, LARGEST_PART * most):
            room -= size
            if room < 0:
                break
            drawn.append(members[group][0])
    return tuple(drawn)


def without_company(outcome: Outcome, region: Collection[str], stood: Mapping[str, str]) -> Outcome:
    """What `outcome` says of the groups that have an ad of `region` (ids). `stood`: the company's ads and the group
    that each had before; of a group that lost an ad to the region, all its ads are told, wherever they went."""
    keys = [(("now", row.group_id), ("before", stood.get(row.ad_id, row.group_id))) for row in outcome.groups]
    part = near.sharing(keys)
    reached = {label for label, row in zip(part, outcome.groups, strict=True) if row.ad_id in region}
    rows = tuple(row for label, row in zip(part, outcome.groups, strict=True) if label in reached)
    groups, ads = {row.group_id for row in rows}, {row.ad_id for row in rows}
    return replace(
        outcome,
        groups=rows,
        links=tuple(link for link in outcome.links if link.a in ads),
        movements=tuple(item for item in outcome.movements if item.group_id in groups),
        leads=tuple(lead for lead in outcome.leads if lead.group_id in groups),
        quarantine=tuple(item for item in outcome.quarantine if item.ad_id in ads),
        verdicts=tuple(item for item in outcome.verdicts if item.group_id in groups),
    )
