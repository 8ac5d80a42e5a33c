"""What an agency's own decisions on leads teach: weights of the reasons, a chance, and which lead to judge next.

A lead is the contributions of its reasons, in parts of the score. The chance that this agency accepts it is logistic in
them, with a normal prior under which every part counts alike, so that without decisions the order is that of the score.
Quality is told on later decisions from earlier ones, never on a group that taught. Promises: decisions in any order
give the same weights; nothing here changes a score or a queue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import log, pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.score import CEILING, CONTROL_PART

Array = NDArray[np.float64]
Features = Mapping[str, float]

SLOPE, SPREAD = 4.0, 4.0
"""Prior of each weight, mean and deviation: a score higher by 0.5 is some seven times the odds, and thirty decisions
can turn a weight. House values, fitted to nobody."""

LEVEL_SPREAD = 3.0
"""Deviation of the intercept: agencies accept between one lead in a hundred and nearly all."""

FEWEST, FEWEST_EACH = 30, 5
"""Decisions in all, and of each kind, before quality is told."""

BLOCKS = 5
"""The decisions are told in so many parts by time; each but the first is predicted from those before it."""

STEPS = 50


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a lead: accepted (`yes`) or dismissed, and when. A `group` never teaches its own
    test."""

    group: str
    at: datetime
    features: Features
    yes: bool


@dataclass(frozen=True, slots=True)
class Model:
    """Mean and covariance of the weights; the last of them is the intercept."""

    names: tuple[str, ...]
    mean: Array
    spread: Array

    def logit(self, features: Features) -> tuple[float, float]:
        """Mean and variance of the log odds. A reason that no decision knew has the prior's weight."""
        row, unknown = _row(features, self.names)
        extra = sum(unknown), sum(part * part for part in unknown)
        return float(row @ self.mean) + SLOPE * extra[0], float(row @ self.spread @ row) + SPREAD**2 * extra[1]

    def chance(self, features: Features) -> float:
        """Chance that the lead is accepted, doubt about the weights included (MacKay 1992)."""
        mean, variance = self.logit(features)
        return float(_logistic(np.array(mean / sqrt(1 + pi * variance / 8))))

    def worth_asking(self, features: Features) -> float:
        """How much a decision on this lead would teach: doubt about the weights where the answer is open."""
        mean, variance = self.logit(features)
        chance = float(_logistic(np.array(mean)))
        return variance * chance * (1 - chance)


@dataclass(frozen=True, slots=True)
class Quality:
    """On later decisions from earlier ones, by learned weights and by the score: mean log loss (lower is better), share
    of pairs in the right order, and by how much the loss falls, with its standard error. `told`: decisions
    predicted."""

    told: int
    loss: float
    loss_by_score: float
    ordered: float
    ordered_by_score: float
    gain: float
    error: float

    @property
    def better(self) -> bool:
        """Whether the learned weights beat the score by more than chance explains (one-sided, 5 %)."""
        return self.gain > 1.645 * self.error


def features_of(record: Mapping[str, Any]) -> dict[str, float]:
    """Contribution of each reason of a lead (its line of leads.jsonl), in parts of the score. Reasons that count
    nothing are left out."""
    found: dict[str, float] = {}
    for reason in record["reasons"]:
        part = CEILING * (CONTROL_PART if reason["kind"] == "control" else 1 - CONTROL_PART) * reason["contribution"]
        if part > 0:
            name = f"{reason['kind']}:{reason['indicator']}"
            found[name] = found.get(name, 0.0) + part
    return found


def learn(decisions: Sequence[Decision]) -> Model:
    """The weights that the decisions leave likeliest, by Newton steps, with the curvature there."""
    names = tuple(sorted({name for one in decisions for name in one.features}))
    rows = np.array([_row(one.features, names)[0] for one in decisions]).reshape(len(decisions), len(names) + 1)
    said = np.array([float(one.yes) for one in decisions])
    centre = np.array([SLOPE] * len(names) + [0.0])
    held = np.diag([1 / SPREAD**2] * len(names) + [1 / LEVEL_SPREAD**2])
    mean = _climbed(rows, said, centre, held)
    chances = _logistic(rows @ mean)
    curved = held + rows.T @ (rows * (chances * (1 - chances))[:, None])
    return Model(names, mean, np.asarray(np.linalg.inv(curved), np.float64))


def quality(decisions: Sequence[Decision]) -> Quality | None:
    """None with too few decisions, or when all tell the same."""
    accepted = sum(one.yes for one in decisions)
    if len(decisions) < FEWEST or min(accepted, len(decisions) - accepted) < FEWEST_EACH:
        return None
    ordered = sorted(decisions, key=lambda one: (one.at, one.group))
    blocks = [ordered[len(ordered) * n // BLOCKS : len(ordered) * (n + 1) // BLOCKS] for n in range(BLOCKS)]
    told: list[tuple[bool, float, float]] = []
    for number, block in enumerate(blocks[1:], start=1):
        there = {one.group for one in block}
        before = [one for part in blocks[:number] for one in part if one.group not in there]
        model, plain = learn(before), learn([replace(one, features=_sum(one.features)) for one in before])
        told += [(one.yes, model.chance(one.features), plain.chance(_sum(one.features))) for one in block]
    return _quality(told)


def _quality(told: Sequence[tuple[bool, float, float]]) -> Quality:
    ours = [_loss(yes, chance) for yes, chance, _ in told]
    plain = [_loss(yes, chance) for yes, _, chance in told]
    gains = np.array(plain) - np.array(ours)
    return Quality(
        told=len(told),
        loss=float(np.mean(ours)),
        loss_by_score=float(np.mean(plain)),
        ordered=_ordered([(yes, chance) for yes, chance, _ in told]),
        ordered_by_score=_ordered([(yes, chance) for yes, _, chance in told]),
        gain=float(gains.mean()),
        error=float(gains.std(ddof=1) / sqrt(len(gains))),
    )


def _sum(features: Features) -> dict[str, float]:
    return {"score": sum(features.values())}


def _row(features: Features, names: Sequence[str]) -> tuple[Array, list[float]]:
    """Values of the known names and 1 for the intercept; and the values of names that aren't known."""
    known = np.array([*(features.get(name, 0.0) for name in names), 1.0])
    return known, [value for name, value in features.items() if name not in names]


def _climbed(rows: Array, said: Array, centre: Array, held: Array) -> Array:
    mean = centre.copy()
    for _ in range(STEPS):
        chances = _logistic(rows @ mean)
        slope = rows.T @ (said - chances) - held @ (mean - centre)
        curved = held + rows.T @ (rows * (chances * (1 - chances))[:, None])
        step = np.linalg.solve(curved, slope)
        mean = mean + step * min(1.0, 5.0 / max(1e-9, float(np.abs(step).max())))
        if float(np.abs(step).max()) < 1e-9:
            break
    return mean


def _logistic(values: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-values)))


def _loss(yes: bool, chance: float) -> float:
    return -log(max(1e-12, chance if yes else 1 - chance))


def _ordered(told: Sequence[tuple[bool, float]]) -> float:
    """Share of pairs of an accepted and a dismissed lead in which the accepted one has the higher chance; ties half."""
    yes = np.array([chance for accepted, chance in told if accepted])
    no = np.array([chance for accepted, chance in told if not accepted])
    if not len(yes) or not len(no):
        return 0.5
    apart = yes[:, None] - no[None, :]
    return float(((apart > 0) + 0.5 * (apart == 0)).mean())
