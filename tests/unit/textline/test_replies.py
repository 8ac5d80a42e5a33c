"""Canned replies are one neutral segment each; the linter finds what could harm; duties come before questions."""

from __future__ import annotations

import pytest

from safelight.textline.core.canned import CANNED
from safelight.textline.core.duty import Told, limits_told, stated_age, steps
from safelight.textline.core.lint import Override, lint, may_send
from safelight.textline.core.segment import measure


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_canned_reply_is_one_plain_segment_that_the_linter_lets_pass(language: str) -> None:
    texts = {key: reply.text(language) for key, reply in CANNED.items()}
    assert {key: measure(text).segments for key, text in texts.items()} == dict.fromkeys(CANNED, 1)
    assert {key for key, text in texts.items() if measure(text).encoding != "GSM-7"} == set()
    found = {key: lint(text, limits_told=CANNED[key].needs_limits) for key, text in texts.items()}
    assert {key: each for key, each in found.items() if each} == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("see www.example.org/help", "link"),
        ("look at bit.ly/abc", "link"),
        ("write to desk@example.org", "link"),
        ("the police can come", "risky word"),
        ("puede ir al refugio", "risky word"),
        ("call (510) 555-0123", "number"),
        ("reply YES if you are ok", "yes"),
        ("responde si por favor", "yes"),
        ("this is Harbor House", "identifying"),
        ("how old are you?", "limits"),
        ("¿cómo te llamas?", "limits"),
        ("I am here for you 💙", "encoding"),
        ("a" * 320, "segments"),
    ],
)
def test_what_could_harm_blocks_and_an_override_needs_a_reason(text: str, kind: str) -> None:
    findings = lint(text, identifying=["Harbor House"])
    assert kind in {finding.kind for finding in findings if finding.blocks}
    assert all(finding.quote == text[finding.start : finding.end] or kind == "segments" for finding in findings)
    assert not may_send(findings)
    assert not may_send(findings, Override("m-1", "ok"))
    assert may_send(findings, Override("m-1", "she asked for this herself"))


@pytest.mark.parametrize(
    "text", ["I am here. What would help most?", "Was it today or yesterday?", "Is 1 or 2 better?"]
)
def test_plain_replies_pass(text: str) -> None:
    assert lint(text) == ()


def test_who_she_is_may_be_asked_after_the_limits_were_told() -> None:
    assert lint("how old are you?", limits_told=True) == ()
    assert limits_told(Told(frozenset({"limits"})))
    assert not limits_told(Told(frozenset({"who_may_know"})))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("im 16 and need help", 16),
        ("I'm only fifteen", 15),
        ("tengo 17 años", 17),
        ("soy menor de edad", None),
        ("i am a minor", None),
        ("i am 30 now", 30),
    ],
)
def test_a_stated_age_is_read(text: str, years: int | None) -> None:
    found = stated_age(text)
    assert found is not None
    assert (found.years, found.under_age) == (years, years is None or years < 18)


@pytest.mark.parametrize(
    "text",
    [
        "when i was 17 it began",
        "my sister is 15",
        "i am 15 minutes away",
        "cuando tenía 16 años",
        "i have 2 kids",
        "hi",
        "",
    ],
)
def test_ages_of_others_and_of_long_ago_are_not_hers(text: str) -> None:
    assert stated_age(text) is None


def test_danger_goes_before_rules_and_nothing_is_said_twice() -> None:
    fresh = steps(3, True, Told(frozenset()))
    assert fresh == (
        *("advise_911", "ask_siren", "ask_place"),
        *("explain_rule", "say_choice", "ask_consent", "note"),
    )
    later = steps(3, False, Told(frozenset({"call_911", "siren", "who_may_know"}), place_known=True))
    assert later == ("call_desk", "note")
    assert steps(1, False, Told(frozenset({"who_may_know"}))) == ()
