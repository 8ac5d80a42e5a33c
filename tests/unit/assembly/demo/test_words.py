"""Every word the demo can publish is neutral: checked on the word banks themselves, so on every world there is.

The plain list holds generic words; cruder ones are listed by the start of their SHA-256 so that they stand nowhere.
"""

from __future__ import annotations

import re
from hashlib import sha256

from tests.lib.demo_worlds import world

from safelight.assembly.demo import lines_en, lines_es
from safelight.assembly.demo.places import SITES
from safelight.assembly.demo.voice import LEAST_MISTYPED, mistyped
from safelight.assembly.demo.words import BANKS, EMOJI, NAMES

_PLAIN = """
sex sexual sexually nude nudes naked explicit adult-only porn intimate intimacy pleasure desire body kiss bed
bedroom teen teens teenage teenager girl girls child children kid kids minor minors underage schoolgirl
student barely legal innocent virgin ethnic race
"""
PLAIN = frozenset(_PLAIN.split())
"""`legal` stands in one site's terms ("of legal age where you live") and is allowed there alone."""

_DIGESTS = """
09cc1b93ceee 102626eace2d 118011bef6c6 25390976ce87 2f34b7a451c6 3a899cdf8601 4140197ec795 64e8abab66c8
6c4e44004698 7bbb51d2f7c2 7f5a9ba14cb8 853f2ccb1c57 85ca368b8448 9ae315a94e42 a36860651495 a448294a6283
b28637872b85 c2c3b68b4883 cd2eb0837c9b
"""
DIGESTS = frozenset(_DIGESTS.split())


def crude(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return [word for word in words if word in PLAIN or sha256(word.encode()).hexdigest()[:12] in DIGESTS]


def test_word_banks_are_neutral() -> None:
    banks = [text for bank in BANKS.values() for text in bank]
    lines = [text for module in (lines_en, lines_es) for section in module.SECTIONS.values() for text in section]
    assert len(banks) + len(lines) > 500
    assert crude(" ".join([*banks, *lines, *NAMES])) == []


def test_site_rules_are_neutral() -> None:
    rules = " ".join(rule for site in SITES for rule in site.rules)
    assert crude(rules.replace("of legal age where you live", "")) == []


def test_published_ads_are_neutral() -> None:
    ads = world(7, 6000).ads
    assert crude(" ".join(f"{ad['title']} {ad['body'].split(chr(10) * 2)[0]}" for ad in ads)) == []  # type: ignore[attr-defined]


def test_no_slip_of_the_pen_makes_another_word() -> None:
    """Every mistyping of every word that can be mistyped, tried out."""
    banks = [text for bank in BANKS.values() for text in bank]
    lines = [text for module in (lines_en, lines_es) for section in module.SECTIONS.values() for text in section]
    words = {
        word for text in (*banks, *lines) for word in re.findall(r"[^\W\d_]+", text) if len(word) >= LEAST_MISTYPED
    }
    slips = {mistyped(word, at, kind) for word in words for at in range(len(word)) for kind in range(3)}
    assert len(slips) > 10_000
    assert crude(" ".join(sorted(slips))) == []
    assert mistyped("tens", 1, 1) == "teens", "which is why short words are left alone"


def test_signs_with_a_second_meaning_are_left_out() -> None:
    coded = {"\U0001f352", "\U0001f351", "\U0001f339", "\U0001f451", "\U0001f497", "\U0001f336", "\U0001f346"}
    assert not coded & set("".join(EMOJI))


def test_the_check_can_fail() -> None:
    assert crude("neutral words, then nude") == ["nude"]
    assert sha256(b"").hexdigest()[:12] not in DIGESTS
    assert len(DIGESTS) >= 10
