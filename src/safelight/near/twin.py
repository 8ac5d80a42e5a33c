"""The obvious twins of the kernels, in plain Python: slow, short, and the measure of the fast ones in tests."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product

from safelight.near import letters
from safelight.near.minhash import ADD, MULTIPLY, ROWS

Pair = tuple[int, int]

_MASK64 = (1 << 64) - 1
_GAP = re.compile(
    rb"(?:[\x00-\x60\x7b-\x7f]|\xf0\x9f[\x00-\xff]{2}|\xe2[\x80\x98-\x9e\xac\xad][\x00-\xff]|\xef\xb8[\x00-\xff])+"
)


def folded(text: str) -> bytes:
    """What the kernel hashes: letters in lower case, other scripts as they are, one space for everything else."""
    raw = re.sub(rb"[A-Z]", lambda match: match.group().lower(), text.lower().encode("utf-8", "surrogatepass"))
    return _GAP.sub(b" ", raw).strip(b" ")


def mix(value: int) -> int:
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK64
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK64
    return value ^ (value >> 31)


def signature(text: str) -> list[int]:
    """64 minima over all byte 5-shingles of the folded text."""
    raw = folded(text)
    shingles = {int.from_bytes(raw[at : at + 5], "big") for at in range(len(raw) - 4)}
    hashes = [mix((shingle + 0x9E3779B97F4A7C15) & _MASK64) for shingle in shingles]
    return [
        min((((MULTIPLY[k] * value + ADD[k]) & _MASK64) >> 32 for value in hashes), default=0xFFFFFFFF)
        for k in range(ROWS)
    ]


def components(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Spread the smallest label along edges until nothing changes."""
    label, edges = list(range(count)), list(pairs)
    changed = True
    while changed:
        changed = False
        for a, b in edges:
            low = min(label[a], label[b])
            changed = changed or label[a] != low or label[b] != low
            label[a] = label[b] = low
    return label


def words(text: str) -> list[str]:
    """The words that texts are compared by: letters, digits and signs between them as what they read as, repeated ones
    once, if there is a letter; pairs of characters of scripts without spaces."""
    rows = [row for character in text for row in letters.folded(character)]
    named = {letters.LETTER: "L", letters.DIGIT: "D", letters.INNER: "I", letters.LONE: "O"}
    kinds = "".join(named.get(row[2], " ") for row in rows)
    reads = [chr(row[1]) if row[1] else "" for row in rows]
    found = []
    for match in re.finditer(r"[LD](?:[LD]|I(?=[LD]))*|O", kinds):
        at, end = match.span()
        if kinds[at] == "O":
            paired = kinds[end : end + 1] == "O"
            if paired or kinds[max(0, at - 1)] != "O" or at == 0:
                found.append("".join(reads[at : end + paired]))
        elif "L" in kinds[at:end]:
            found.append(re.sub(r"(.)\1+", r"\1", "".join(reads[at:end]), flags=re.DOTALL))
    return found


def best_local(points: Sequence[Sequence[int]], extra: int, skips: Sequence[int]) -> int:
    """Score of the best local alignment of rows and columns: `points` of a pair, `extra` lost by a row alone, `skips`
    by a column alone."""
    best, above = 0, [0] * (len(skips) + 1)
    for row in points:
        here = [0]
        for q, point in enumerate(row):
            here.append(max(0, above[q] + point, above[q + 1] - extra, here[q] - skips[q]))
        best, above = max(best, *here), here
    return best


def seating(counts: Sequence[int], concentration: float) -> float:
    """Bits of a partition under the Chinese restaurant process, by its closed form."""
    ways = sum(math.lgamma(count) for count in counts) + len(counts) * math.log(concentration)
    return (math.lgamma(concentration + sum(counts)) - math.lgamma(concentration) - ways) / math.log(2)


def overlap(texts: Sequence[Sequence[int]], weights: Sequence[Sequence[float]], rare: Mapping[Pair, float]) -> float:
    """Share of two texts' weight in words of phrases that both have; a word counts for as much as its rarest phrase."""
    own = [{*pairwise(text), *zip(text, text[2:], strict=False)} for text in texts]
    covered = 0.0
    for text, weight in zip(texts, weights, strict=True):
        inside = [0.0] * len(text)
        for at, gap in product(range(len(text)), (1, 2)):
            if at + gap < len(text) and (text[at], text[at + gap]) in own[0] & own[1]:
                for word in (at, at + gap):
                    inside[word] = max(inside[word], rare[text[at], text[at + gap]])
        covered += sum(map(min, inside, weight))
    whole = sum(map(sum, weights))
    return covered / whole if whole else 0.0


def best_agreeing(samples: Sequence[set[int]], pairs: Sequence[Pair], least: int, most: int) -> list[bool]:
    """Which pairs agree in `least` phrases and are, for one of the two, among those that agree best: as many levels of
    agreement as hold `most` pairs together, and the best level however many it holds."""
    both = [len(samples[a] & samples[b]) for a, b in pairs]
    kept = [False] * len(pairs)
    for row in range(len(samples)):
        own = [at for at, pair in enumerate(pairs) if row in pair and both[at] >= least]
        best = max((both[at] for at in own), default=0)
        for at in own:
            if both[at] == best or sum(both[other] >= both[at] for other in own) <= most:
                kept[at] = True
    return kept


def in_order(one: Sequence[int], other: Sequence[int]) -> int:
    """Words of the longest common subsequence."""
    above = [0] * (len(other) + 1)
    for word in one:
        here = [0]
        for at, own in enumerate(other):
            here.append(above[at] + 1 if own == word else max(above[at + 1], here[at]))
        above = here
    return above[-1]
