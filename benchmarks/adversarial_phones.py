"""Disguised telephone numbers: recall by family, and precision over them and over traps that hold none.

    python benchmarks/adversarial_phones.py [--misses] [--set first|second]
    python benchmarks/adversarial_phones.py --build first --seed 20261122

The declared files `benchmarks/adversarial/{first,second}.jsonl` are what is scored; `--build` says how they were made
(seeds 20261122 and 20261123; 25 families and links and numbers abroad, 50 cases each; traps). Expected numbers are
exact. Peer: phonenumbers' matcher, POSSIBLE leniency. First run of the set "first" on 2026-11-22 with extraction
2026.11.1, before any rule was changed to fit it: recall 0.730 (986/1350; 95 % 0.706-0.753), precision 0.968 (986/1019;
0.955-0.977), 24 of 448 traps with a false alarm; the peer 0.164 (221/1350) and 0.597 (221/370), 104 traps. First run of
"second" (other sentences, separators, slips, ways to tell it) the same day, after rules had been fitted to "first":
recall 0.898 (1212/1350; 0.880-0.913), precision 0.984 (1212/1232; 0.975-0.989), 17 of 440 traps.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

from adversarial.disguise import FAMILIES, OTHER_FAMILIES, abroad, digits, linked
from adversarial.wording import FRAMES, TRAPS
from machine import machine

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import EXTRACTION_VERSION, Extractor
from safelight.gazetteer import load
from safelight.kernel.ids import AdId

FOLDER = Path(__file__).parent / "adversarial"
CASES, TRAP_ROUNDS = 50, 16


def build(wording: str, seed: int) -> list[dict[str, Any]]:
    """The set of one wording: cases by family, then traps."""
    rng = Random(seed)
    rows: list[dict[str, Any]] = []

    def add(family: str, text: str, expected: list[str]) -> None:
        rows.append({"id": f"{wording}-{len(rows):04d}", "family": family, "text": text, "expected": expected})

    for family, disguise in (FAMILIES if wording == "first" else OTHER_FAMILIES).items():
        for _ in range(CASES):
            number = digits(rng)
            written: Any = disguise(rng, number)
            if isinstance(written, tuple):
                written, number = written
            add(family, rng.choice(FRAMES[wording]).format(written), [number])
    for family, make in (("abroad", abroad), ("links", linked)):
        for _ in range(CASES):
            written, number = make(rng)
            add(family, rng.choice(FRAMES[wording]).format(written), [number])
    for _ in range(TRAP_ROUNDS if wording == "first" else TRAP_ROUNDS + 4):
        for text in TRAPS[wording](rng):
            add("trap", text, [])
    return rows


def wilson(right: int, of: int) -> tuple[float, float]:
    """95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, right / of
    middle, half = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def said(extractor: Extractor | None, text: str) -> set[str]:
    if extractor is not None:
        return set(extractor.extract(Ad(AdId("a"), body=text)).phones)
    import phonenumbers

    matcher = phonenumbers.PhoneNumberMatcher(text, "US", leniency=phonenumbers.Leniency.POSSIBLE)
    return {phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164) for match in matcher}


@dataclass
class Marked:
    """Counts over a set: numbers `right` of those `said` and of those `wanted`, by family; `traps` said wrongly."""

    right: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> tuple[int, int, int]:
        """(right, said, wanted)."""
        right = self.right.total()
        return right, right + self.extra.total(), self.wanted.total()

    def line(self, name: str) -> str:
        right, said, wanted = self.counts
        low, high = wilson(right, wanted)
        under, over = wilson(right, said)
        return (
            f"{name}: recall {right / wanted:.3f} ({right}/{wanted}; {low:.3f}-{high:.3f})  precision "
            f"{right / max(said, 1):.3f} ({right}/{said}; {under:.3f}-{over:.3f})  "
            f"traps with a false alarm {self.extra['trap']}"
        )


def read_set(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def marked(rows: Sequence[dict[str, Any]], extractor: Extractor | None, misses: bool = False) -> Marked:
    """Ours, or the peer where there is no extractor."""
    marks = Marked()
    for row in rows:
        found, expected = said(extractor, row["text"]), set(row["expected"])
        if extractor is None:  # the peer always says +1
            expected = {number if number.startswith("+") else f"+1{number}" for number in expected}
        hit = len(found & expected)
        marks.right[row["family"]] += hit
        marks.wanted[row["family"]] += len(expected)
        marks.extra[row["family"]] += len(found) - hit
        if misses and found != expected:
            print(f"  {row['id']} {row['family']}: {row['text']!r} wanted {sorted(expected)} said {sorted(found)}")
    return marks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", choices=sorted(FRAMES))
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--set", choices=sorted(FRAMES), default=None)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    if options.build:
        lines = [json.dumps(row, ensure_ascii=True) + "\n" for row in build(options.build, options.seed)]
        (FOLDER / f"{options.build}.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")
        print(f"{len(lines)} rows")
        return
    print(f"extraction {EXTRACTION_VERSION}, {machine()}")
    extractor = Extractor(load())
    for name in sorted(FRAMES):
        if options.set in (None, name):
            rows = read_set(name)
            print(f"{name}: {len(rows)} rows")
            marks = marked(rows, extractor, options.misses)
            for family in marks.wanted:
                print(f"  {family:16} {marks.right[family]:3}/{marks.wanted[family]:3}  false {marks.extra[family]}")
            print("ours", marks.line(name))
            print("peer", marked(rows, None).line(name))


if __name__ == "__main__":
    main()
