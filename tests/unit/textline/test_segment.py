"""Segments against tables of the standard and against two third-party calculators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from safelight.textline.core.segment import BASIC, EXTENDED, Segments, measure, split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("GSM-7", 0, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("a" * 306, Segments("GSM-7", 306, 2)),
        ("a" * 307, Segments("GSM-7", 307, 3)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("€" * 81, Segments("GSM-7", 162, 2)),
        ("€" * 153, Segments("GSM-7", 306, 3)),  # 76 escaped characters a segment: one septet stays empty
        ("a" * 152 + "€" + "a" * 10, Segments("GSM-7", 164, 2)),
        ("á", Segments("UCS-2", 1, 1)),
        ("é", Segments("GSM-7", 1, 1)),
        ("ç", Segments("UCS-2", 1, 1)),  # the alphabet has the capital alone
        ("’" + "a" * 69, Segments("UCS-2", 70, 1)),
        ("’" + "a" * 70, Segments("UCS-2", 71, 2)),
        ("😀" * 35, Segments("UCS-2", 70, 1)),
        ("😀" * 36, Segments("UCS-2", 72, 2)),
        ("😀" * 67, Segments("UCS-2", 134, 3)),  # 33 pairs a segment: a half would stand alone in the 67th unit
        ("\ud83d", Segments("UCS-2", 1, 1)),
    ],
)
def test_a_text_takes_as_many_segments_as_the_standard_says(text: str, expected: Segments) -> None:
    assert measure(text) == expected


def test_the_alphabet_has_the_size_of_the_standard() -> None:
    assert (len(BASIC), len(EXTENDED), len(BASIC & EXTENDED)) == (127, 10, 0)


def test_an_escape_moves_to_the_next_segment_with_its_letter() -> None:
    first, second = split("a" * 152 + "€" + "a" * 10)
    assert (len(first), second) == (152, "€" + "a" * 10)


def oracle(corpora: Path) -> list[dict[str, Any]]:
    path = corpora / "textline" / "segments_oracle.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.corpora
def test_where_two_calculators_agree_so_do_we(corpora: Path) -> None:
    rows = oracle(corpora)
    agreed = [row for row in rows if row["agree"]]
    assert len(agreed) > 300
    ours = [(row, measure(row["text"])) for row in agreed]
    assert [row["text"] for row, got in ours if (got.encoding, got.segments) != (row["enc"], row["segs"])] == []


@pytest.mark.corpora
def test_where_they_differ_one_keeps_joined_emoji_whole_and_we_cut_as_the_standard_allows(corpora: Path) -> None:
    rows = oracle(corpora)
    for row in (row for row in rows if not row["agree"]):
        assert "\u200d" in row["text"]
        assert measure(row["text"]).segments == row["split_segs"] == row["segs"] - 1
