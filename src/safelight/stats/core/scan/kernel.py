"""The compiled sums of the spatial scan. Import inside functions only: loading numba costs about 1.5 s."""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled


@compiled
def _kulldorff(inside, total, share):  # type: ignore[no-untyped-def]
    """Log likelihood ratio of one window; 0 when it counts no more than its share."""
    if inside <= total * share:
        return 0.0
    ratio = inside * np.log(inside / (total * share))
    if total > inside:
        ratio += (total - inside) * np.log((total - inside) / (total * (1.0 - share)))
    return ratio


@compiled
def strengths(draws, order, sizes, allowed, share, prior, ratios, whole, top, best):  # type: ignore[no-untyped-def]
    """For each map in `draws` [maps, places]: the average likelihood ratio over windows and `ratios` (log, into
    `whole`), the highest Kulldorff ratio (into `top`), and where that is (centre, size number; into `best`)."""
    maps, places = draws.shape
    counts, logs = len(ratios), np.log(ratios)
    for m in range(maps):
        total = draws[m].sum()
        peak, added = -1e300, 0.0
        top[m] = 0.0
        for centre in range(places):
            inside, at = 0.0, 0
            for s in range(allowed[centre]):
                while at < sizes[s]:
                    inside += draws[m, order[centre, at]]
                    at += 1
                w = share[centre, s]
                for r in range(counts):
                    value = inside * logs[r] - total * np.log1p((ratios[r] - 1.0) * w) + prior[s]
                    if value > peak:
                        added = added * np.exp(peak - value) + 1.0
                        peak = value
                    elif value > peak - 30.0:
                        added += np.exp(value - peak)
                ratio = _kulldorff(inside, total, w)
                if ratio > top[m]:
                    top[m], best[m, 0], best[m, 1] = ratio, centre, s
        whole[m] = peak + np.log(added)
