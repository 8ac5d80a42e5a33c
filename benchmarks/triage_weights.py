"""Learns the weights of triage from invented messages and writes src/safelight/textline/core/weights.tsv.

    python benchmarks/triage_weights.py [--check]

Multinomial logistic regression with a quadratic penalty, on the sets in `LEARNED`; no randomness, so no seed. With
`--check` nothing is written: exit 1 when the table on disk differs by more than rounding.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from safelight.textline.core.language import Language, tongue
from safelight.textline.core.triage import features_of
from safelight.textline.core.weights import TABLE, TIERS

SETS = Path(__file__).resolve().parent / "triage"
LEARNED = ("first", "second", "third", "fourth", "fifth", "sixth", "practice")
PENALTY = 2.0
"""Strength of the quadratic penalty; 1 to 4 did alike on sets left out (docs/evaluation.md), 2 is kept."""
SEEN = 2
"""Messages a word must stand in to have a weight: what only one message says is not learned."""


def names_in(text: str) -> set[str]:
    spoken = tongue(text)
    languages: tuple[Language, ...] = ("en", "es") if spoken.mixed else ("en",) if spoken.language == "en" else ("es",)
    return {name for each in languages for name, _, _ in features_of(text, each)}


def learn(rows: list[dict[str, object]]) -> dict[str, np.ndarray]:
    found = [names_in(str(row["text"])) for row in rows]
    counts = Counter(name for names in found for name in names)
    column = {name: at for at, name in enumerate(sorted(name for name, n in counts.items() if n >= SEEN))}
    cells = [(at, column[name]) for at, names in enumerate(found) for name in names if name in column]
    cells += [(at, len(column)) for at in range(len(rows))]
    shape = (len(rows), len(column) + 1)
    matrix = csr_matrix((np.ones(len(cells)), tuple(np.array(cells).T)), shape=shape)
    tiers = np.array([int(str(row["tier"])) for row in rows])
    wanted = np.eye(TIERS)[tiers]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weight = flat.reshape(-1, TIERS)
        sums = matrix @ weight
        shares = np.exp(sums - sums.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        held = weight.copy()
        held[-1] = 0
        value = -np.log(shares[np.arange(len(tiers)), tiers] + 1e-300).sum() + PENALTY / 2 * (held**2).sum()
        return value, (matrix.T @ (shares - wanted) + PENALTY * held).ravel()

    done = minimize(loss, np.zeros(shape[1] * TIERS), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    weight = done.x.reshape(-1, TIERS)
    return {"": weight[-1], **{name: weight[at] for name, at in column.items()}}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    rows = [json.loads(line) for name in LEARNED for line in (SETS / f"{name}.jsonl").open(encoding="utf-8")]
    table = learn(rows)
    lines = [f"# learned from {', '.join(LEARNED)}: {len(rows):,} invented messages; columns: feature, tiers 0 to 3"]
    lines += ["\t".join((name, *(f"{each:.3f}" for each in part))) for name, part in sorted(table.items())]
    if given.check:
        kept = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
        same = len(kept) == len(table) and all(
            np.allclose([float(each) for each in parts], table[name], atol=0.02) for name, *parts in kept
        )
        print("same" if same else "the table on disk is another; run without --check")
        return 0 if same else 1
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(table):,} features from {len(rows):,} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
