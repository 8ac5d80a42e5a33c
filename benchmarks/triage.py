"""Triage, language, segments: how often they are right on declared sets and third-party strings, and how fast.

    python benchmarks/triage.py [--corpora DIR] [--misses] [--left-out]

Recall in the top 5 % of the queue: the share of a set's tier-3 messages that stand in the first 5 % of a queue in which
tier 3 is rare. Every other message of the set stands in it as often as it takes to make tier 3 at most 1 in 50, so that
the first 5 % hold all of tier 3 and about 3 % of the rest. Ties count against us. `raw` is the first 5 % of the set as
it is, out of the places there are. Recall of the tier itself (the screen marks it) is printed beside. With `--left-out`
the weights are learned again without each set in turn (about two CPU minutes). No randomness, so no seed.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import sqrt
from pathlib import Path
from typing import Any
from unittest import mock

import triage_weights
from machine import machine

from safelight.textline.core import weights
from safelight.textline.core.language import tongue
from safelight.textline.core.segment import measure
from safelight.textline.core.triage import Reading, read

PROJECT = Path(__file__).resolve().parent.parent
SETS = PROJECT / "benchmarks" / "triage"
RARE = 50
"""Messages of the queue for each of tier 3."""

Row = dict[str, Any]


def rows_of(name: str) -> list[Row]:
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").open(encoding="utf-8")]


def interval(k: int, n: int) -> str:
    """Wilson's 95 % interval."""
    if n == 0:
        return "none"
    z, p = 1.96, k / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return f"{(middle - half) / (1 + z * z / n):.2f} to {(middle + half) / (1 + z * z / n):.2f}"


def in_top(rows: list[Row], read_: list[Reading], rare: int) -> tuple[int, int]:
    """(tier-3 messages in the first 5 % of the queue, how many of them could be there)."""
    danger = [got.priority for row, got in zip(rows, read_, strict=True) if row["tier"] == 3]
    rest = [got.priority for row, got in zip(rows, read_, strict=True) if row["tier"] < 3]
    copies = max(1.0, (rare - 1) * len(danger) / len(rest)) if rare else 1.0
    places = 0.05 * (len(danger) + copies * len(rest))
    before = [copies * sum(o >= p for o in rest) + sum(o > p for o in danger) for p in danger]
    return sum(ahead < places for ahead in sorted(before)), min(len(danger), int(places) + 1)


def score(name: str, rows: list[Row], misses: bool) -> None:
    got = [read(str(row["text"])) for row in rows]
    table = Counter((int(row["tier"]), reading.tier) for row, reading in zip(rows, got, strict=True))
    danger = sum(row["tier"] == 3 for row in rows)
    top, could = in_top(rows, got, RARE)
    raw, places = in_top(rows, got, 0)
    print(f"\n{name}: {len(rows)} messages, {danger} of tier 3")
    print(f"  tier 3 in the top 5 %, 1 in {RARE}: {top}/{could} ({interval(top, could)}); raw {raw}/{places}")
    for tier in (3, 2, 1, 0):
        right, said = table[tier, tier], sum(table[other, tier] for other in range(4))
        there = sum(table[tier, other] for other in range(4))
        print(
            f"  tier {tier}: recall {right}/{there} ({interval(right, there)}),"
            f" precision {right}/{said} ({interval(right, said)})"
        )
    for language in ("en", "es"):
        mine = [(row, r) for row, r in zip(rows, got, strict=True) if row["language"] == language and row["tier"] == 3]
        found = sum(reading.tier == 3 for _, reading in mine)
        print(f"  tier 3 in {language}: {found}/{len(mine)} ({interval(found, len(mine))})")
    for row, reading in zip(rows, got, strict=True):
        if misses and (row["tier"] == 3) != (reading.tier == 3):
            print(f"    {row['tier']} read as {reading.tier} {reading.priority}: {row['text']}")


@contextmanager
def learned_without(left_out: str) -> Iterator[None]:
    rows = [row for name in triage_weights.LEARNED if name != left_out for row in rows_of(name)]
    table = {name: tuple(map(float, part)) for name, part in triage_weights.learn(rows).items()}
    with mock.patch.object(weights, "weights", return_value=table):
        yield


def languages(corpora: Path) -> None:
    path = corpora / "textline" / "langid_short.jsonl"
    if not path.is_file():
        print("\nlanguage: no corpus here, set SAFELIGHT_CORPORA")
        return
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    print(f"\nlanguage: {len(rows)} texts, 22 languages; right is en, es or other")
    for kind in ("single-words", "word-pairs", "sentences"):
        mine = [row for row in rows if row["kind"] == kind]
        for part in (("en",), ("es",), None):
            texts = [r for r in mine if (r["lang"] in part if part else r["lang"] not in ("en", "es"))]
            right = sum(
                tongue(r["text"]).language == (r["lang"] if r["lang"] in ("en", "es") else "other") for r in texts
            )
            print(f"  {kind:13} {part[0] if part else 'other':6} {right}/{len(texts)} ({interval(right, len(texts))})")
        whole = sum(tongue(r["text"]).language == (r["lang"] if r["lang"] in ("en", "es") else "other") for r in mine)
        print(f"  {kind:13} all    {whole}/{len(mine)} ({interval(whole, len(mine))})")


def segments(corpora: Path) -> None:
    path = corpora / "textline" / "segments_oracle.jsonl"
    if not path.is_file():
        print("\nsegments: no corpus here, set SAFELIGHT_CORPORA")
        return
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    agreed = [row for row in rows if row["agree"]]
    sizes = [measure(row["text"]) for row in agreed]
    same = sum((s.encoding, s.segments) == (row["enc"], row["segs"]) for row, s in zip(agreed, sizes, strict=True))
    print(
        f"\nsegments: equal to two calculators that agree {same}/{len(agreed)}; they differ on"
        f" {len(rows) - len(agreed)}"
    )


def speed() -> None:
    texts = [str(row["text"]) for name in ("first", "third", "fifth") for row in rows_of(name)]
    read(texts[0])
    began, wall = time.process_time(), time.perf_counter()
    for text in texts:
        read(text)
    spent = time.process_time() - began
    print(
        f"\nread: {len(texts) / spent:,.0f} messages a CPU second ({len(texts)}, wall"
        f" {time.perf_counter() - wall:.2f} s)"
    )
    began = time.process_time()
    for text in texts * 5:
        measure(text)
    print(f"segments: {len(texts) * 5 / (time.process_time() - began):,.0f} messages a CPU second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    default = os.environ.get("SAFELIGHT_CORPORA", str(PROJECT.parent / "shared" / "corpora"))
    parser.add_argument("--corpora", type=Path, default=Path(default))
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--left-out", action="store_true")
    given = parser.parse_args()
    print(machine())
    for path in sorted(SETS.glob("*.jsonl")):
        if path.stem not in triage_weights.LEARNED:
            score(f"{path.stem} (nothing learned from it)", rows_of(path.stem), given.misses)
    for name in triage_weights.LEARNED:
        if name != "practice":
            score(f"{name} (learned from)", rows_of(name), False)
    if given.left_out:
        for name in ("second", "third", "fourth", "fifth", "sixth"):
            with learned_without(name):
                score(f"{name}, left out of the learning", rows_of(name), given.misses)
    languages(given.corpora)
    segments(given.corpora)
    speed()


if __name__ == "__main__":
    main()
