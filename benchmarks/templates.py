"""Near-duplicate texts and their templates on declared synthetic worlds, beside two peers, in one run.

    python benchmarks/templates.py [--sizes 1000,4000,20000] [--seeds 1,2,3] [--styles prose,...] [--peers] [--scaling]

Truth is the generator's campaign and slot (tests/lib/campaigns.py): synthetic, so this measures the machinery, not the
world. Ours includes finding the templates. A text that stands alone is a cluster of its own in every score.
Peers (without templates): datasketch MinHash (128 permutations, word 3-grams without digits, threshold 0.5,
union-find); and "rarest": texts that share one of their ten rarest word 5-grams are joined, as in InfoShield's coarse
stage (ICDE 2021).
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from machine import machine
from tests.lib.campaigns import CONSTANT, EASY, HARD, SLOT, STYLES, Shape, Text, make
from tests.lib.grouped import agreement

from safelight import near
from safelight.ads.core.ad import Ad
from safelight.ads.core.mention import Extraction
from safelight.ads.core.reading import Reading
from safelight.ads.core.repost import reposts
from safelight.ads.core.template import Template, templates
from safelight.kernel.ids import AdId

Labels = Sequence[Hashable]


@dataclass(frozen=True, slots=True)
class Score:
    ari: float
    precision: float
    recall: float
    detection: float
    slots: tuple[float, float, float] | None
    per_second: float

    def line(self) -> str:
        slots = "  -  "
        if self.slots:
            slots = "{:.3f} (of five texts or more {:.3f}, as written {:.3f})".format(*self.slots)
        return (
            f"ARI {self.ari:.3f}  pair P {self.precision:.3f} R {self.recall:.3f}  detect F1 {self.detection:.3f}"
            f"  slot F1 {slots}  {self.per_second:9,.0f} docs/CPU s"
        )


def harmonic(hits: float, said: float, true: float) -> float:
    return 2 * hits / (said + true) if said + true else 1.0


def detection(found: Labels, truth: Labels) -> float:
    """F1 of "this text has a near-duplicate"."""
    many, true = Counter(found), Counter(truth)
    said = [many[label] > 1 for label in found]
    is_true = [true[label] > 1 for label in truth]
    return harmonic(sum(a and b for a, b in zip(said, is_true, strict=True)), sum(said), sum(is_true))


_KEY = re.compile(r"\w+")
SLACK = 4
"""Words that edits may shift a line's end against its start."""


def slot_words(template: Template, words: Sequence[str]) -> list[bool]:
    """For each word of a text whether it fills a slot: whatever is no constant of the template, aligned line by line so
    that a sentence may stand elsewhere. Compared in lower case, letters and digits only."""
    constant = [key for token in template.tokens if token.text for key in _KEY.findall(token.text.lower())]
    places = defaultdict(list)
    for at, key in enumerate(constant):
        places[key].append(at)
    outside: list[bool] = []
    start = 0
    for end, word in enumerate([*words, "."]):
        if word in (".", "!", "|"):
            line = [places.get("".join(_KEY.findall(one.lower())), []) for one in words[start:end]]
            outside += [not found for found in common(near_by(line))]
            outside += [True] * (end < len(words))
            start = end + 1
    return outside


def near_by(line: Sequence[Sequence[int]]) -> list[int]:
    """Bit masks of where in the script each word of a line stands, within the stretch that most of the line's words
    point to: in the whole script an edit that happens to stand elsewhere would push out words of the line."""
    shifts = Counter(place - at for at, places in enumerate(line) for place in places)
    best = max(shifts, key=lambda shift: (sum(shifts[shift + k] for k in range(-SLACK, SLACK + 1)), -shift), default=0)
    first = best - SLACK
    width = len(line) + 2 * SLACK
    return [sum(1 << (place - first) for place in places if 0 <= place - first < width) for places in line]


def common(masks: Sequence[int]) -> list[bool]:
    """Which words of a line belong to its longest common subsequence with a row of words, where bit j of `masks[i]`
    says that word i equals word j of the row (bit-parallel; Hyyroe 2004)."""
    length = max((mask.bit_length() for mask in masks), default=0)
    rows = [(1 << length) - 1]
    for mask in masks:
        both = rows[-1] & mask
        rows.append(((rows[-1] + both) | (rows[-1] - both)) & rows[0])
    found = [False] * len(masks)
    row, column = len(masks), length
    while row and column:
        bit = 1 << (column - 1)
        if rows[row] & bit:
            column -= 1
            continue
        row -= 1
        if rows[row] & bit:
            found[row] = True
            column -= 1
    return found


def slot_f1(world: Sequence[Text], found: Mapping[str, Template], fewest: int = 2, as_written: bool = False) -> float:
    """Token-level F1 of slots over the texts of campaigns of `fewest` texts or more; edits and house rules don't count.
    A text without a template misses all of its slots. A word of the script whose letters were disguised is still of
    the script (it is compared as it was meant), unless `as_written`: then every disguised word counts as a false
    slot, whatever the template says. Of two texts nobody can tell which one was edited where they differ."""
    sizes = Counter(text.truth for text in world)
    hits = said = true = 0
    for text in world:
        if text.campaign < 0 or sizes[text.truth] < fewest:
            continue
        template = found.get(text.id)
        words = text.words if as_written else text.meant
        outside = slot_words(template, words) if template else [False] * len(words)
        for kind, slot in zip(text.kinds, outside, strict=True):
            if kind in (CONSTANT, SLOT):
                hits, said, true = hits + (slot and kind == SLOT), said + slot, true + (kind == SLOT)
    return harmonic(hits, said, true)


