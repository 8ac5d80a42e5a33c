"""Finding picture hashes within 31 bits: the folder of the content network beside FAISS and threatexchange.

    python benchmarks/content_index.py [--size 1000000] [--seed 7] [--lookups 20000] [--peers 400] [--worlds even,...]

Every figure is of one thread, in CPU seconds of this process. Queries are hashes with exactly 0 to 35 bits turned over
(as many of each) and strangers; the truth is FAISS flat, which compares everything. Worlds: `even` (random bits),
`real` (the 1,350 hashes of the PDQ reference list, each with copies up to 60 bits away: skewed as real lists are),
`flood` (a tenth of all agree in 64 neighbouring bits) and `near` (a tenth of all lie 32 to 60 bits around one hash,
which fills a bucket in every band). The index is written, closed and opened again from its folder, then a tenth is
removed, the same number added and merged in the background, and everything is checked again. Of reference hashes within
31 bits of each other one is taken: a list where a tenth of all match every question measures the writing of answers.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from machine import machine  # noqa: E402

from safelight.content.index.live import LiveIndex, open_index  # noqa: E402

Hashes = NDArray[np.uint8]
RADIUS = 31
REFERENCE = Path(os.environ.get("SAFELIGHT_CORPORA", PROJECT.parent / "shared" / "corpora"))
REFERENCE_LIST = REFERENCE / "content" / "pdq" / "regtest-haystack.txt"
TARGETS = {1_000_000: 15_000, 10_000_000: 5_000}
MEMORY_TARGET, BUILD_TARGET, P99_TARGET, SKEW_TARGET = 1.3, 15.0, 20.0, 0.25


@dataclass(frozen=True)
class Asked:
    """Queries, how far each was turned from a row of the world (-1: a stranger), and that row."""

    queries: Hashes
    distances: NDArray[np.int64]
    rows: NDArray[np.int64]


def even(rng: Generator, count: int) -> Hashes:
    return rng.integers(0, 256, (count, 32), dtype=np.uint8)


def turned(rng: Generator, hashes: Hashes, distances: NDArray[np.int64]) -> Hashes:
    """Each hash with exactly that many bits turned over, which are drawn without repeats."""
    out = hashes.copy()
    for start in range(0, len(out), 50_000):
        part = out[start : start + 50_000]
        far = distances[start : start + 50_000]
        rank = np.argsort(rng.random((len(part), 256), dtype=np.float32), axis=1).argsort(axis=1)
        part ^= np.packbits(rank < far[:, None], axis=1)
    return out


def real(rng: Generator, count: int) -> Hashes | None:
    if not REFERENCE_LIST.exists():
        return None
    known = np.frombuffer(bytes.fromhex("".join(REFERENCE_LIST.read_text().split())), np.uint8).reshape(-1, 32)
    apart = np.bitwise_count(known[:, None] ^ known[None]).sum(axis=2, dtype=np.int64)
    alone = known[~np.tril(apart <= RADIUS, -1).any(axis=1)]
    return turned(rng, alone[rng.integers(0, len(alone), count)], rng.integers(0, 61, count))


def flood(rng: Generator, count: int) -> Hashes:
    hashes = even(rng, count)
    hashes[: count // 10, 8:16] = hashes[0, 8:16]
    return hashes


def near(rng: Generator, count: int) -> Hashes:
    hashes = even(rng, count)
    around = np.repeat(hashes[:1], count // 10, axis=0)
    hashes[: count // 10] = turned(rng, around, rng.integers(32, 61, count // 10))
    return hashes


WORLDS: dict[str, Callable[[Generator, int], Hashes | None]] = {
    "even": even, "real": real, "flood": flood, "near": near,
}  # fmt: skip


def asked(rng: Generator, hashes: Hashes, each: int, strangers: int) -> Asked:
    far = np.concatenate([np.repeat(np.arange(36), each), np.full(strangers, -1)])
    rows = rng.integers(0, len(hashes), len(far))
    queries = turned(rng, hashes[rows], np.maximum(far, 0))
    queries[far < 0] = even(rng, strangers)
    mixed = rng.permutation(len(far))
    return Asked(queries[mixed], far[mixed], rows[mixed])


def cpu(call: Callable[[], object]) -> tuple[float, float, object]:
    """CPU seconds, wall seconds, and what came out."""
    wall, start = time.perf_counter(), time.process_time()
    out = call()
    return time.process_time() - start, time.perf_counter() - wall, out


def resident() -> float:
    """MiB this process holds of its own, without files mapped into it."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return (int(fields["RssAnon"].split()[0]) + int(fields["RssFile"].split()[0])) / 1024


def triples(found: NDArray[np.int64]) -> NDArray[np.int64]:
    return found[np.lexsort((found[:, 1], found[:, 0]))]


