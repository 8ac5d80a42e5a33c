"""Bad input at two sizes: whether the whole pipeline stays linear on what is made to break it.

    python benchmarks/floods.py [--small 2000] [--large 8000] [--seed 1] [--only NAME]

Each pile is fed to `safelight ads process` in a child process at both sizes (see pipeline.py): one text in all ads, one
phone in all ads, one stolen picture in all ads, near prints of one picture, one boilerplate, ads of a million letters
(--small / 1,000 and --large / 1,000 of them), ads with 10,000 phones each (the same). Prints CPU seconds, the exponent
of CPU over ads without starting up (a pile of one ad), peak memory, and the largest group, which must stay small.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from pipeline import Run, run
from tests.lib.second_world import make_second_world

Record = dict[str, object]
Flood = Callable[[Random, int], Iterator[Record]]

STOLEN = "f0" * 32
PLACES = ("Reno, NV", "Boise, ID", "Tucson, AZ", "Omaha, NE", "Salem, OR")


def world(rng: Random, size: int) -> list[Record]:
    return [dict(record) for record in make_second_world(rng.randrange(10_000), size).ads[:size]]


def one_text(rng: Random, size: int) -> Iterator[Record]:
    body = str(world(rng, 1)[0]["body"])
    for at in range(size):
        yield {"id": str(at), "body": body, "location": PLACES[at % 5], "posted_at": f"2026-03-{at % 28 + 1:02d}"}


def one_phone(rng: Random, size: int) -> Iterator[Record]:
    for record in world(rng, size):
        yield {**record, "body": f"{record['body']}\nDesk 775-555-0100"}


def one_picture(rng: Random, size: int) -> Iterator[Record]:
    for record in world(rng, size):
        yield {**record, "images": [{"sha256": "ab" * 32, "pdq": STOLEN}]}


def near_prints(rng: Random, size: int) -> Iterator[Record]:
    for record in world(rng, size):
        pdq = int(STOLEN, 16)
        for _ in range(8):
            pdq ^= 1 << rng.randrange(256)
        yield {**record, "images": [{"sha256": f"{rng.getrandbits(256):064x}", "pdq": f"{pdq:064x}"}]}


def one_boilerplate(rng: Random, size: int) -> Iterator[Record]:
    shared = " ".join(str(record["body"]) for record in world(rng, 4))
    for record in world(rng, size):
        yield {**record, "body": f"{record['body']}\n{shared}"}


def long_ads(rng: Random, size: int) -> Iterator[Record]:
    words = " ".join(str(record["body"]) for record in world(rng, 3_000))
    for at in range(size // 1_000):
        start = rng.randrange(1_000)
        yield {"id": str(at), "body": (words[start:] + words)[:1_000_000]}


def many_phones(rng: Random, size: int) -> Iterator[Record]:
    for at in range(size // 1_000):
        numbers = (f"{rng.randrange(201, 989)}-555-{rng.randrange(10_000):04d}" for _ in range(10_000))
        yield {"id": str(at), "body": "\n".join(numbers)}


FLOODS: tuple[Flood, ...] = (one_text, one_phone, one_picture, near_prints, one_boilerplate, long_ads, many_phones)


def largest(out: Path) -> int:
    with (out / "groups.jsonl").open() as file:
        return max(Counter(json.loads(line)["group_id"] for line in file).values())


def flooded(folder: Path, name: str, records: Iterator[Record]) -> tuple[Run, int]:
    source, out = folder / f"{name}.jsonl", folder / f"out-{name}"
    with source.open("w") as file:
        for record in records:
            file.write(json.dumps(record) + "\n")
    return run(source, out), largest(out)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--small", type=int, default=2_000)
    asked.add_argument("--large", type=int, default=8_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="")
    given = asked.parse_args()
    print(machine())
    print(f"seed {given.seed}, {given.small:,} and {given.large:,} ads")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        start, _ = flooded(folder, "start", iter([{"id": "a", "body": "Call 510-555-0123, I am Mia, 24"}]))
        for flood in FLOODS:
            name = flood.__name__
            if given.only not in name:
                continue
            small, _ = flooded(folder, name, flood(Random(given.seed), given.small))
            large, group = flooded(folder, name, flood(Random(given.seed), given.large))
            costs = [max(0.1, one.cpu - start.cpu) for one in (small, large)]
            exponent = math.log(costs[1] / costs[0]) / math.log(large.ads / small.ads)
            print(
                f"{name:16} {small.ads:,} to {large.ads:,} ads: {small.cpu:.1f} to {large.cpu:.1f} CPU s, "
                f"exponent {exponent:.2f}, {large.peak / 2**30:.2f} GiB, largest group {group:,}",
                flush=True,
            )


if __name__ == "__main__":
    main()
