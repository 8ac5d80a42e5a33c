"""Dashboards: which questions each role has every day. Words of the same grammar that people ask in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LEADS = ("lead decisions by disposition this year", "ads by month last 12 months", "ads by state last quarter")
LINE = (
    "conversations opened by month last 12 months",
    "conversations closed by disposition this year",
    "conversations closed by tier this year",
)
MEETING = (
    "handshakes by step this year",
    "notices by month last 12 months",
    "identifications by month last 12 months",
)
CASES = ("cases closed by disposition this year", "cases opened by purpose this year")

BOARDS: Mapping[str, Sequence[str]] = {
    "investigator": (*LEADS[:1], *CASES, *MEETING[1:2]),
    "analyst": (*LEADS, "ads per 100,000 by state last quarter", *CASES[:1]),
    "supervisor": (*LEADS[:1], *CASES, *LINE, *MEETING[:1]),
    "liaison": (*MEETING, "opinions by opinion this year"),
    "advocate": LINE,
    "hotline": (*LINE, *MEETING[1:]),
    "trust_safety": ("submissions by month last 12 months", "retractions by why this year", *MEETING[1:2]),
    "auditor": (*CASES, *LINE[:1], *MEETING[1:2]),
}
"""Role to questions, the most urgent first."""

MOST_PANELS = 8
"""Panels of one page: what is taken in at a glance."""


def board_of(roles: Sequence[str]) -> Sequence[str]:
    """The questions of a member with these roles, each once."""
    asked = [question for role in roles for question in BOARDS.get(role, ())]
    return list(dict.fromkeys(asked))[:MOST_PANELS]
