"""The obvious twin of the scan's kernel: window by window, in plain arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence

from safelight.stats.core.negbin import Numbers
from safelight.stats.core.scan import LEAN, RATIOS, Windows


def strengths_of(count: Sequence[float], around: Windows, people: Numbers) -> tuple[float, float]:
    """Log average likelihood ratio over windows and strengths, and the highest Kulldorff log ratio."""
    total, averaged, highest = sum(count), 0.0, 0.0
    for centre in range(len(count)):
        for number in range(int(around.allowed[centre])):
            size = int(around.sizes[number])
            places = [int(place) for place in around.order[centre, :size]]
            inside = sum(count[place] for place in places)
            share = float(sum(people[place] for place in places) / people.sum())
            for ratio in RATIOS.tolist():
                averaged += ratio**inside / (1 + (ratio - 1) * share) ** total / size**LEAN
            if inside > total * share:
                value = inside * math.log(inside / (total * share))
                if total > inside:
                    value += (total - inside) * math.log((total - inside) / (total * (1 - share)))
                highest = max(highest, value)
    return math.log(averaged), highest
