"""How often the tool errs, for the packages that go to court: precision and recall of each field that has a test set.

    python benchmarks/error_rates.py [--corpora DIR] [--date YYYY-MM-DD --write]

Runs `benchmarks/extraction.py` and keeps what it printed of "ours", with k/n. `--write` replaces
src/safelight/ads/render/error_rates.json, which every exported package carries. No randomness, so no seed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TARGET = PROJECT / "src" / "safelight" / "ads" / "render" / "error_rates.json"
LINE = re.compile(r"^(\w+)\s+ours P [\d.]+ \((\d+)/(\d+)\)\s+R [\d.]+ \(\d+/(\d+)\)", re.MULTILINE)
SETS = {
    "phones_text": "Phones in running text",
    "phones_url": "Phones in addresses",
    "phones_au_us": "Phones, obscured, US and Australia",
    "prices": "Prices with their unit",
    "ages": "Ages",
    "social": "Handles at services",
}
NOTE = (
    "Small sets of real-world strings that the rules' authors could see, so take the figures as an upper bound on how "
    "well it does elsewhere. Names, places, links between ads and activity have no such set; read the originals."
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpora", default=None)
    parser.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    command = [sys.executable, str(PROJECT / "benchmarks" / "extraction.py")]
    command += ["--corpora", given.corpora] if given.corpora else []
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rules = re.search(r"^extraction (\S+),", printed, re.MULTILINE)
    rows = [
        {"what": SETS[name], "data": f"set {name}", "right": int(right), "said": int(said), "there": int(there)}
        for name, right, said, there in LINE.findall(printed)
        if name in SETS
    ]
    if not rows or rules is None:
        print("no figure was read; benchmarks/extraction.py printed something else")
        return 1
    record = {
        "command": "python benchmarks/error_rates.py --write",
        "date": given.date,
        "extraction": rules[1],
        "note": NOTE,
        "rows": rows,
    }
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    print(text, end="")
    if given.write:
        TARGET.write_text(text, encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