class Peers:
    """FAISS and threatexchange over the same hashes, one thread."""

    def __init__(self, hashes: Hashes, most: int) -> None:
        import faiss

        faiss.omp_set_num_threads(1)
        self._faiss, self._hashes, self._most = faiss, hashes, most
        self.flat = faiss.IndexBinaryFlat(256)
        self.flat.add(hashes)

    def truth(self, queries: Hashes) -> tuple[NDArray[np.int64], float, int]:
        """(query, row, distance) of all within RADIUS, and lookups per CPU second."""
        spent, _, out = cpu(lambda: self.flat.range_search(queries, RADIUS + 1))
        return self._triples(out, len(queries)), len(queries) / spent, 32 * len(self._hashes)

    @staticmethod
    def _triples(out: object, count: int) -> NDArray[np.int64]:
        bounds, distances, rows = out  # type: ignore[misc]
        query = np.repeat(np.arange(count), np.diff(bounds.astype(np.int64)))
        return triples(np.stack([query, rows, distances.astype(np.int64)], axis=1))

    def multi_hash(self, queries: Hashes, truth: NDArray[np.int64]) -> None:
        index = self._faiss.IndexBinaryMultiHash(256, 16, 16)
        index.nflip = 1
        before = resident()
        build, _, _ = cpu(lambda: index.add(self._hashes))
        grown = resident() - before
        some = queries[: self._most]
        spent, _, out = cpu(lambda: index.range_search(some, RADIUS + 1))
        found = self._triples(out, len(some))
        right = np.array_equal(found, truth[truth[:, 0] < len(some)])
        print_line("FAISS MultiHash 16x16", len(some) / spent, build, grown, "exact" if right else "MISSES SOME")

    def threatexchange(self, queries: Hashes, truth: NDArray[np.int64]) -> None:
        try:
            from threatexchange.signal_type.pdq.pdq_index import PDQIndex
        except ImportError:
            print("threatexchange: not installed (make .make/bench)")
            return
        entries = [(one.tobytes().hex(), number) for number, one in enumerate(self._hashes)]
        before = resident()
        build, _, index = cpu(lambda: PDQIndex(entries))
        grown = resident() - before
        some = [one.tobytes().hex() for one in queries[: self._most]]
        spent, _, out = cpu(lambda: [index.query(one) for one in some])  # type: ignore[attr-defined]
        count = sum(len(each) for each in out)  # type: ignore[attr-defined]
        wanted = int((truth[:, 0] < len(some)).sum())
        print_line("threatexchange PDQIndex", len(some) / spent, build, grown, f"{count} of {wanted} matches")


def print_line(name: str, rate: float, build: float | None, memory: float, note: str) -> None:
    built = f"{build:7.1f}" if build is not None else "      -"
    print(f"  {name:<28} {rate:10,.0f} lookups/s  build {built} CPU s  {memory:8,.0f} MiB  {note}", flush=True)


def by_distance(found: NDArray[np.int64], planted: Asked) -> str:
    """Recall of what was planted, for the worst distance up to RADIUS, and how much beyond it was told."""
    key = {(query, row): apart for query, row, apart in found.tolist()}
    planned = zip(planted.distances.tolist(), planted.rows.tolist(), strict=True)
    seen = np.array([key.get((number, row)) == far for number, (far, row) in enumerate(planned)])
    within = [seen[planted.distances == far] for far in range(RADIUS + 1)]
    worst = min(float(each.mean()) for each in within)
    beyond = int(seen[planted.distances > RADIUS].sum()) + int((found[:, 2] > RADIUS).sum())
    return f"recall at each distance 0 to 31: {worst:.0%} of {len(within[0])}; told at 32 and beyond: {beyond}"


def single(index: LiveIndex, queries: Hashes) -> str:
    times = []
    for one in queries:
        start = time.perf_counter()
        index.search_rows(one[None], RADIUS)
        times.append((time.perf_counter() - start) * 1000)
    p50, p99 = np.percentile(times, [50, 99])
    return f"one by one, wall: p50 {p50:.2f} ms, p99 {p99:.2f} ms, worst {max(times):.2f} ms (n={len(times)})"


