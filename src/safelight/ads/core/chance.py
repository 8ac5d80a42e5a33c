"""Chance: what the signs of one hand amount to as a probability, at a stated base rate, and how sure that is.

The weights of control were fitted together with the chance of one hand where no sign shows, on declared synthetic
worlds; there their sum is a probability. Elsewhere groups run by one hand are rarer or more frequent, so it is moved
to the base rate that is stated: odds times (stated odds / odds there) (Elkan 2001; Saerens and others 2002).
The interval is the middle 80 % of what `FITS` say: the same fit, repeated on worlds and seeds drawn anew, so that it is
wider for signs that the worlds disagree on; and three times as wide as that in log odds, because worlds left out of a
fit lay outside more often than the fits among themselves. Refuses: a chance for fewer than two people, of whom control
isn't asked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from safelight.ads.core.control import NAMED_TOGETHER, Weighed
from safelight.ads.core.control_fits import FITS
from safelight.ads.core.sign import WEIGHT
from safelight.kernel.errors import Invalid

FITTED_RATE = 0.34
"""Share of groups of several people, neither firms nor spam, that are run by one hand in the worlds of the fit."""

BASE_RATE = FITTED_RATE
"""The base rate when none is stated: that of the fit, because nobody knows the true one."""

UNSEEN = 0.02
"""Chance of one hand where no sign shows, of several people; fitted with the weights."""

TAIL = 0.1
"""Left out on either side of the interval: it holds 80 %."""

WIDER = 3.0
"""Times that the ends stand farther from the chance, in log odds, than the fits say. Of 40 bins of groups of the worlds
left out, 21 lay inside without it and 31 (78 %) with it, but for one standard error (seeds 501 to 505)."""

LEAST = 0.002
"""Chance below which, and above 1 minus which, log odds are cut."""

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Chance:
    """`value` within `low` to `high`, 0 to 1, if `base_rate` of the groups of several people are run by one hand."""

    value: float
    low: float
    high: float
    base_rate: float

    def said(self) -> str:
        """One plain sentence."""
        value, low, high, rate = (round(100 * x) for x in (self.value, self.low, self.high, self.base_rate))
        return (
            f"Of 100 such leads about {value} ({low} to {high}) would be run by one hand,"
            f" if {rate} in 100 groups of several people are."
        )


def chance_of(record: Mapping[str, Any]) -> Chance | None:
    """The chance that a lead states in its line of leads.jsonl; None when it states none, as before there were any."""
    if record.get("chance") is None:
        return None
    low, high = record["chance_interval"]
    return Chance(record["chance"], low, high, record["base_rate"])


def expected_of_100(chances: Iterable[Chance | None]) -> float | None:
    """How many of 100 leads like these would be run by one hand; those without a chance are left out."""
    values = [one.value for one in chances if one]
    return round(100 * sum(values) / len(values), 1) if values else None


def chance(seen: Weighed, base_rate: float = BASE_RATE) -> Chance:
    """`base_rate` above 0 and below 1."""
    value, low, high = (moved(end, base_rate) for end in (seen.by(WEIGHT, NAMED_TOGETHER, UNSEEN), *bounds(seen)))
    return Chance(round(value, DIGITS), round(low, DIGITS), round(high, DIGITS), base_rate)


def bounds(seen: Weighed) -> tuple[float, float]:
    """80 % bounds of the chance, at the base rate of the fit; the chance itself always lies within."""
    centre = _log_odds(seen.by(WEIGHT, NAMED_TOGETHER, UNSEEN))
    said = sorted(_log_odds(seen.by(dict(zip(WEIGHT, fit, strict=False)), fit[-2], fit[-1])) for fit in FITS)
    out = math.floor(TAIL * len(said))
    low, high = (centre + WIDER * (end - centre) for end in (said[out], said[-1 - out]))
    return _logistic(min(low, centre)), _logistic(max(high, centre))


def _log_odds(probability: float) -> float:
    held = min(1 - LEAST, max(LEAST, probability))
    return math.log(held / (1 - held))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def read_rate(stated: float | str) -> float:
    """A base rate as somebody states it. Raises Invalid unless it lies between 0 and 1, neither included."""
    try:
        rate = float(stated)
    except ValueError:
        rate = math.nan
    if not 0.0 < rate < 1.0:
        raise Invalid("ads.base_rate", f"a base rate is a share between 0 and 1, like 0.05; this is {stated}")
    return rate


def moved(probability: float, base_rate: float) -> float:
    """A probability at the base rate of the fit as one at another."""
    odds = base_rate * (1 - FITTED_RATE) / ((1 - base_rate) * FITTED_RATE)
    return probability * odds / (probability * odds + 1 - probability)
