"""The demo world is what it says: deterministic, of the size asked for, true to its shares, and readable."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.demo_worlds import world

from safelight.ads.core.ad import read_ad
from safelight.assembly.demo import PRESETS, World, make_world, write_jsonl, write_truth
from safelight.kernel.provenance import Rejected

SIZE = 6000
ACTIVITIES = ("independent", "collective", "business", "spam", "controlled")


@pytest.fixture(scope="module")
def ads() -> World:
    return world(7, SIZE)


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        made = make_world(11, 700)
        write_jsonl(made, tmp_path / f"{name}.jsonl")
        write_truth(made, tmp_path / f"{name}.truth.jsonl")
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()
    assert (tmp_path / "first.truth.jsonl").read_bytes() == (tmp_path / "second.truth.jsonl").read_bytes()
    assert make_world(12, 700).ads != make_world(11, 700).ads


@pytest.mark.parametrize("size", [0, 1, 7, 60, 999])
def test_size_is_exact(size: int) -> None:
    made = make_world(3, size)
    assert len(made.ads) == len(made.truth) == size
    assert sum(one.ads for one in made.advertisers) == size


def test_refuses_impossible_sizes() -> None:
    with pytest.raises(ValueError, match="14 days"):
        make_world(3, 10, days=13)
    with pytest.raises(ValueError, match="size"):
        make_world(3, -1)


def test_every_ad_reads_without_warning_and_ids_are_unique(ads: World) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=120)
    for ad in ads.ads:
        read = read_ad(json.loads(json.dumps(ad)), now, "demo")
        assert not isinstance(read, Rejected)
        assert read[1] == ()
    assert len({str(ad["id"]) for ad in ads.ads}) == SIZE


def test_ads_are_in_order_of_posting_within_the_days_asked_for() -> None:
    made = make_world(5, 400, start=date(2025, 1, 1), days=30)
    days = [str(ad["posted_at"])[:10] for ad in made.ads]
    assert days == sorted(days)
    assert days[0] >= "2025-01-01"
    assert days[-1] <= "2025-01-30"


def test_addresses_are_plainly_invented(ads: World) -> None:
    for ad in ads.ads:
        for host in re.findall(r"https?://([^/\s?]+)", f"{ad['url']} {ad['body']}".lower()):
            assert host.rstrip(".!").endswith(".example")
        for mail in re.findall(r"\S+@\S+\.\S+", str(ad["body"]).lower()):
            assert mail.rstrip(".!").endswith(".example")


def test_shares_follow_the_shape() -> None:
    for name, shape in PRESETS.items():
        counted = Counter(truth.activity for truth in world(21, 1500, name).truth)
        for activity in ACTIVITIES:
            assert abs(counted[activity] / 1500 - getattr(shape, activity)) < 0.03, (name, activity)


def test_presets_are_named_and_their_shares_sum_to_one() -> None:
    assert set(PRESETS) == {"default", "boilerplate-heavy", "few-phones", "collective-heavy", "paraphrase-heavy"}
    for name, shape in PRESETS.items():
        assert shape.name == name
        assert sum(getattr(shape, activity) for activity in ACTIVITIES) == pytest.approx(1)
        rates = [getattr(shape, one.name) for one in fields(shape) if one.name not in ("name", "lift")]
        assert all(0 <= rate <= 1 for rate in rates)
        assert shape.one_phone + shape.shared_phones + shape.rotating_phones + shape.pictures_only == pytest.approx(1)


def test_presets_do_what_their_names_say() -> None:
    def rules(made: World) -> float:
        return sum("\n\n" in str(ad["body"]) for ad in made.ads) / len(made.ads)

    def phones(made: World) -> float:
        return sum(bool(truth.phones) for truth in made.truth) / len(made.truth)

    def repeated(made: World) -> float:
        bodies = Counter(str(ad["body"]).split("\n\n")[0] for ad in made.ads)
        return 1 - len(bodies) / len(made.ads)

    default = world(21, 1500)
    assert 0.3 <= rules(default) <= 0.5
    assert rules(world(21, 1500, "boilerplate-heavy")) > 0.8
    assert phones(default) > 0.85
    assert phones(world(21, 1500, "few-phones")) < 0.45
    assert repeated(world(21, 1500, "paraphrase-heavy")) < repeated(default) / 2


def test_every_person_is_an_adult_between_21_and_48(ads: World) -> None:
    ages = [age for one in ads.advertisers for age in one.ages]
    assert min(ages) >= 21
    assert max(ages) <= 48
    stated = [planted.value for truth in ads.truth for planted in truth.planted if planted.field == "age"]
    assert len(stated) > SIZE / 4
    assert all(isinstance(age, int) and 21 <= age <= 48 for age in stated)


def test_activities_are_what_their_definitions_say(ads: World) -> None:
    for one in ads.advertisers:
        people, cities = len(one.personas), len(one.cities)
        assert len(set(one.names)) == people
        if one.activity == "independent":
            assert people == 1
            assert len(one.phones) <= 1
        elif one.activity == "collective":
            assert 2 <= people <= 5
            assert one.innocent
        elif one.activity == "business":
            assert cities == 1
            assert len(one.phones) <= 1
            assert one.innocent
        elif one.activity == "spam":
            assert one.ads >= 8
            assert cities >= 8
            assert len(one.templates) == 1
        else:
            assert 3 <= people <= 12
            assert not one.innocent


def test_texts_are_not_drawn_from_a_tiny_vocabulary(ads: World) -> None:
    bodies = [str(ad["body"]).split("\n\n")[0].lower() for ad in ads.ads]
    sentences = {part.strip() for body in bodies for part in re.split(r"[.!\n]+", body)}
    assert len(sentences) > 15_000
    words = {word for body in bodies for word in re.findall(r"[a-zñáéíóú]+", body)}
    assert len(words) > 1_200


def test_written_files_hold_one_object_a_line(ads: World, tmp_path: Path) -> None:
    write_jsonl(ads, tmp_path / "ads.jsonl")
    write_truth(ads, tmp_path / "truth.jsonl")
    raw = (tmp_path / "ads.jsonl").read_bytes()
    assert b"\r" not in raw
    assert [json.loads(line) for line in raw.decode().split("\n")[:-1]] == ads.ads
    rows = Counter(json.loads(line)["row"] for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines())
    assert rows == {"world": 1, "advertiser": len(ads.advertisers), "ad": SIZE}


_DIGEST = """
import sys, hashlib, json
sys.path[:0] = json.loads(sys.argv[1])
from safelight.assembly.demo import make_world
made = make_world(11, 400)
print(hashlib.sha256(repr((made.ads, made.truth, made.advertisers)).encode()).hexdigest())
"""


def test_another_process_with_another_hash_seed_makes_the_same_world() -> None:
    digests = [
        subprocess.run(
            [sys.executable, "-c", _DIGEST, json.dumps(sys.path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert digests[0] == digests[1]
    assert len(digests[0].strip()) == 64
