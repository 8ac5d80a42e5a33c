"""Triage orders by urgency, shows the words it rests on, and its table is as the learner wrote it."""

from __future__ import annotations

import pytest

from safelight.textline.core.themes import SETTINGS, UNTURNED
from safelight.textline.core.themes import TABLE as THEMES
from safelight.textline.core.triage import BANDS, KNOWN, read
from safelight.textline.core.weights import TABLE, features, judged, weights
from safelight.textline.core.wording import plain


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("he has a knife and the door is locked", 3),
        ("me tiene encerrada y trae pistola", 3),
        ("my boss keeps my passport and does not pay me", 2),
        ("help " * 2_000, 2),
        ("ayuda ayuda", 2),
        ("hjelp", 2),
        ("kan iemand my help asseblief", 2),
        ("what happens if someone is locked in a room", 1),
        ("I am not in danger, he used to hit me years ago", 1),
        ("", 1),
        ("😀" * 3_000, 1),
        ("\ud800 lone", 1),
        ("\x00\x00", 1),
        ("see you at the game lol", 0),
    ],
)
def test_tiers(text: str, tier: int) -> None:
    reading = read(text)
    assert reading.tier == tier
    assert BANDS[tier] <= reading.priority <= BANDS[tier] + 0.25
    assert tier < 2 or any(reason.effect in ("counts", "weighs") for reason in reading.reasons)
    assert all(reason.quote == text[reason.start : reason.end] for reason in reading.reasons)


def test_a_pair_of_words_is_quoted_when_no_sign_names_why() -> None:
    text = "they put something over the windows and took the door knob off from the inside"
    reading = read(text)
    telling = [reason for reason in reading.reasons if reason.effect == "weighs"]
    assert reading.tier == 3
    assert telling
    assert {reason.tier for reason in telling} == {3}


def test_shares_sum_to_one_and_unknown_words_change_nothing() -> None:
    none = judged([]).shares
    assert sum(none) == pytest.approx(1.0)
    assert judged([("en:zzyzx", 0, 5)]).shares == none


def test_features_are_words_beginnings_and_pairs() -> None:
    words = plain("He threatens me", "en", KNOWN["en"])
    names = [name for name, _, _ in features(words, "en") if name.startswith("en:")]
    assert names == ["en:he", "en:threatens", "en:threa*", "en:he threatens", "en:me", "en:threatens me"]


@pytest.mark.parametrize(
    ("text", "there", "absent"),
    [
        ("he has a machete", {"theme:captor", "theme:weapon", "themes:captor+weapon"}, {"theme:weapon~not"}),
        ("nobody has a machete here", {"theme:weapon~not"}, {"theme:weapon"}),
        ("years ago he beat me", {"theme:harm~past"}, {"theme:harm"}),
        ("he beat me. now the game is on", {"theme:harm", "message:harm&play"}, {"themes:harm+play"}),
        ("we cannot get out", {"theme:held"}, {"theme:held~not"}),
    ],
)
def test_themes_stand_for_words_never_seen_and_are_turned_by_what_stands_around(
    text: str, there: set[str], absent: set[str]
) -> None:
    names = {name for name, _, _ in features(plain(text, "en", KNOWN["en"]), "en")}
    assert there <= names
    assert not absent & names


def test_every_theme_has_words_in_both_languages() -> None:
    rows = [line.split("\t") for line in THEMES.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert {theme for theme, language, _ in rows if language == "en"} == {
        theme for theme, language, _ in rows if language == "es"
    }
    assert {theme for theme, _, _ in rows} >= SETTINGS | UNTURNED
    assert len({(theme, language) for theme, language, _ in rows}) == len(rows)


def test_every_row_of_the_table_is_read() -> None:
    rows = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(weights()) == len(rows)
