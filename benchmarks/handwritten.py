"""Strings written by hand, field by field: precision and recall per field, and false alarms on traps.

    python benchmarks/handwritten.py [--misses]

The declared file `benchmarks/adversarial/handwritten.jsonl` is what is scored: 384 short strings in the ways of ads,
written on 2026-11-30 by somebody who had seen neither the rules nor the other sets. A row names the fields that are
judged in it and the values that it holds; a trap names a field and no value. A country code +1 before a number of ten
digits, capitals in names and handles, and currencies are not judged. There is no randomness and no peer that reads all
fields. One label was mended after the first run: Mexico's mobile numbers have had no 1 behind +52 since August 2019.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from adversarial_phones import wilson
from machine import machine

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import EXTRACTION_VERSION, Extractor
from safelight.gazetteer import load
from safelight.kernel.ids import AdId

DECLARED = Path(__file__).parent / "adversarial" / "handwritten.jsonl"

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
    asked.add_argument("--misses", action="store_true")
    given = asked.parse_args()
    print(f"extraction {EXTRACTION_VERSION}, {machine()}")
    extractor = Extractor(load())
    right: defaultdict[str, int] = defaultdict(int)
    said: defaultdict[str, int] = defaultdict(int)
    wanted: defaultdict[str, int] = defaultdict(int)
    traps: defaultdict[str, list[bool]] = defaultdict(list)
    for line in DECLARED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        record: dict[str, Any] = extractor.extract(Ad(AdId("a"), body=row["text"])).record()
        for field, values in row["expected"].items():
            found = {str(WRITTEN.get(field, str)(value)) for value in record[field]}
            hit = found & set(values)
            right[field] += len(hit)
            said[field] += len(found)
            wanted[field] += len(values)
            if not values:
                traps[field].append(bool(found))
            if given.misses and found != set(values):
                print(f"  {row['id']} {field}: {row['text']!r} wanted {values} said {sorted(found)}")
    for field, of in wanted.items():
        p, r = (" to ".join(f"{end:.3f}" for end in wilson(right[field], n)) for n in (said[field], of))
        f1 = 2 * right[field] / max(said[field] + of, 1)
        print(
            f"{field:16} F1 {f1:.3f}  precision {right[field]}/{said[field]} ({p})  recall {right[field]}/{of} ({r})  "
            f"traps with a false alarm {sum(traps[field])} of {len(traps[field])}"
        )


if __name__ == "__main__":
    main()