def made(folder: Path, hashes: Hashes) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and MiB of an index of these hashes, which is in the folder then."""
    index = open_index(folder)
    numbers = np.arange(len(hashes), dtype=np.int64)
    spent, wall, _ = cpu(lambda: index.add_rows(numbers, hashes))
    index.reached(1)
    index.merge()
    size = sum(each.index.size_bytes + each.numbers.nbytes + each.hidden.nbytes for each in index._segments)
    index.close()
    return spent, wall, size / 2**20


def warm() -> None:
    """Lets numba compile before anything is timed."""
    index = LiveIndex(few=5_000)
    index.ready()
    hashes = even(np.random.default_rng(1), 6_000)
    index.add_rows(np.arange(6_000), hashes)
    index.merge(everything=True)
    index.search_rows(hashes[:40], RADIUS)


def ours(folder: Path, hashes: Hashes, planted: Asked, lookups: Hashes, truth: NDArray[np.int64]) -> float:
    """Builds, closes, opens and asks; returns lookups per CPU second."""
    build, wall, size = made(folder, hashes)
    gc.collect()
    opening, wall_open, opened = cpu(lambda: open_index(folder))
    again: LiveIndex = opened  # type: ignore[assignment]
    again.ready()
    again.search_rows(planted.queries[:8], RADIUS)
    spent, _, _ = cpu(lambda: again.search_rows(lookups, RADIUS))
    rate = len(lookups) / spent
    found = triples(again.search_rows(planted.queries, RADIUS))
    right = "the same as FAISS flat" if np.array_equal(found, truth) else "NOT THE SAME AS FAISS FLAT"
    print_line("Safelight, from its folder", rate, build, size, right)
    print(f"    {by_distance(found, planted)}")
    print(f"    {len(truth) / len(planted.queries):.1f} matches a lookup; build and write {wall:.1f} s wall;", end=" ")
    print(f"opened, every checksum read, in {opening:.1f} CPU s, {wall_open:.1f} s wall")
    print(f"    {single(again, lookups[:2000])}", flush=True)
    live(again, hashes, planted, lookups)
    again.close()
    return rate


def live(index: LiveIndex, hashes: Hashes, planted: Asked, lookups: Hashes) -> None:
    """Adds, removals and background merges, then the same questions. What is added lies around the planted, so that
    each of these has hundreds of matches then; the others are asked again for the rate."""
    rng = np.random.default_rng(5)
    tenth = len(hashes) // 10
    gone = rng.choice(len(hashes), tenth, replace=False)
    index.remove(gone)
    new = turned(rng, planted.queries[rng.integers(0, len(planted.queries), tenth)], rng.integers(0, 61, tenth))
    worst = 0.0
    spent = time.process_time()
    for start in range(0, tenth, 1000):
        begun = time.perf_counter()
        part = np.arange(start, min(start + 1000, tenth))
        index.add_rows(len(hashes) + part, new[part])
        index.search_rows(new[part[:1]], 0)
        worst = max(worst, time.perf_counter() - begun)
    index.settle()
    spent = time.process_time() - spent
    kept = np.ones(len(hashes), np.bool_)
    kept[gone] = False
    numbers = np.concatenate([np.flatnonzero(kept), len(hashes) + np.arange(tenth)])
    peers = Peers(np.concatenate([hashes[kept], new]), 0)
    some = planted.queries[:400]
    truth, _, _ = peers.truth(some)
    truth[:, 1] = numbers[truth[:, 1]]
    found = index.search_rows(some, RADIUS)
    planted_spent, _, met = cpu(lambda: index.search_rows(planted.queries, RADIUS))
    asked_spent, _, _ = cpu(lambda: index.search_rows(lookups, RADIUS))
    right = "the same as FAISS flat" if np.array_equal(triples(found), triples(truth)) else "NOT THE SAME"
    print(
        f"    after {tenth:,} removed and {tenth:,} added in thousands ({spent:.1f} CPU s with merges; worst thousand"
    )
    print(f"    matchable after {worst * 1000:.0f} ms): {right}; segments {index.segments};", end=" ")
    print(f"{len(lookups) / asked_spent:,.0f} lookups/s;")
    matches = len(met) / len(planted.queries)  # type: ignore[arg-type]  # rows
    print(f"    with {matches:,.0f} matches each {len(planted.queries) / planted_spent:,.0f} lookups/s", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--lookups", type=int, default=20_000, help="strangers and near ones asked for the rate")
    parser.add_argument("--peers", type=int, default=200, help="questions put to the slow peers")
    parser.add_argument("--each", type=int, default=10, help="planted at each distance 0 to 35")
    parser.add_argument("--worlds", default=",".join(WORLDS))
    parser.add_argument("--no-peers", action="store_true", help="FAISS flat only, which is the truth")
    parser.add_argument("--folder", type=Path, default=None, help="where the index is written")
    given = parser.parse_args()
    print(f"content index: {given.size:,} hashes, seed {given.seed}, Python {platform.python_version()}")
    print(f"{machine()}; one thread; 1 lookup = every match within {RADIUS} bits")
    warm()
    rates: dict[str, float] = {}
    for name in given.worlds.split(","):
        rng = np.random.default_rng(given.seed)
        hashes = WORLDS[name](rng, given.size)
        if hashes is None:
            print(f"world {name}: skipped, {REFERENCE_LIST} is not there")
            continue
        planted = asked(rng, hashes, given.each, 40)
        lookups = asked(rng, hashes, given.lookups // 72, given.lookups // 2).queries
        print(f"world {name}")
        peers = Peers(hashes, given.peers)
        truth, rate, size = peers.truth(planted.queries)
        print_line("FAISS BinaryFlat", rate, None, size / 2**20, "the truth")
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            rates[name] = ours(Path(folder), hashes, planted, lookups, truth)
        print(f"    {rates[name] / rate:.0f} times flat")
        if name == "even" and not given.no_peers:
            peers.multi_hash(planted.queries, truth)
            if given.size <= 1_000_000:
                peers.threatexchange(planted.queries, truth)
        del peers
        gc.collect()
    if given.size in TARGETS and "even" in rates:
        print(
            f"target {TARGETS[given.size]:,} lookups/s: {'met' if rates['even'] >= TARGETS[given.size] else 'MISSED'}"
        )
    for name in rates.keys() - {"even"}:
        share = rates[name] / rates.get("even", rates[name])
        print(f"{name}: {share:.0%} of even; target 25 %: {'met' if share >= SKEW_TARGET else 'MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
