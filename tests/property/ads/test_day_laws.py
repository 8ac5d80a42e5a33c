"""Laws of days: however a pile is cut into days, the groups are those of one batch; a whole judgement gives exactly
that batch; groups keep their ids; files that are lost, or of a run that died, change no answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.days import Daily, read
from tests.lib.grouped import agreement, first_world, second_world
from tests.lib.reading import own_words, reading

from safelight.access.core.audit import Subject
from safelight.ads.core.company import company
from safelight.ads.core.outcome import assemble
from safelight.ads.core.reading import Reading
from safelight.ads.service import day
from safelight.ads.store.changes import changes_of

ADS = 600
PILES = {"first": read(first_world(31, ADS)), "second": read(second_world(32, ADS))}
BATCH = {name: {row.ad_id: row.group_id for row in assemble(pile).groups} for name, pile in PILES.items()}
NUMBER = count()


@pytest.fixture(autouse=True)
def _parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small company, and parts judged as parts however much they are."""
    for name, value in {"COMPANY": 250, "GROWTH": 10.0, "WHOLE_FROM": 10.0}.items():
        monkeypatch.setattr(day, name, value)
    return


def likeness(found: dict[str, str], batch: dict[str, str]) -> float:
    ids = sorted(batch)
    return agreement([found[ad] for ad in ids], [batch[ad] for ad in ids]).ari


def by_days(path: Path, pile: Sequence[Reading], cuts: Sequence[int]) -> Daily:
    daily = Daily(path / str(next(NUMBER)), pile)
    for start, end in pairwise([0, *sorted(cuts), len(pile)]):
        daily.take(pile[start:end])
    return daily


@settings(deadline=None, max_examples=4)
@given(st.sampled_from(sorted(PILES)), st.lists(st.integers(200, ADS - 1), min_size=1, max_size=3, unique=True))
def test_any_split_into_days_gives_the_groups_of_one_batch(
    tmp_path_factory: pytest.TempPathFactory, name: str, cuts: list[int]
) -> None:
    daily = by_days(tmp_path_factory.mktemp("days"), PILES[name], cuts)
    assert "touched" in daily.stages, "the last day was judged as a part"
    assert likeness(dict(daily.groups()), BATCH[name]) >= 0.99


def test_relinking_gives_exactly_what_one_batch_gives(tmp_path: Path) -> None:
    pile = PILES["first"]
    daily, batch = by_days(tmp_path, pile, [400, 500]), by_days(tmp_path, pile, [])
    daily.home.platform.ingest.relink(daily.home.actor("ines"))
    assert daily.everything() == batch.everything()


def test_a_day_says_of_every_ad_what_it_is_and_links_explain_the_groups(tmp_path: Path) -> None:
    daily = by_days(tmp_path, PILES["second"], [400, 500])
    groups = daily.groups()
    assert groups.keys() == BATCH["second"].keys()
    assert all(groups.values())
    links = daily.rows("links", "a", "b", "group_id")
    assert all(groups[str(a)] == groups[str(b)] == group for a, b, group in links)
    tied = {ad for a, b, _ in links for ad in (a, b)}
    sizes = {group: sum(other == group for other in groups.values()) for group in set(groups.values())}
    assert {ad for ad, group in groups.items() if sizes[group] > 1} == tied
    templates = dict(daily.rows("templates", "template_id", "record"))
    assert {name for (name,) in daily.rows("ads", "template_id") if name} <= templates.keys()


def test_the_same_day_again_changes_nothing_and_ids_stay(tmp_path: Path) -> None:
    pile = PILES["first"]
    daily = by_days(tmp_path, pile, [500])
    before = daily.everything()
    assert daily.take(pile[500:]).rows_changed == 0
    assert daily.everything() == before
    first = by_days(tmp_path, pile[:500], [])
    after = daily.groups()
    stayed = sum(after[ad] == group for ad, group in first.groups().items())
    assert stayed >= 0.97 * 500


def test_lost_files_and_those_of_a_run_that_died_change_no_answer(tmp_path: Path) -> None:
    pile = PILES["first"]
    daily = Daily(tmp_path, pile)
    daily.take(pile[:400])
    daily.take(pile[400:550])
    folder = next(tmp_path.glob("home/days/*"))
    shutil.copytree(folder / "00000002", folder / "00000003")
    (folder / "draft-9").mkdir()
    daily.take(pile[550:575])
    assert "touched" in daily.stages
    shutil.rmtree(folder / "00000002")
    daily.take(pile[575:])
    assert "touched" not in daily.stages, "all were judged"
    assert daily.groups() == BATCH["first"]
    assert [path.name for path in folder.iterdir()] == ["00000004"]


