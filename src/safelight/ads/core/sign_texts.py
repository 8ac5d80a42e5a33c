"""The sign in texts: one script, the names changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core import quote
from safelight.ads.core.quote import Quote
from safelight.ads.core.script import MOST_OF_IT
from safelight.ads.core.sign import Company, Sign, shown


def shared_script(company: Company) -> Sign | None:
    """People whose ads say mostly what another's say, and the other way round: of the two shares of ads the smaller
    counts, so that a few ads in which one friend speaks for the other are no script."""
    mutual = mutual_shares(company)
    best = mutual.max(axis=1)
    quotes: list[Quote] = []
    for who in np.flatnonzero(best).tolist():
        pair = _likest(company, who, int(mutual[who].argmax()))
        if pair:
            quotes += quote.common_words(company.world.readings[pair[0]], company.world.readings[pair[1]])
    hits = int(np.count_nonzero(best))
    sign = shown(company, "shared_script", hits, len(company.people), quotes)
    return sign and replace(sign, factor=sign.factor * float(best.sum()) / hits)


def mutual_shares(company: Company) -> NDArray[np.float64]:
    """(people, people): the smaller of what each says of the other's, as a share of own ads; 0 of oneself."""
    count = len(company.people)
    one_way = np.zeros((count, count))
    said = [company.phrases.of(persona.own) for persona in company.people]
    labels = company.world.labels
    used = [{labels[at] for at in persona.own} - {-1} for persona in company.people]
    for who, persona in enumerate(company.people):
        if persona.own:
            likeness = company.phrases.shares(persona.own, said) >= MOST_OF_IT
            template = np.array([[labels[at] in own for at in persona.own] for own in used])
            one_way[who] = (likeness | template).mean(axis=1)
    np.fill_diagonal(one_way, 0.0)
    return np.minimum(one_way, one_way.T)


def _likest(company: Company, who: int, other: int) -> tuple[int, int] | None:
    """Quotable ads of two people, of one template where there is one."""
    labels = company.world.labels
    mine = [at for at in company.people[who].own if at in company.quotable]
    theirs = {labels[at]: at for at in reversed(company.people[other].own) if at in company.quotable}
    if not mine or not theirs:
        return None
    same = next((at for at in mine if labels[at] >= 0 and labels[at] in theirs), None)
    return (mine[0], next(iter(theirs.values()))) if same is None else (same, theirs[labels[same]])
