"""Score: two numbers that are never mixed, and one that orders the queue.

    control = (1 - product(1 - sign)) * (1 - named together)     structural signs across people, see control.py
    risk    = sum(WEIGHT * share)              validated indicators; share = distinct texts showing it / all distinct
    score   = 0.9 * (0.8 * control + 0.2 * risk), and 0.9 + 0.1 * (the same) when the children-first rule applies

so children come first, then control, then risk. Contributions of one kind add up to that number: a sign's part of
`control` is in proportion to its -log(1 - sign). `interval` repeats the formulas with control at the bounds of its
chance (see chance.py, at the base rate of the fit) and each share of risk at its 80 % Wilson bounds. Weights of risk
are equal, 0.25 each: the study (Lugo-Graulich et al., NIJ/JIRN 2022-24) names four predictors; no per-indicator effect
is assumed here. Indicators without that support are shown, contribute 0 and say so; stated age, price and
movement raise neither.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from safelight.ads.core import quote
from safelight.ads.core.board import Board
from safelight.ads.core.chance import Chance, bounds, chance
from safelight.ads.core.control import Weighed
from safelight.ads.core.indicator import OFF_BY_DEFAULT, VALIDATED
from safelight.ads.core.quote import Quote
from safelight.ads.core.sign import Sign

WEIGHT = 0.25
CEILING = 0.9
CONTROL_PART = 0.8
Z = 1.2816
"""Normal quantile of a two-sided 80 % interval."""

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """`validated`: an outcome study supports that it predicts. Structural signs have no such study; they are
    facts about the ads, and their precision on declared synthetic data stands in the documentation."""

    kind: str
    indicator: str
    contribution: float
    validated: bool
    evidence: tuple[Quote, ...]

    def record(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "indicator": self.indicator,
            "contribution": self.contribution,
            "validated": self.validated,
            "evidence": [item.record() for item in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Observed:
    """An indicator in a group: `hits` of `trials` distinct texts show it."""

    indicator: str
    hits: int
    trials: int
    quotes: tuple[Quote, ...]

    @property
    def counts(self) -> bool:
        return self.indicator in VALIDATED


@dataclass(frozen=True, slots=True)
class Score:
    """`chance` is of being run by one hand; None of fewer than two people."""

    score: float
    control: float
    risk: float
    interval: tuple[float, float]
    chance: Chance | None
    reasons: tuple[Reason, ...]


def observed(
    world: Board, ads: Sequence[int], first: Sequence[int], quotable: frozenset[int], with_ethnicity: bool
) -> tuple[Observed, ...]:
    """Indicators of the group's distinct texts (`first` as from `reposts`), quotable ads only."""
    texts = list({first[at]: at for at in reversed(ads) if at in quotable}.values())[::-1]
    shown: dict[str, list[Quote]] = {}
    hits: dict[str, set[int]] = {}
    for at in texts:
        for mention in sorted(
            world.readings[at].indicators, key=lambda m: (m.source != "title", m.source, m.start, m.end)
        ):
            if mention.end > mention.start and (with_ethnicity or mention.indicator not in OFF_BY_DEFAULT):
                spot = quote.span(world.readings[at], mention.source, mention.start, mention.end)
                shown.setdefault(mention.indicator, []).append(spot)
                hits.setdefault(mention.indicator, set()).add(at)
    return tuple(Observed(name, len(hits[name]), len(texts), quote.few(shown[name])) for name in sorted(shown))


def risk_of(seen: Sequence[Observed]) -> float:
    return sum((WEIGHT * item.hits / item.trials for item in seen if item.counts), 0.0)


def order(control: float, risk: float, children_first: bool) -> float:
    """The number that orders the queue."""
    both = CONTROL_PART * control + (1 - CONTROL_PART) * risk
    return CEILING + (1 - CEILING) * both if children_first else CEILING * both


def score(
    signs: Sequence[Sign],
    weighed: Weighed | None,
    seen: Sequence[Observed],
    children: Sequence[Quote],
    base_rate: float,
) -> Score:
    """`weighed`: what the signs amount to, None of fewer than two people. `children`: quotes for the children-first
    rule, empty when it doesn't apply."""
    control, risk = weighed.control if weighed else 0.0, risk_of(seen)
    held = bounds(weighed) if weighed else (0.0, 0.0)
    ends = []
    for side, end in ((-1, min(held[0], control)), (1, max(held[1], control))):
        low = sum(WEIGHT * wilson(item.hits, item.trials, side) for item in seen if item.counts)
        ends.append(round(order(end, low, bool(children)), DIGITS))
    return Score(
        round(order(control, risk, bool(children)), DIGITS),
        round(control, DIGITS),
        round(risk, DIGITS),
        (ends[0], ends[1]),
        chance(weighed, base_rate) if weighed else None,
        (*_children(children), *_structure(signs, control), *_indicators(seen)),
    )


def _children(quotes: Sequence[Quote]) -> list[Reason]:
    return [Reason("risk", "children_first", 0.0, False, quote.few(quotes))] if quotes else []


def _structure(signs: Sequence[Sign], control: float) -> list[Reason]:
    whole = sum(math.log1p(-sign.strength) for sign in signs)
    return [
        Reason("control", s.indicator, round(control * math.log1p(-s.strength) / whole, DIGITS), False, s.quotes)
        for s in signs
    ]


def _indicators(seen: Sequence[Observed]) -> list[Reason]:
    reasons = [
        Reason(
            "risk",
            item.indicator,
            round(WEIGHT * item.hits / item.trials, DIGITS) if item.counts else 0.0,
            item.counts,
            item.quotes,
        )
        for item in seen
    ]
    return sorted(reasons, key=lambda reason: (-reason.contribution, reason.indicator))


def wilson(hits: int, trials: int, side: int) -> float:
    """Lower (side -1) or upper (side 1) bound of a share by Wilson's score interval, 80 %."""
    share, spread = hits / trials, Z * Z / trials
    centre = share + spread / 2
    reach = Z * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return min(1.0, max(0.0, (centre + side * reach) / (1 + spread)))
