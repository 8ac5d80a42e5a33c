"""Strings written by hand, field by field: precision and recall per field, and false alarms on traps.

    python benchmarks/handwritten.py [--set first|second|third|fourth] [--misses]

The declared files `benchmarks/adversarial/handwritten.jsonl` (384 short strings, 2026-11-30),
`handwritten_second.jsonl` (317), `handwritten_third.jsonl` (160) and `handwritten_fourth.jsonl` (260, all three
2026-12-01) are what is scored: strings in the ways of ads, each set written by somebody who had not seen the rules. A
row names the fields that are judged in it and the values that it holds; a trap names a field and no value. "A|B" is one
value that may be said either way: a quarter by its own name or by its city. Rows of the later sets may also have a
title, a location or a page address. A country code +1 before a number of ten digits, capitals in names and handles, and
currencies are not judged. There is no randomness and no peer that reads all fields. One label of the first set was
mended after its first run: Mexico's mobile numbers have had no 1 behind +52 since August 2019.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from adversarial_phones import wilson
from machine import machine

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import EXTRACTION_VERSION, Extractor
from safelight.gazetteer import load
from safelight.kernel.ids import AdId

ADVERSARIAL = Path(__file__).parent / "adversarial"
DECLARED = {
    "first": ADVERSARIAL / "handwritten.jsonl",
    "second": ADVERSARIAL / "handwritten_second.jsonl",
    "third": ADVERSARIAL / "handwritten_third.jsonl",
    "fourth": ADVERSARIAL / "handwritten_fourth.jsonl",
}

WRITTEN = {
    "phones": lambda value: value.removeprefix("+1"),
    "prices": lambda value: f"{value['amount']} {value['unit']}",
    "handles": lambda value: f"{value['service']}:{value['name'].lower()}",
    "crypto": lambda value: f"{value['chain']}:{value['address']}",
    "locations": lambda value: f"{value['city']}, {value['state']}",
    "names": str.lower,
}
"""How a value of a record is written in the set; other fields as they are."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--set", choices=DECLARED, default="first")
    asked.add_argument("--misses", action="store_true")
    given = asked.parse_args()
    print(f"extraction {EXTRACTION_VERSION}, {given.set} set, {machine()}")
    extractor = Extractor(load())
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in DECLARED[given.set].read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        record = extractor.extract(advert(row)).record()
        for field, values in row["expected"].items():
            found = {str(WRITTEN.get(field, str)(value)) for value in record[field]}
            counted[field].update(outcome(found, values))
            if given.misses and not agrees(found, values):
                print(f"  {row['id']} {field}: {shown(row)} wanted {values} said {sorted(found)}")
    for field, of in counted.items():
        print(line_of(field, of))


def advert(row: dict[str, Any]) -> Ad:
    """The row as an ad: `text` is its body."""
    return Ad(
        AdId("a"),
        title=row.get("title", ""),
        body=row["text"],
        location=row.get("location", ""),
        url=row.get("url", ""),
    )


def outcome(found: set[str], values: list[str]) -> dict[str, int]:
    """What one row adds to the counts of its field. `met` counts wanted values, `right` counts said ones."""
    wanted = [set(value.split("|")) for value in values]
    return {
        "met": sum(bool(ways & found) for ways in wanted),
        "wanted": len(wanted),
        "right": len(found & set().union(*wanted)),
        "said": len(found),
        "traps": not values,
        "alarms": bool(found) and not values,
    }


def agrees(found: set[str], values: list[str]) -> bool:
    """Every wanted value is met and nothing else is said."""
    of = outcome(found, values)
    return of["met"] == of["wanted"] and of["right"] == of["said"]


def shown(row: dict[str, Any]) -> str:
    """The strings of a row, for reading."""
    return " / ".join(repr(row[part]) for part in ("title", "text", "location", "url") if part in row)


def line_of(field: str, of: Counter[str]) -> str:
    """One field's figures, with Wilson intervals at 95 %."""
    p, r = (
        " to ".join(f"{end:.3f}" for end in wilson(of[k], of[n])) for k, n in (("right", "said"), ("met", "wanted"))
    )
    precision, recall = of["right"] / max(of["said"], 1), of["met"] / max(of["wanted"], 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return (
        f"{field:16} F1 {f1:.3f}  precision {of['right']}/{of['said']} ({p})  recall {of['met']}/{of['wanted']} ({r})  "
        f"traps with a false alarm {of['alarms']} of {of['traps']}"
    )


if __name__ == "__main__":
    main()
