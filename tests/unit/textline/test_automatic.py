"""What the line does by itself: the safety rules, one by one, and as laws over everything that can come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.textline.core.automatic import FLOOD, HELP_TIER, Situation, is_default_exit, react
from safelight.textline.core.automatic_texts import LONGEST_PROGRAMME, TEXTS, automatic_text
from safelight.textline.core.keyword import STOP
from safelight.textline.core.lint import lint
from safelight.textline.core.segment import measure

NEW = Situation(
    opens=True,
    stopped=False,
    paused=None,
    is_exit=False,
    is_safe=False,
    has_safe_word=False,
    resumes=False,
    media=0,
    recent=1,
)
RUNNING = replace(NEW, opens=False)

situations = st.builds(
    Situation,
    opens=st.booleans(),
    stopped=st.booleans(),
    paused=st.sampled_from([None, "exit", "safe_word"]),
    is_exit=st.booleans(),
    is_safe=st.booleans(),
    has_safe_word=st.booleans(),
    resumes=st.booleans(),
    media=st.integers(0, 3),
    recent=st.integers(1, 20),
    open_now=st.booleans(),
    late=st.booleans(),
)
words = st.one_of(
    st.text(max_size=40), st.sampled_from(["STOP", "start", "Help!", "yes", "x", "stop texting me", "hi"])
)


def test_a_first_text_is_greeted_once_and_the_second_is_not() -> None:
    assert react("hi", NEW).reply == "greeting"
    assert react("hi", replace(NEW, open_now=False)).reply == "off_hours"
    assert react("hi", RUNNING).reply is None


def test_stop_is_confirmed_once_and_then_there_is_silence_until_start() -> None:
    stopped = react("Stop.", RUNNING)
    assert (stopped.reply, stopped.stopped, stopped.withdraw) == ("stop", True, True)
    after = replace(RUNNING, stopped=True)
    for text in ("STOP", "hello", "help", "why no answer"):
        assert (react(text, after).reply, react(text, after).stopped) == (None, True)
    for text in ("START", "yes", "unstop"):
        assert (react(text, after).reply, react(text, after).stopped) == ("start", False)


def test_make_him_stop_opts_nobody_out() -> None:
    for text in ("make him stop", "please stop him", "I can't stop crying", "he won't quit"):
        assert react(text, NEW).stopped is False
        assert react(text, NEW).reply == "greeting"


def test_free_opting_out_gets_silence_and_a_person() -> None:
    found = react("stop texting me, he is here", RUNNING)
    assert (found.reply, found.stopped, found.withdraw) == (None, False, True)
    assert "asks_silence" in found.flags


def test_help_is_answered_and_opens_as_urgent() -> None:
    assert (react("HELP", NEW).reply, react("HELP", NEW).tier) == ("help", HELP_TIER)


def test_the_exit_word_silences_and_only_the_safe_word_ends_that() -> None:
    assert is_default_exit(" X ")
    assert not is_default_exit("xx")
    gone = react("x", replace(RUNNING, is_exit=True))
    assert (gone.reply, gone.paused, gone.withdraw) == (None, "exit", True)
    paused = replace(RUNNING, paused="exit", has_safe_word=True)
    assert react("hello", paused).paused == "exit"
    assert "not_the_safe_word" in react("hello", paused).flags
    back = react("pizza", replace(paused, is_safe=True))
    assert (back.paused, back.reply) == (None, None)
    assert "safe_check" in back.flags


def test_a_flood_is_not_answered_and_a_late_text_neither() -> None:
    assert react("hi", replace(NEW, recent=FLOOD + 1)).reply is None
    assert react("hi", replace(NEW, late=True)).reply is None
    assert react("STOP", replace(RUNNING, late=True)).stopped is True


@given(words, situations)
def test_laws(text: str, now: Situation) -> None:
    found = react(text, now)
    if now.paused is not None or now.late or found.paused is not None:
        assert found.reply in (None, "stop"), "nothing but the carrier's confirmation breaks a silence"
    if now.stopped and found.stopped:
        assert found.reply is None
    if found.stopped and not now.stopped:
        assert text.strip().casefold().strip(".!?¡¿\"' ") in STOP or found.reply in ("stop", None)
        assert found.withdraw


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_automatic_text_is_one_neutral_segment(language: str) -> None:
    for template in TEXTS[language]:
        text = automatic_text(template, language, "M" * LONGEST_PROGRAMME)
        size = measure(text)
        assert (size.encoding, size.segments) == ("GSM-7", 1), text
        assert [each for each in lint(text, limits_told=False) if each.blocks and each.kind != "yes"] == [], text
