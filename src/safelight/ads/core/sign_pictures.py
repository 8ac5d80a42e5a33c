"""The sign in pictures: a pool that serves several names."""

from __future__ import annotations

from dataclasses import replace

from safelight.ads.core.selector import Selector
from safelight.ads.core.sign import Company, Sign, name_quotes, of_kind, shown, users


def shared_pictures(company: Company) -> Sign | None:
    """People who show, in some ads, no picture that isn't another's too: a pool of pictures, the larger the surer. The
    few rooms of a shared flat stand beside pictures of one's own; the share of the ads with shared pictures where they
    do takes from it, twice."""
    serves = users(company, lambda at: pictures(company, at))
    shared = {mark for mark, who in serves.items() if len(who) > 1}
    shows = [(who, at, pictures(company, at)) for who, one in enumerate(company.people) for at in one.own]
    lent = {at: who for who, at, own in shows if own and own <= shared}
    beside = sum(bool(own & shared and own - shared) for _, _, own in shows)
    having = {who for who, _, own in shows if own}
    hits = sorted(set(lent.values()))
    if min(len(hits), len(shared)) < 2:
        return None
    sign = shown(company, "shared_pictures", len(hits), len(having), name_quotes(company, hits, lent.__contains__))
    alone = len(lent) / (len(lent) + beside)
    return sign and replace(sign, factor=sign.factor * (1 - 1 / len(shared)) * alone**2)


def pictures(company: Company, at: int) -> set[Selector]:
    """An ad's pictures, those saved again as one; by their files where there are no prints."""
    return of_kind(company, at, frozenset({"image_print"})) or of_kind(company, at, frozenset({"image"}))