def ours(world: Sequence[Text]) -> tuple[Labels, dict[str, Template]]:
    readings = [Reading(Ad(id=AdId(text.id), body=text.text), Extraction(text.id)) for text in world]
    found = templates(readings, reposts(readings), frozenset())
    by_id = {template.template_id: template for template in found.templates}
    shown = {
        text.id: by_id[found.ids[label]] for text, label in zip(world, found.labels, strict=True) if label in found.ids
    }
    return [label if label >= 0 else text.id for text, label in zip(world, found.labels, strict=True)], shown


def datasketch(world: Sequence[Text]) -> tuple[Labels, None]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)
    edges = []
    for at, text in enumerate(world):
        words = re.sub(r"\d+", " ", text.text.lower()).split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[i : i + 3]).encode() for i in range(max(1, len(words) - 2))])
        edges += [(int(other), at) for other in index.query(sketch)]
        index.insert(str(at), sketch)
    return near.components(len(world), edges).tolist(), None


def rarest(world: Sequence[Text]) -> tuple[Labels, None]:
    grams = []
    for text in world:
        words = re.sub(r"[^\x00-\x7f]|\d", "", text.text).split()
        grams.append(sorted({tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))}))
    df = Counter(gram for own in grams for gram in own)
    return near.sharing([sorted(own, key=lambda gram: (df[gram], gram))[:10] for own in grams]), None


Method = Callable[[Sequence[Text]], tuple[Labels, dict[str, Template] | None]]
METHODS: dict[str, Method] = {"ours": ours, "datasketch": datasketch, "rarest": rarest}


def score(world: Sequence[Text], method: Method) -> Score:
    start = time.process_time()
    found, shown = method(world)
    seconds = time.process_time() - start
    truth = [text.truth for text in world]
    slots = None
    if shown is not None:
        slots = slot_f1(world, shown), slot_f1(world, shown, 5), slot_f1(world, shown, as_written=True)
    agreed, speed = agreement(found, truth), len(world) / max(seconds, 1e-9)
    return Score(agreed.ari, agreed.precision, agreed.recall, detection(found, truth), slots, speed)


def table(given: argparse.Namespace, shape: Shape) -> None:
    names = ["ours", *(("datasketch", "rarest") if given.peers else ())]
    for size in map(int, given.sizes.split(",")):
        for name in names:
            rows: dict[str, list[Score]] = defaultdict(list)
            for style in given.styles.split(","):
                for seed in given.seeds.split(","):
                    rows[style].append(score(make(int(seed), size, shape, style), METHODS[name]))
                if given.each:
                    print(f"{shape.name:5} {size:7,} {name:10} {style:9} {mean(rows[style]).line()}", flush=True)
            every = [one for some in rows.values() for one in some]
            worst = min(one.ari for one in every)
            precise = min(one.precision for one in every)
            print(
                f"{shape.name:5} {size:7,} {name:10} all ({len(every):2})  {mean(every).line()}"
                f"  (worst ARI {worst:.3f}, worst pair P {precise:.3f})",
                flush=True,
            )


def mean(scores: Sequence[Score]) -> Score:
    slots = [one.slots for one in scores if one.slots is not None]
    two, five, written = (sum(some) / len(slots) for some in zip(*slots, strict=True)) if slots else (0.0, 0.0, 0.0)
    return Score(
        *(
            sum(getattr(one, key) for one in scores) / len(scores)
            for key in ("ari", "precision", "recall", "detection")
        ),
        (two, five, written) if slots else None,
        len(scores) / sum(1 / one.per_second for one in scores),
    )


def scaling(sizes: Sequence[int]) -> None:
    """CPU seconds against the number of texts; the exponent is the slope of the last size against the first."""
    for shape in (EASY, HARD):
        spent = []
        for size in sizes:
            world = make(9, size, shape, "prose")
            spent.append(size / score(world, ours).per_second)
            print(
                f"{shape.name:5} {size:7,} texts  {spent[-1]:8.2f} CPU s  {size / spent[-1]:9,.0f} docs/CPU s",
                flush=True,
            )
        slope = math.log(spent[-1] / spent[0]) / math.log(sizes[-1] / sizes[0])
        print(f"{shape.name:5} exponent {sizes[0]:,} to {sizes[-1]:,}: {slope:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,4000")
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--styles", default=",".join(STYLES))
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--each", action="store_true", help="one line a style, too")
    parser.add_argument("--scaling", action="store_true", help="only the scaling exponent, 1,000 to 100,000")
    given = parser.parse_args()
    print(f"{machine()}, declared synthetic worlds, seeds {given.seeds}, styles {given.styles}")
    ours(make(0, 200, HARD, "prose"))  # loads and compiles the kernels
    if given.scaling:
        scaling((1_000, 10_000, 100_000))
        return
    for shape in (EASY, HARD):
        table(given, shape)


if __name__ == "__main__":
    main()
