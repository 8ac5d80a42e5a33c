"""Questions over many ads: what is understood, against an obvious twin, and laws of the figures."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.ads.core.ad import Ad
from safelight.ads.core.mention import Extraction, Location, Price
from safelight.ads.core.question import BY, NotAsked, Question, answer, parse_question
from safelight.ads.core.reading import Reading
from safelight.ads.core.shown import Shown
from safelight.kernel.ids import AdId

START = datetime(2024, 1, 1, tzinfo=UTC)
TOWNS = (Location("Reno", "NV", None, None, None, 0.9), Location("Oakland", "CA", None, None, None, 0.9))
WORDS = ("maps", "tea", "chess", "kites")


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("price by week", Question("price", ("week",))),
        ("Cities by week", Question("ads", ("week", "city"))),
        ("phones", Question("ads", ("phone",))),
        (" ages  by city and site ", Question("age", ("city", "site"))),
        ("ads by city, week", Question("ads", ("city", "week"))),
        ("ads", Question()),
    ],
)
def test_a_question_is_understood_and_says_itself_again(line: str, question: Question) -> None:
    assert parse_question(line) == question
    assert parse_question(question.line) == question


@pytest.mark.parametrize(
    "line", ["", "height", "price by mood", "price by city and city", "ads by week, city, site", "x" * 201]
)
def test_what_is_no_question_is_refused_with_what_is(line: str) -> None:
    assert isinstance(parse_question(line), NotAsked)


def shown(number: int, word: str, price: int, day: int, town: int, activity: str, names: int) -> Shown:
    ad = Ad(AdId(f"ad-{number:02d}"), body=f"{word} and talk", site="a.example")
    reading = Reading(
        Ad(ad.id, body=ad.body, site=ad.site, posted_at=START + timedelta(days=day) if day >= 0 else None),
        Extraction(
            ad.id,
            prices=(Price(price, None, "hour"), Price(price * 5, None, "night")) if price else (),
            locations=(TOWNS[town],) if town >= 0 else (),
            names=("Opal", "Wren")[:names],
        ),
    )
    return Shown(reading, None, None, activity, False, 1)


worlds = st.lists(
    st.tuples(
        st.sampled_from(WORDS),
        st.sampled_from([0, 100, 200, 300]),
        st.integers(-1, 30),
        st.integers(-1, 1),
        st.sampled_from(["controlled", "independent"]),
        st.integers(0, 2),
    ),
    max_size=20,
).map(lambda rows: [shown(number, *row) for number, row in enumerate(rows)])


@given(worlds, st.randoms(use_true_random=False))
def test_means_are_over_texts_and_order_free(ads: list[Shown], random: object) -> None:
    found = answer(Question("price", ("city",)), ads)
    shuffled = list(ads)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert answer(Question("price", ("city",)), shuffled) == found
    open_ads = [item for item in ads if item.activity == "controlled" and item.reading.extraction.prices]
    texts: dict[str, list[int]] = {}
    for item in open_ads:
        texts.setdefault(item.ad.body, []).append(item.reading.extraction.prices[0].amount)
    if texts:
        twin = statistics.fmean(statistics.fmean(values) for values in texts.values())
        assert found.whole.value == pytest.approx(twin, abs=0.01)
    assert (found.whole.ads, found.whole.texts) == (len(open_ads), len(texts))
    for row in (*found.rows, found.whole):
        assert (row.low is None) == (row.texts < 2)
        if row.low is not None and row.high is not None and row.value is not None:
            assert 0 <= row.low <= row.value <= row.high


@given(worlds, st.sampled_from(sorted(set(BY) - {"name", "phone"})))
def test_counts_by_one_thing_add_up_to_all_ads(ads: list[Shown], by: str) -> None:
    found = answer(Question("ads", (by,)), ads)
    assert sum(row.ads for row in found.rows) == found.ads == len(ads)
    assert all(row.low is not None and row.low <= row.ads / len(ads) + 1e-4 for row in found.rows)


@given(worlds)
def test_a_text_put_up_again_changes_no_mean(ads: list[Shown]) -> None:
    again = [
        shown(50 + n, item.ad.body.split()[0], item.reading.extraction.prices[0].amount, 1, 0, "controlled", 0)
        for n, item in enumerate(ads[:1])
        if item.reading.extraction.prices and item.activity == "controlled"
    ]
    alone = [item for item in ads if not again or item.ad.body != again[0].ad.body] + ads[:1]
    whole = answer(Question("price"), [*alone, *again]).whole
    before = answer(Question("price"), alone).whole
    if again:
        assert (whole.value, whole.texts, whole.ads) == (before.value, before.texts, before.ads + 1)


@given(worlds)
def test_no_word_of_a_masked_ad_is_told_and_it_is_said_how_many_are(ads: list[Shown]) -> None:
    masked = [item for item in ads if item.activity == "independent"]
    found = answer(Question("price", ("name",)), masked)
    assert found.rows == ()
    assert found.whole.value is None
    counted = answer(Question("ads", ("name",)), masked)
    assert {row.by for row in counted.rows} <= {("",)}
    if masked:
        assert any(note.startswith(f"{len(masked)} masked") for note in found.notes)
