"""Reposts, boilerplate, templates, names and scripts: what counts as the same words."""

from __future__ import annotations

import pytest
from tests.lib.reading import own_words, reading

from safelight.ads.core.activity import PREMISES
from safelight.ads.core.movement import km, metros, stops
from safelight.ads.core.name_spots import is_flat
from safelight.ads.core.naming import names_of
from safelight.ads.core.outcome import assemble
from safelight.ads.core.quote import common_words, sentence_spans
from safelight.ads.core.reading import Reading
from safelight.ads.core.repost import reposts
from safelight.ads.core.score import wilson
from safelight.ads.core.template import scripts

NOTICE = "This board is for adults who speak for themselves and every notice is checked by our volunteers each week"


def test_reposts_ignore_digits_case_and_ornaments() -> None:
    texts = ["Call me, 23!", "CALL ME 💎 99", "call us"]
    assert reposts([reading(str(n), text) for n, text in enumerate(texts)]) == [0, 0, 2]


def test_ads_that_share_only_boilerplate_share_no_template() -> None:
    ads = [reading(f"a{n}", f"{own_words(n, 30)}. {NOTICE}." if n % 2 else own_words(n, 50)) for n in range(60)]
    outcome = assemble(ads)
    assert outcome.templates == ()


def test_sentence_spans_quote_the_text() -> None:
    text = "  One short line.\nAnother, rather longer line! ok"
    assert [text[start:end] for _, start, end in sentence_spans(text)] == [
        "One short line",
        "Another, rather longer line",
        "ok",
    ]


def test_shared_words_are_running_text_and_no_mention() -> None:
    number = "call three one two five five five zero one four two"
    bodies = [f"{name} here. Walks by the old harbour. {number}" for name in ("Ann", "Bea")]
    one, other = (reading(f"a{n}", body, names=[number]) for n, body in enumerate(bodies))
    assert {quote.text for quote in common_words(one, other)} == {"Walks by the old harbour"}


def test_tokens_tell_constants_from_slots() -> None:
    names = ("Anna", "Bella", "Coco", "Dora", "Elsa")
    said = [f"Hello from {name}, age {20 + n}, write any time" for n, name in enumerate(names)]
    found, alone, empty, none = scripts([said, ["one text alone"], [""], []])
    assert [(token.text, token.slot) for token in found] == [
        ("Hello from", None),
        (None, "word"),
        (", age", None),
        (None, "number"),
        (", write any time", None),
    ]
    assert found[1].examples == names
    assert alone[0].text == "one text alone"
    assert empty == none == ()


def test_a_name_stated_elsewhere_is_a_name_here() -> None:
    stated = [reading(f"a{n}", "my name is Odessa", names=["Odessa"]) for n in range(2)]
    used = [reading("b", "Odessa in town"), reading("c", "odessa in town"), reading("d", "Far from odessa")]
    assert names_of([*stated, *used]) == (("odessa",), ("odessa",), ("odessa",), ("odessa",), ())


def test_a_common_word_does_not_become_a_name() -> None:
    stated = [reading(f"a{n}", "my name is Star", names=["Star"]) for n in range(2)]
    used = [reading(f"b{n}", "Star gazing and tea") for n in range(20)]
    assert set(names_of([*stated, *used])[2:]) == {()}


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("4120 Alder Street, open daily", 2),
        ("Lantern Spa, our team, walk-ins, 9am-10pm", 3),
        ("I offer a massage, easy parking, licensed to laugh", 1),
        ("I am open to talk and like my team", 0),
    ],
)
def test_premises_need_more_than_a_massage(text: str, marks: int) -> None:
    assert sum(mark.search(text) is not None for mark in PREMISES) == marks


def test_neighbouring_towns_are_one_metro_and_stays_merge() -> None:
    ads = [
        reading(f"a{n}", "x y", town=town, day=n) for n, town in enumerate(("Oakland", "Oakland", "Berkeley", "Reno"))
    ]
    assert metros(ads) == {
        ("Oakland", "CA"): ("Oakland", "CA"),
        ("Berkeley", "CA"): ("Oakland", "CA"),
        ("Reno", "NV"): ("Reno", "NV"),
    }
    assert [(stop.city, stop.ads) for stop in stops(ads)] == [("Oakland", 2), ("Berkeley", 1), ("Reno", 1)]
    assert [stop.ads for stop in stops([reading(f"r{d}", "x", town="Reno", day=d) for d in (0, 14, 40)])] == [2, 1]
    assert km((37.80, -122.27), (39.53, -119.81)) == pytest.approx(288, abs=3)


def test_wilson_bounds_hold_the_share() -> None:
    for hits, trials in ((0, 1), (1, 1), (3, 7), (50, 100)):
        low, high = wilson(hits, trials, -1), wilson(hits, trials, 1)
        assert 0 <= low <= hits / trials <= high <= 1
    assert wilson(50, 100, 1) - wilson(50, 100, -1) < wilson(5, 10, 1) - wilson(5, 10, -1)


def test_a_word_where_names_stand_is_a_name_too() -> None:
    stated = [
        reading(f"a{n}", f"I am {name}, ready to talk", names=[name]) for n, name in enumerate(("Anna", "Bea", "Cleo"))
    ]
    unread = [reading("b", "I am Ottoline, ready to talk"), reading("c", "I am Ready, so call")]
    word = [reading(f"d{n}", "I am ready and so are you") for n in range(4)]
    assert names_of([*stated, *unread, *word])[3:5] == (("ottoline",), ())


def _cards(lines: str, people: str) -> list[Reading]:
    return [reading(f"p{n}", lines.format(name=name)) for n, name in enumerate(people.split())]


@pytest.mark.parametrize(
    "lines",
    ["{name} / quiet", "{name} (quiet)", "{name}:\nquiet", "{name}", "{name} ~ quiet", "Good day, {name} on duty"],
)
def test_a_name_that_opens_the_notice_is_one(lines: str) -> None:
    found = names_of(_cards(lines, "Hannah Molly Bridget Linnet"))
    assert found == (("hannah",), ("molly",), ("bridget",), ("linnet",))


def test_labels_and_whole_sentences_that_open_lines_are_no_names() -> None:
    labels = _cards("{name}: quiet\nFees: 80\nHours: late\nDesk: yes", "Hannah Molly Bridget Linnet")
    said = _cards("{name}. Quiet.", "Hannah Molly Bridget Pardon")
    assert {name for names in names_of(labels) for name in names} == {"hannah", "molly", "bridget", "linnet"}
    assert "pardon" not in {name for names in names_of(said) for name in names}


def test_a_small_address_leaves_a_text_of_capitals_flat() -> None:
    assert is_flat("GOOD DAY https://x.example")
    assert is_flat("good day https://x.example/Q")
    assert not is_flat("GOOD DAY, see")
