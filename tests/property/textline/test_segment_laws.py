"""Segments against an obvious twin: encode to bytes, then fill segments byte by byte."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safelight.textline.core.segment import BASIC, EXTENDED, measure, split

GSM = st.text(st.sampled_from(sorted(BASIC | EXTENDED)), max_size=700)
MIXED = st.text(st.sampled_from([*sorted(EXTENDED), "a", "á", "😀", "\u200d", "ñ"]), max_size=400)
TEXTS = GSM | MIXED | st.text(max_size=200)


def twin(text: str) -> tuple[str, int, int]:
    """The same counted on encoded letters: a list of units for every character, laid out one after another."""
    if set(text) <= BASIC | EXTENDED:
        name, alone, joined = "GSM-7", 160, 153
        letters = [[0x1B, 0] if char in EXTENDED else [0] for char in text]
    else:
        name, alone, joined = "UCS-2", 70, 67
        letters = [list(range(len(char.encode("utf-16-be", "surrogatepass")) // 2)) for char in text]
    units = sum(len(letter) for letter in letters)
    if units <= alone:
        return name, units, 1
    segments = [0]
    for letter in letters:
        if joined - segments[-1] < len(letter):
            segments.append(0)
        segments[-1] += len(letter)
    return name, units, len(segments)


@given(TEXTS)
def test_equal_to_the_twin(text: str) -> None:
    got = measure(text)
    assert (got.encoding, got.units, got.segments) == twin(text)


@given(TEXTS)
def test_the_parts_are_the_text_and_none_is_too_long(text: str) -> None:
    parts, whole = split(text), measure(text)
    assert "".join(parts) == text
    room = {"GSM-7": 153, "UCS-2": 67}[whole.encoding]
    widths = [
        sum(2 if c in EXTENDED else 1 for c in part)
        if whole.encoding == "GSM-7"
        else len(part.encode("utf-16-be", "surrogatepass")) // 2
        for part in parts
    ]
    assert len(parts) == 1 or max(widths) <= room
    assert sum(widths) == whole.units
