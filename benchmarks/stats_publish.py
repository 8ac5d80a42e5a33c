"""Noisy tables and invented rows beside pac-synth: same records, epsilon and delta, in one run.

    python benchmarks/stats_publish.py [--rows 5000] [--columns 8] [--seeds 101] [--epsilons 1,4]
        [--large 1000000]     # only the time and memory of one large release

Records are invented (tests/lib/cases_table.py). Ours is the command as people run it, private noise included, so
figures move a little from run to run. pac-synth 0.0.8 runs with each of its accuracy modes; the best of each length is
compared, and for rows the best of them with and without `use_synthetic_counts`. Error is the mean absolute error of a
count over all combinations of values that occur in the records (a combination that isn't published counts as 0), and,
kinder to the peer, over those that it published. An empty cell is no value. Prints machine, sizes, seeds, commit.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.cases_table import Rows, case_rows, write_case_table

ROOT = Path(__file__).resolve().parents[1]
Combination = tuple[tuple[int, str], ...]
DELTA = 1e-6


def counted(rows: Sequence[Sequence[str]], longest: int) -> Counter[Combination]:
    """How often each combination of one to `longest` values occurs."""
    found: Counter[Combination] = Counter()
    for row in rows:
        filled = [(column, value) for column, value in enumerate(row) if value]
        for length in range(1, longest + 1):
            found.update(combinations(filled, length))
    return found


def error(truth: Mapping[Combination, int], told: Mapping[Combination, float], length: int, shared: bool) -> float:
    keys = [key for key in truth if len(key) == length and (not shared or key in told)]
    return sum(abs(truth[key] - told.get(key, 0)) for key in keys) / max(len(keys), 1)


def release(folder: Path, epsilon: float) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak MiB of one release by the command."""
    words = [
        "cases.csv",
        "--codebook",
        "code.json",
        "--out",
        "release",
        "--epsilon",
        str(epsilon),
        "--delta",
        str(DELTA),
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "safelight", "stats", "publish", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=True,
        capture_output=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start, after.ru_maxrss / 1024


def published(folder: Path) -> tuple[dict[Combination, float], list[list[str]]]:
    """The tables without empty cells, and the rows."""
    told: dict[Combination, float] = {}
    with (folder / "release/marginals.csv").open(newline="") as file:
        for line in csv.DictReader(file):
            columns = [int(name.rsplit(" ", 1)[1]) for name in json.loads(line["columns"])]
            values = json.loads(line["values"])
            if columns and all(values):
                told[tuple(sorted(zip(columns, values, strict=True)))] = float(line["count"])
    with (folder / "release/synthetic.csv").open(newline="") as file:
        return told, list(csv.reader(file))[1:]


class Peer:
    """pac-synth on the same records."""

    def __init__(self, rows: list[list[str]], epsilon: float) -> None:
        import pacsynth

        self._pac, self._epsilon = pacsynth, epsilon
        self._names = [f"c{column}" for column in range(len(rows[0]))]
        self._records = pacsynth.Dataset([self._names, *rows])

    def run(self, mode: str, longest: int, synthetic_counts: bool) -> tuple[dict[Combination, float], list[list[str]]]:
        pac = self._pac
        builder = pac.DpAggregateSeededParametersBuilder().reporting_length(longest).epsilon(self._epsilon)
        builder = builder.delta(DELTA).accuracy_mode(getattr(pac.AccuracyMode, mode)())
        builder = builder.fabrication_mode(pac.FabricationMode.balanced()).use_synthetic_counts(synthetic_counts)
        peer = pac.DpAggregateSeededSynthesizer(builder.build())
        peer.fit(self._records)
        told = {}
        for text, count in peer.get_dp_aggregates(";").items():
            pairs = (part.split(":", 1) for part in text.split(";"))
            told[tuple(sorted((int(name[1:]), value) for name, value in pairs))] = float(count)
        header, *rows = peer.sample()
        order = [header.index(name) for name in self._names]
        return told, [[row[at] for at in order] for row in rows]


MODES = ("balanced", "prioritize_short_combinations", "prioritize_long_combinations")


def compare(rows: Rows, sizes: list[int], epsilon: float, folder: Path) -> None:
    texts = [
        ["" if code == size - 1 else f"v{code}" for code, size in zip(row, sizes, strict=True)] for row in rows.tolist()
    ]
    truth = counted(texts, 3)
    cpu, wall, peak = release(folder, epsilon)
    tables, invented = published(folder)
    start = time.process_time()
    peer = Peer(texts, epsilon)
    runs = [(mode, counts, *peer.run(mode, 3, counts)) for mode in MODES for counts in (False, True)]
    seconds = (time.process_time() - start) / len(runs)
    print(
        f"  ours {cpu:.1f} CPU s, {wall:.1f} s wall, {peak:.0f} MiB; peer {seconds:.1f} CPU s a run, {len(runs)} runs"
    )
    for length in (1, 2, 3):
        for shared in (False, True):
            scores = [(error(truth, told, length, shared), told, mode) for mode, _, told, _ in runs]
            theirs, told, mode = min(scores, key=lambda each: each[0])
            same = {key: truth[key] for key in truth if not shared or key in told}
            ours = error(same, tables, length, shared=False)
            kind = "that it published" if shared else "all"
            print(f"  length {length}, {kind}: ours {ours:.2f}, peer {theirs:.2f} ({mode}), {ours / theirs:.2f}x")
    ours = error(truth, counted(invented, 2), 2, shared=False)
    print(f"  rows: two-way error {ours:.2f}, {len(invented) / len(rows) - 1:+.2%} rows")
    for mode, counts, _, made in runs:
        theirs = error(truth, counted(made, 2), 2, shared=False)
        label = f"{mode}{', synthetic counts' if counts else ''}"
        print(f"    peer {label}: {theirs:.2f} ({ours / theirs:.2f}x), {len(made) / len(rows) - 1:+.2%} rows")


def large(count: int, columns: int, seed: int, epsilon: float) -> None:
    """One release of many records: seconds and memory of the whole command."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows, sizes = case_rows(count, columns, seed)
        write_case_table(folder, rows[:1], sizes)
        texts = [pa.array([*(f"v{code}" for code in range(size - 1)), ""]) for size in sizes]
        cells = [text.take(pa.array(rows[:, at])) for at, text in enumerate(texts)]
        table = pa.table(cells, [f"column {at}" for at in range(columns)])
        arrow_csv.write_csv(table, folder / "cases.csv")
        cpu, wall, peak = release(folder, epsilon)
        report = json.loads((folder / "release/report.json").read_text())
    print(f"{count:,} records x {columns}, seed {seed}, epsilon {epsilon}")
    print(f"  {cpu:.1f} CPU s, {wall:.1f} s wall, {peak:.0f} MiB")
    print(f"  {report['tables']} tables, {report['cells']:,} cells, {report['rows'] / count - 1:+.3%} rows")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--seeds", default="101")
    parser.add_argument("--epsilons", default="1,4")
    parser.add_argument("--large", type=int, default=0)
    chosen = parser.parse_args()
    seeds = [int(seed) for seed in chosen.seeds.split(",")]
    epsilons = [float(epsilon) for epsilon in chosen.epsilons.split(",")]
    print(machine())
    if chosen.large:
        large(chosen.large, chosen.columns, seeds[0], epsilons[0])
        return
    for seed in seeds:
        rows, sizes = case_rows(chosen.rows, chosen.columns, seed)
        for epsilon in epsilons:
            print(f"{chosen.rows:,} records x {chosen.columns}, seed {seed}, epsilon {epsilon}, delta {DELTA}")
            with tempfile.TemporaryDirectory() as name:
                write_case_table(Path(name), rows, sizes)
                compare(rows, sizes, epsilon, Path(name))


if __name__ == "__main__":
    main()
