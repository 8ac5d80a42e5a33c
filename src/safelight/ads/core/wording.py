"""Wording: which template a new text belongs to, told from the old texts that are most like it.

The new texts are clustered (`near.kin`) together with the old ones that share their rarest phrases and with a company
of texts that stand for all others, so that what everybody says is seen to be said by everybody. Old texts keep the
template they have; in a cluster with a new text, whoever has none takes the one that most of its old texts have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from safelight.ads.core.reading import Reading
from safelight.ads.core.repost import reposts
from safelight.ads.core.template import Template, described, near_texts, users


@dataclass(frozen=True, slots=True)
class Joined:
    """`template_of`: the ads that got a template today, old ones without one included. `made`: templates that are
    new."""

    template_of: Mapping[str, str]
    made: tuple[Template, ...]


def joined(
    readings: Sequence[Reading], fresh: Collection[str], known: Mapping[str, str], withheld: Collection[str]
) -> Joined:
    """`readings`: new ads (ids `fresh`), old ones like them, and the company; `known`: ad id to template id."""
    hidden = frozenset(at for at, reading in enumerate(readings) if reading.ad.id in withheld)
    template_of: dict[str, str] = {}
    made = []
    for label, ads in users(near_texts(readings, reposts(readings))).items():
        ids = [readings[at].ad.id for at in ads]
        if len(ads) < 2 or not any(one in fresh for one in ids):
            continue
        held = Counter(known[one] for one in ids if one in known and one not in fresh)
        if held:
            template = min(held, key=lambda name: (-held[name], name))
        else:
            made.append(described(readings, label, ads, hidden))
            template = made[-1].template_id
        template_of |= {one: template for one in ids if one in fresh or one not in known}
    return Joined(template_of, tuple(made))
