"""Languages of texts: how often the one that is named is right, and how often none is named.

    SAFELIGHT_CORPORA=/path/to/corpora .venv/bin/python benchmarks/languages.py

The rows are third-party sentences, word pairs and single words in 22 languages, read as the body of an ad. Peer:
py3langid, which always names one.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import py3langid
from machine import machine

from safelight.ads.core.extract.languages import languages

KINDS = ("sentences", "word-pairs", "single-words")


def main() -> None:
    print(machine())
    path = Path(os.environ.get("SAFELIGHT_CORPORA", "../shared/corpora")) / "textline" / "langid_short.jsonl"
    if not path.is_file():
        print("no corpus here, set SAFELIGHT_CORPORA")
        return
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    py3langid.classify("first")
    for kind in KINDS:
        mine = [row for row in rows if row["kind"] == kind]
        began = time.process_time()
        named = [languages(row["text"]) for row in mine]
        spent = time.process_time() - began
        right = sum(found == (row["lang"],) for found, row in zip(named, mine, strict=True))
        silent = sum(not found for found in named)
        began = time.process_time()
        peer = sum(py3langid.classify(row["text"])[0] == row["lang"] for row in mine)
        theirs = time.process_time() - began
        print(
            f"{kind:<13} {len(mine)}: right {right}, none named {silent}, wrong {len(mine) - right - silent}, "
            f"{spent / len(mine) * 1e6:.0f} us each; py3langid right {peer}, {theirs / len(mine) * 1e6:.0f} us each"
        )


if __name__ == "__main__":
    main()
