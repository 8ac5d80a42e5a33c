"""A missing-person poster, end to end: kept for its case, matched, decided with the found adult asked first, erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.lib.homes import Home, home_with_people, on_her_own, one_hand

from safelight.access.core.purpose import Purpose
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing, Unavailable

PRINT = "5a" * 32
POSTER = {
    "name": "Maribel Larkspur",
    "age": 34,
    "age_on": "2024-01-20",
    "missing_since": "2024-01-20",
    "places": ["Albany, NY"],
    "marks": ["swallow tattoo on left wrist"],
    "pictures": [PRINT],
}
MARKED = {
    "id": "marked-1",
    "site": "board.example",
    "posted_at": "2024-02-10",
    "title": "Map reading",
    "body": "You know me by the small tattoo of a swallow, left wrist. Ask for Belle at 212-555-0142.",
    "location": "Troy, NY",
}
PICTURED = {
    "id": "pictured-1",
    "site": "board.example",
    "posted_at": "2024-02-12",
    "title": "Dog walks",
    "body": "I am 16 years old and walk dogs.",
    "images": [{"sha256": f"{7:064x}", "pdq": f"{int(PRINT, 16) ^ 0b1011:064x}", "path": "pictures/7.jpg"}],
}


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    home.ingest([*one_hand(), *on_her_own(), MARKED, PICTURED])
    yield home
    home.platform.close()


def missing(home: Home, login: str = "ines", kind: str = "missing_person") -> Purpose:
    case = home.platform.cases.open_case(home.actor(login), "Report 41", kind, "Section 9 duty")  # type: ignore[arg-type]
    return Purpose(case.id, "the family's report of Monday")


def test_candidates_come_best_first_with_reasons_that_quote_the_ad(home: Home) -> None:
    ines, why, posters = home.actor("ines"), missing(home), home.platform.posters
    row = posters.add(ines, POSTER, why)
    view = posters.match(ines, row.id, why)
    assert view.ads == 16
    scores = [one.candidate.score for one in view.matches]
    assert scores == sorted(scores, reverse=True)
    assert view.matches[0].candidate.ad_id == "marked-1"
    by_id = {one.candidate.ad_id: one for one in view.matches}
    assert set(by_id) <= {"pictured-1", "marked-1", "solo-0", "solo-1"}
    assert {"pictured-1", "marked-1"} <= set(by_id)
    marked = by_id["marked-1"].candidate
    assert {"mark", "place", "time"} <= {point.kind for point in marked.points}
    for point in marked.points:
        for quote in point.quotes:
            assert (
                quote.text == str(MARKED["body" if quote.source == "body" else quote.source])[quote.start : quote.end]
            )
    assert all(not point.quotes for point in by_id["pictured-1"].candidate.points)
    low, high = marked.interval
    assert low <= marked.score <= high


def test_a_found_adult_is_asked_before_anybody_is_told(home: Home) -> None:
    ines, why, posters = home.actor("ines"), missing(home), home.platform.posters
    row = posters.add(ines, POSTER, why)
    for early in ("tell", "consent", "is_adult"):
        with pytest.raises(Conflict):
            posters.decide(ines, row.id, "marked-1", early, why)
    for verb, status in (
        ("contact", "contacted"),
        ("is_adult", "to_be_asked"),
        ("decline", "may_not_tell"),
        ("consent", "may_tell"),
        ("tell", "told"),
    ):
        assert posters.decide(ines, row.id, "marked-1", verb, why).status == status
    assert posters.decide(ines, row.id, "pictured-1", "contact", why).status == "contacted"
    assert posters.decide(ines, row.id, "pictured-1", "is_minor", why).status == "protected"
    with pytest.raises(Conflict):
        posters.decide(ines, row.id, "pictured-1", "tell", why)
    with pytest.raises(Missing):
        posters.decide(ines, row.id, "no-such-ad", "contact", why)
    statuses = {one.candidate.ad_id: one.status for one in posters.match(ines, row.id, why).matches}
    assert (statuses["marked-1"], statuses["pictured-1"]) == ("told", "protected")
    actions = [each.entry.action for each in home.platform.trail.page(home.actor("aldo"), limit=100).rows]
    assert {"ads.poster.add", "ads.poster.match", "ads.poster.contact", "ads.poster.tell"} <= set(actions)


def test_closing_erases_what_the_poster_said(home: Home, tmp_path: Path) -> None:
    ines, why, posters = home.actor("ines"), missing(home), home.platform.posters
    row = posters.add(ines, POSTER, why)
    posters.decide(ines, row.id, "marked-1", "set_aside", why)
    assert posters.close(ines, row.id, why).record == {}
    with home.platform.books["ops"].read() as connection:
        assert connection.execute(text("SELECT count(*) FROM poster_matches")).scalar() == 0
    for again in (lambda: posters.match(ines, row.id, why), lambda: posters.close(ines, row.id, why)):
        with pytest.raises(Conflict):
            again()
    assert [each.status for each in posters.of_case(ines, why)] == ["closed"]
    assert b"Larkspur" not in b"".join(file.read_bytes() for file in (tmp_path / "home").glob("audit*"))


def test_who_may_not(home: Home) -> None:
    ines, why, posters = home.actor("ines"), missing(home), home.platform.posters
    row = posters.add(ines, POSTER, why)
    for login in ("nora", "aldo", "adam", "theo"):
        with pytest.raises(Denied):
            posters.match(home.actor(login), row.id, why)
    for wrong in (None, missing(home, kind="trafficking"), missing(home, "ivan")):
        with pytest.raises(Denied):
            posters.match(ines, row.id, wrong)
    with pytest.raises(Missing):
        posters.match(ines, row.id, missing(home))
    with pytest.raises(Missing):
        posters.match(home.actor("ivan"), row.id, missing(home, "ivan"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "name"),
        ({"age": "old"}, "old"),
        ({"missing_since": "2025-01-01"}, "future"),
        ({"missing_since": "soon"}, "soon"),
        ({"places": ["Nowhereville, ZZ"]}, "Nowhereville"),
        ({"places": ["Springfield"]}, "Several"),
        ({"pictures": ["abc"]}, "64 hex"),
        ({"marks": ["x" * 201]}, "200"),
    ],
)
def test_a_wrong_field_is_named(home: Home, change: dict[str, object], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        home.platform.posters.add(home.actor("ines"), {**POSTER, **change}, missing(home))


def test_no_tree_no_candidates(home: Home) -> None:
    ines, why, posters = home.actor("ines"), missing(home), home.platform.posters
    row = posters.add(ines, POSTER, why)
    with home.platform.books["audit"].write() as connection:
        connection.execute(text("ALTER TABLE leaves RENAME TO lost"))
    for look in (lambda: posters.match(ines, row.id, why), lambda: posters.of_case(ines, why)):
        with pytest.raises(Unavailable):
            look()
