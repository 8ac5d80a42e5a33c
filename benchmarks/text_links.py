"""Ads linked by their text alone, in random words, beside MinHash, in one run.

    python benchmarks/text_links.py [--size 5000] [--seeds 61,62]

Truth is the hand behind each ad (tests/lib/hands.py): synthetic, and of the kind of the real set that acceptance uses,
not the same. `groups` and `templates` are the group and template ids that `ads process` writes for such a file. The
peer is datasketch MinHash (128 permutations, word 3-grams, thresholds 0.5 and 0.3, union-find).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Hashable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from machine import machine
from tests.lib.grouped import agreement
from tests.lib.hands import SHAPES, write_hands

from safelight import near
from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.outcome import assemble
from safelight.ads.core.reading import read_many
from safelight.gazetteer import load
from safelight.kernel.ids import AdId


def ours(texts: Sequence[str], extractor: Extractor) -> tuple[list[Hashable], list[Hashable]]:
    readings = read_many(extractor, [Ad(id=AdId(f"a{at:06}"), body=text) for at, text in enumerate(texts)])
    rows = assemble(readings).groups
    return [row.group_id for row in rows], [row.template_id or row.ad_id for row in rows]


def minhash(texts: Sequence[str], threshold: float) -> list[Hashable]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)
    edges = []
    for at, text in enumerate(texts):
        words = text.split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[i : i + 3]).encode() for i in range(max(1, len(words) - 2))])
        edges += [(int(other), at) for other in index.query(sketch)]
        index.insert(str(at), sketch)
    return list(near.components(len(texts), edges).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=5000)
    parser.add_argument("--seeds", default="61,62")
    given = parser.parse_args()
    print(f"{machine()}, declared synthetic hands, size {given.size:,}, seeds {given.seeds}")
    extractor = Extractor(load(), "US")
    for shape in SHAPES:
        for seed in map(int, given.seeds.split(",")):
            world = write_hands(seed, given.size, shape)
            texts, truth = [text for text, _ in world], [hand for _, hand in world]
            start = time.process_time()
            groups, templates = ours(texts, extractor)
            spent = time.process_time() - start
            print(f"{shape.name:8} seed {seed}  {len(set(truth)):,} hands, read and assembled in {spent:.1f} CPU s")
            found = {"groups": groups, "templates": templates}
            found |= {f"MinHash {threshold}": minhash(texts, threshold) for threshold in (0.5, 0.3)}
            for name, labels in found.items():
                print(f"  {name:12} {agreement(labels, truth).line()}", flush=True)


if __name__ == "__main__":
    main()
