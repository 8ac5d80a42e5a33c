"""Cutting a field at its spans: the parts are the original, marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safelight.web.spans import Span, cut, quoted

SPANS = st.lists(
    st.builds(Span, st.integers(-3, 40), st.integers(-3, 40), st.sampled_from(["phone", "reason"]), st.just(""))
)


@given(st.text(max_size=30), SPANS)
def test_parts_join_to_the_original(text: str, spans: list[Span]) -> None:
    assert "".join(part.text for part in cut(text, spans)) == text


@given(st.text(max_size=30), SPANS)
def test_a_reason_is_never_hidden_by_what_was_merely_read(text: str, spans: list[Span]) -> None:
    """Twin: paint reasons code point by code point; each painted one lies in a marked part."""
    painted = {
        at for span in spans if span.kind == "reason" for at in range(max(0, span.start), min(len(text), span.end))
    }
    at, marked = 0, set()
    for part in cut(text, spans):
        if part.kind == "reason":
            marked.update(range(at, at + len(part.text)))
        at += len(part.text)
    kept = {span for span in spans if span.kind == "reason" and max(0, span.start) < min(len(text), span.end)}
    assert marked <= painted
    assert bool(marked) == bool(kept)


def test_overlaps_are_settled_for_the_reason_then_the_earlier() -> None:
    parts = cut("call 555 now", [Span(5, 8, "phone", "p"), Span(0, 8, "reason", "r"), Span(9, 12, "name", "n")])
    assert [(part.text, part.kind) for part in parts] == [("call 555", "reason"), (" ", ""), ("now", "name")]


def test_a_quote_stands_in_its_surroundings() -> None:
    text = "word " * 30 + "here it is" + " tail" * 30
    before, span, after = quoted(text, 150, 160, "why")
    assert span.text == "here it is"
    assert before.text.startswith("… word")
    assert after.text.endswith("tail …")
    assert len(before.text) < 70


@given(st.text(max_size=200), st.integers(-5, 205), st.integers(-5, 205))
def test_a_quote_holds_exactly_its_span(text: str, start: int, end: int) -> None:
    marked = [part.text for part in quoted(text, start, end, "") if part.kind]
    assert marked == ([text[start:end]] if 0 <= start < end <= len(text) else [])
