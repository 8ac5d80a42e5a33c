"""Groups: ads judged to belong together, the connected parts of the accepted links.

A group's anchor is its earliest ad (by time, then id; undated ads last). The group's id is derived from
the anchor, so it stays the same while later ads join.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safelight import near
from safelight.ads.core.board import Board
from safelight.ads.core.evidence import Bundle
from safelight.kernel.ids import GroupId, derive


@dataclass(frozen=True, slots=True)
class Group:
    """`ads`: numbers of the readings, earliest first; the first is the anchor."""

    group_id: GroupId
    ads: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    ad_id: str
    template_id: str | None
    group_id: str
    activity: str

    def record(self) -> dict[str, object]:
        return {
            "ad_id": self.ad_id,
            "template_id": self.template_id,
            "group_id": self.group_id,
            "activity": self.activity,
        }


def groups(world: Board, items: Iterable[Bundle]) -> tuple[Group, ...]:
    """Every ad in exactly one group, groups in order of their anchors."""
    part = near.components(len(world.readings), [(tie.ads[0], at) for tie in items for at in tie.ads[1:]]).tolist()
    return tuple(Group(group_id(world, ads), tuple(ads)) for ads in world.parts(part).values())


def group_id(world: Board, ads: Sequence[int]) -> GroupId:
    return GroupId(derive("group", world.ids[ads[0]]))