def test_an_ad_that_changed_leaves_its_group(tmp_path: Path) -> None:
    pile = PILES["first"]
    sizes = [*BATCH["first"].values()]
    alone = next(r for r in reversed(pile) if sizes.count(BATCH["first"][r.ad.id]) > 2 and r.extraction.phones)
    other = Reading(type(alone.ad)(alone.ad.id, body="a garden to let"), type(alone.extraction)(alone.ad.id))
    daily = Daily(tmp_path, [*pile, other])
    daily.take(pile)
    daily.take([other])
    groups = daily.groups()
    assert "touched" in daily.stages
    assert sum(group == groups[alone.ad.id] for group in groups.values()) == 1


@settings(deadline=None, max_examples=2)
@given(st.integers(2, 4), st.integers(2, 4), st.integers(1, 3))
def test_a_split_undoes_a_merge(tmp_path_factory: pytest.TempPathFactory, first: int, second: int, ties: int) -> None:
    """Ads with the phones of two women join their groups; when those ads turn out to say something else, both groups
    are what they were, under the ids that they had."""

    def ads(letter: str, number: int, voice: int, *people: tuple[str, str]) -> list[Reading]:
        names, phones = [name for name, _ in people], {phone for _, phone in people}
        return [
            reading(f"{letter}-{at}", f"{names} {own_words(voice + at, 20)}", day=at, phones=phones, names=names)
            for at in range(number)
        ]

    anna, bella = ("Anna", "+15105550101"), ("Bella", "+15105550102")
    apart = [*ads("a", first, 10, anna), *ads("b", second, 20, bella)]
    tied, untied = ads("c", ties, 30, anna, bella), ads("c", ties, 40)
    daily = Daily(tmp_path_factory.mktemp("split"), [*apart, *tied, *untied])
    daily.take(apart)
    before = dict(daily.groups())
    assert len(set(before.values())) == 2
    daily.take(tied)
    assert len(set(daily.groups().values())) == 1
    assert told(daily) == [("merged", before["b-0"], before["a-0"], second, second, True)]
    daily.take(untied)
    assert "touched" in daily.stages, "the days were judged as parts"
    assert {ad: group for ad, group in daily.groups().items() if ad in before} == before
    assert ("parted", before["a-0"], before["b-0"], second, first + second + ties, True) in told(daily)


def told(daily: Daily) -> list[tuple[str, str, str, int, int, bool]]:
    """What is kept of the changes of one group, the newest first; last, whether a phone explains it."""
    actor, subject = daily.home.actor("ines"), Subject("lead", "any")
    scope = daily.home.platform.access.permit(actor, "ads.lead.view", subject)
    with daily.home.platform.books["ads"].read() as connection:
        found = [one.change for one in changes_of(connection, scope, daily.groups()["a-0"], 20)]
    return [(one.kind, one.before, one.after, one.ads, one.of, _by_phone(one.link)) for one in found]


def _by_phone(link: Mapping[str, Any] | None) -> bool:
    return link is not None and any(one["kind"] == "phone" for one in link["evidence"])


def _neighbours(key: str) -> list[Reading]:
    """Two advertisers with a picture that goes round, strangers in a town where everybody is called Mona, and one hand
    where few are; ads of the second are called after `key`."""
    crowd = [reading(f"x{at:03d}", f"{own_words(at)} Mona", names=["Mona"], town="Reno") for at in range(120)]
    others = [reading(f"y{at:03d}", own_words(200 + at), phones=[f"+1775{at:07d}"], town="Boise") for at in range(8)]
    far = [
        reading(f"w{at}", own_words(300 + at), phones=[f"+1402{at:07d}"], pictures=[1], town=("Omaha", "Tucson")[at])
        for at in range(2)
    ]
    two = [
        reading(ad, f"{own_words(400 + at)} Mona", names=["Mona"], phones=[phone], pictures=[1], town="Reno")
        for at, (ad, phone) in enumerate(
            (f"{name}{n}", phone) for name, phone in (("r", "+15105550101"), (key, "+15105550102")) for n in range(2)
        )
    ]
    return [*crowd, *others, *far, *two]


def test_who_is_taken_in_from_the_company_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day, "COMPANY", 6)
    monkeypatch.setattr("safelight.ads.core.company.LARGEST_PART", 0.5)
    piles = (_neighbours(f"s{number}-") for number in range(200))
    pile = next(pile for pile in piles if {*company(assemble(pile).groups, 6)} & {pile[-1].ad.id, pile[-2].ad.id})
    new = reading("z", own_words(900), phones=["+15105550101"], town="Reno")
    daily = Daily(tmp_path, [*pile, new])
    daily.take(pile)
    assert daily.groups()["r0"] != daily.groups()[pile[-1].ad.id]
    daily.take([new])
    groups = daily.groups()
    assert "touched" in daily.stages
    assert groups["r0"] == groups["z"] == groups[pile[-1].ad.id], "what the test is about came about"
    assert all(groups[str(a)] == groups[str(b)] == group for a, b, group in daily.rows("links", "a", "b", "group_id"))
    assert {group for (group,) in daily.rows("movements", "group_id")} <= {*groups.values()}
