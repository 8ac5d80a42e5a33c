"""Bad input: what no honest writer would post, in numbers. No giant group, no crash, and each cap says why."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.lib.reading import own_words, reading

from safelight.ads.core.ad import Ad
from safelight.ads.core.link import MOST_ADS
from safelight.ads.core.mention import Extraction
from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import Reading, text_of
from safelight.ads.core.repost import reposts
from safelight.ads.core.template import templates
from safelight.kernel.ids import AdId
from safelight.near.consensus import MOST_READ, MOST_TOKENS, tokens_of
from safelight.near.words import MOST_WORDS, words_of

MANY = 2 * MOST_ADS + 1


def largest(outcome: Outcome) -> int:
    return max(Counter(row.group_id for row in outcome.groups).values())


def test_one_stolen_picture_in_every_ad_ties_nobody() -> None:
    ads = [
        reading(f"a{n:05d}", own_words(n, 12), phones=[f"+1510{n:07d}"], pictures=[1], town="Reno") for n in range(MANY)
    ]
    outcome = assemble(ads)
    assert largest(outcome) == 1
    (why,) = [item for item in outcome.shared if item.kind == "image"]
    assert why.ads == MANY
    assert "hub" in why.why


def test_one_phone_in_every_ad_ties_nobody_and_says_so() -> None:
    ads = [reading(f"a{n:05d}", own_words(n, 12), phones=["+15105550100"]) for n in range(MANY)]
    outcome = assemble(ads)
    assert largest(outcome) == 1
    assert [(item.kind, item.ads) for item in outcome.shared] == [("phone", MANY)]
    assert outcome.leads == ()


def test_what_a_board_prints_under_every_ad_changes_no_group_and_no_verdict() -> None:
    """The board's own number beside the advertisers': two who share a phone and a script, everybody else alone."""

    def board(footer: list[str]) -> Outcome:
        own = [reading(f"a{n:05d}", own_words(n, 12), phones=[f"+1510{n // 2:07d}", *footer]) for n in range(MANY)]
        return assemble(own)

    plain, printed = board([]), board(["+17755550100"])
    assert plain.groups == printed.groups
    assert plain.counts()["groups_by_activity"] == printed.counts()["groups_by_activity"]
    assert "spam" not in {row.activity for row in printed.groups}
    assert [(item.value, item.ads) for item in printed.shared] == [("+17755550100", MANY)]


def test_a_picture_just_below_the_cap_is_linear_and_ties_nobody() -> None:
    ads = [
        reading(f"a{n:05d}", own_words(n, 12), phones=[f"+1510{n:07d}"], pictures=[1], town=("Reno", "Boise")[n % 2])
        for n in range(MOST_ADS)
    ]
    outcome = assemble(ads)
    assert largest(outcome) == 1
    assert any("shared by" in item.why for item in outcome.shared)


def test_an_ad_that_lists_ten_thousand_phones_ties_nobody_together() -> None:
    many = [f"+1510{n:07d}" for n in range(10_000)]
    owners = [reading(f"b{n}", own_words(n), phones=[many[n]], town="Reno") for n in range(40)]
    outcome = assemble([reading("a", own_words(999), phones=many), *owners])
    assert len(outcome.groups) == 41
    assert largest(outcome) == 1
    assert [(item.kind, item.value) for item in outcome.shared] == [("ad", "a")]


@pytest.mark.parametrize("body", ["💎" * 5_000, "1" * 5_000, "שלום עולם " * 400, "a\x00b\x00" * 500, "word " * 200_000])
def test_strange_texts_go_through(body: str) -> None:
    ads: list[Reading] = [reading(f"a{n}", body, phones=["+15105550100"]) for n in range(3)]
    outcome = assemble(ads)
    assert largest(outcome) == 3
    assert len(words_of([text_of(ads[0].ad)]).words) <= MOST_WORDS


def test_identical_text_in_a_hundred_thousand_ads_is_one_template() -> None:
    body = own_words(1, 30)
    ads = [Reading(Ad(AdId(f"a{n:06d}"), body=f"{n} {body}"), Extraction("")) for n in range(100_000)]
    found = templates(ads, reposts(ads), frozenset())
    assert [(one.size, len(one.tokens)) for one in found.templates] == [(100_000, 2)]
    assert set(found.labels) == {0}


def test_one_script_edited_in_very_many_ads_is_one_template_and_strangers_stay_apart() -> None:
    stock, body = own_words(7, 400).split(), own_words(1, 30).split()
    ads = []
    for n in range(1_000):
        words = [*body]
        words[n % 30], words[n * 7 % 30] = stock[n % 400], stock[n * 11 % 400]
        ads.append(reading(f"a{n:06d}", " ".join(words)))
    ads += [reading(f"b{n:04d}", own_words(n, 30)) for n in range(10, 1_010)]
    found = templates(ads, reposts(ads), frozenset())
    (template,) = found.templates
    assert template.size == 1_000
    assert [token.text for token in template.tokens] == [" ".join(body)]


@pytest.mark.parametrize("body", ["💎 🌷 " * 9_000, "\x00a\x00b " * 9_000, "שלום עולם " * 9_000, "word " * 200_000])
def test_templates_of_strange_texts_are_bounded(body: str) -> None:
    ads = [reading(f"a{n}", f"{body} {own_words(n, 9)}") for n in range(3)]
    found = templates(ads, reposts(ads), frozenset())
    assert all(len(token.text or "") <= MOST_READ for template in found.templates for token in template.tokens)
    assert len(tokens_of([body]).keys) <= MOST_TOKENS
