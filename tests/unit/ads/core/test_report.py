"""What a report holds, and what its checker lets nobody put there."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.lib.reading import picture, reading

from safelight.ads.core.known import KnownImages
from safelight.ads.core.report import REPORT_WORKFLOW, Held, Preparer, Subject, build_report, report_problems

AT = datetime(2026, 3, 1, tzinfo=UTC)
BY = Preparer("North Agency", "Ines Example", "case-1", "exploited_minor", "a caller's tip")
HELD = reading("ad-1", "Tea by the lake. age 16. Ring me.", town="Reno", phones=["+17755550123"], pictures=[7])
OTHER = reading("ad-2", "Tea by the river.", town="Reno", phones=["+17755550123"])
CAPTURE = Held("ab" * 32, "application/json", AT, "ads.jsonl:1")


def report() -> dict[str, Any]:
    subject = Subject("lead-1", "group-1", ((HELD, (CAPTURE,)),), (OTHER,))
    return build_report(subject, BY, KnownImages([picture(7).sha256 or ""]), AT, "safelight/0")


def test_a_report_has_its_shape_and_no_running_text() -> None:
    made = report()
    assert report_problems(made) == []
    (ad,) = made["ads"]
    assert [(why["rule"], why["text"]) for why in ad["why"]] == [
        ("stated_age", "16"),
        ("known_image", "an image is known to the content network"),
    ]
    assert ad["selectors"] == [{"kind": "phone", "value": "+17755550123"}]
    assert ad["captures"][0]["sha256"] == "ab" * 32
    for words in ("Tea", "lake", "river"):
        assert words not in str(made)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("ads", 0, "body"), "running text"),
        (("ads", 0, "pictures", 0, "path"), "pictures/1.jpg"),
        (("ads", 0, "pictures", 0, "sha256"), "data:image/png;base64,AAAA"),
        (("ads", 0, "why", 0, "age"), 19),
        (("ads", 0, "why", 0, "text"), "x" * 100),
        (("ads", 0, "why"), []),
        (("ads", 0, "captures"), []),
        (("ads",), []),
        (("case", "kind"), "trafficking"),
        (("prepared_at",), "yesterday"),
        (("linked_ads", 0, "selectors", 0, "kind"), "image"),
        (("sent",), True),
        (("limits", 0), ""),
    ],
)
def test_the_checker_refuses(path: tuple[Any, ...], value: object) -> None:
    made = copy.deepcopy(report())
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert report_problems(made)


@pytest.mark.parametrize("name", ["ads", "limits", "lead", "tool", "format"])
def test_nothing_may_be_missing(name: str) -> None:
    made = report()
    del made[name]
    assert report_problems(made) == [f"report.{name}: is missing"]


def test_what_is_no_object_is_refused() -> None:
    assert report_problems(None) == ["report: expected an object"]


def test_a_lead_without_a_quarantined_ad_has_no_report() -> None:
    with pytest.raises(ValueError, match="quarantined"):
        build_report(Subject("lead-1", "group-1", (), (OTHER,)), BY, KnownImages(), AT, "safelight/0")


def test_nothing_is_ever_sent_by_itself() -> None:
    """The only way to "sent" is a person's note, after a download."""
    into = [(move.source, move.verb) for move in REPORT_WORKFLOW.moves if move.target == "sent"]
    assert into == [("downloaded", "note_sent")]
